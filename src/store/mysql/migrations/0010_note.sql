-- Short texts of our own: sample = complete.
CREATE TABLE IF NOT EXISTS note (
    name  VARBINARY(255) PRIMARY KEY,
    value TEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
