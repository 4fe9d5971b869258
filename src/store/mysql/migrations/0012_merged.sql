-- Customers that are gone: who took them in.
CREATE TABLE IF NOT EXISTS merged (
    id       BIGINT PRIMARY KEY,  -- which a customer had once
    customer BIGINT NOT NULL,     -- to whom it leads now; 0: to nobody, it was erased
    at       BIGINT NOT NULL,     -- when they were merged, milliseconds since 1970 UTC
    KEY merged_into (customer),
    KEY merged_by_at (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
