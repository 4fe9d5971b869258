-- How people judge the health of customers, whatever the card makes of it.
CREATE TABLE IF NOT EXISTS customer_override (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    value    DOUBLE,                 -- 0 to 100; NULL: it is a band
    band     VARCHAR(16),            -- NULL: it is a value
    reason   BLOB NOT NULL,          -- in words
    author   VARCHAR(255) NOT NULL,  -- who said so
    since    INT NOT NULL,           -- the first day on which it holds
    until    INT NOT NULL,           -- the last one
    ended    INT,                    -- the day from which on it holds no more; NULL: until its end
    at       BIGINT NOT NULL,        -- when it was said, milliseconds since 1970 UTC
    KEY customer_override_of (customer, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What people note down about customers.
CREATE TABLE IF NOT EXISTS customer_note (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    text     MEDIUMBLOB NOT NULL,
    author   VARCHAR(255) NOT NULL,
    at       BIGINT NOT NULL,  -- when, milliseconds since 1970 UTC
    KEY customer_note_of (customer, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
