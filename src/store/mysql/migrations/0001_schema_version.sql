-- Which migrations have been applied.
CREATE TABLE IF NOT EXISTS schema_version (
    version    INT PRIMARY KEY,       -- the number of a migration
    name       VARCHAR(64) NOT NULL,  -- its name: 0002_customer
    applied_at BIGINT NOT NULL        -- when, in milliseconds since 1970 UTC
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
