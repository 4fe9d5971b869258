-- What happened of one kind on one day: what all windows are added up from.
CREATE TABLE IF NOT EXISTS daily (
    customer BIGINT NOT NULL,
    day      INT NOT NULL,             -- counted from 1970-01-01
    type     VARCHAR(16) NOT NULL,     -- of the events
    name     VARBINARY(400) NOT NULL,  -- of the feature; empty for the other types
    count    BIGINT NOT NULL,          -- how many events
    sum      BIGINT NOT NULL,          -- of their quantities
    PRIMARY KEY (customer, day, type, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
