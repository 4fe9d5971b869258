-- The first and the last time anything of one kind happened.
CREATE TABLE IF NOT EXISTS span (
    customer BIGINT NOT NULL,
    type     VARCHAR(16) NOT NULL,     -- of the events
    name     VARBINARY(400) NOT NULL,  -- of the feature; empty for the other types
    first    INT NOT NULL,             -- a day
    last     INT NOT NULL,             -- a day
    last_at  BIGINT NOT NULL,          -- the moment of the last one
    PRIMARY KEY (customer, type, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
