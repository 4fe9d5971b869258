-- Whose picture is out of date.
CREATE TABLE IF NOT EXISTS stale (
    customer BIGINT PRIMARY KEY,
    mark     BIGINT NOT NULL,  -- a fresh random number with every batch of facts
    since    BIGINT NOT NULL,  -- when it was first marked, milliseconds since 1970 UTC
    KEY stale_by_since (since)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
