-- Events that were taken back: they stay in the log, and are counted no more.
CREATE TABLE IF NOT EXISTS voided (
    customer BIGINT NOT NULL,  -- whose
    number   BIGINT NOT NULL,  -- the event's place in the log
    at       BIGINT NOT NULL,  -- when it was taken back, milliseconds since 1970 UTC
    PRIMARY KEY (customer, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
