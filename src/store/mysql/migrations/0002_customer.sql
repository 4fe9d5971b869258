-- Who they are.  Texts that clients choose and that are compared are VARBINARY, here
-- and below: utf8mb4_bin would hold 'a' and 'a ' to be the same.
CREATE TABLE IF NOT EXISTS customer (
    id          BIGINT AUTO_INCREMENT PRIMARY KEY,
    external_id VARBINARY(1020) UNIQUE,  -- the client's own name for it; NULL: none
    name        VARCHAR(255) NOT NULL,   -- of the company
    email       VARCHAR(255) NOT NULL,   -- where to write to; empty: not said, as below
    segment     VARCHAR(255) NOT NULL,   -- enterprise, smb, startup, ...
    plan        VARCHAR(255) NOT NULL,   -- what they bought
    owner       VARCHAR(255) NOT NULL,   -- who looks after them
    lifecycle   VARCHAR(255) NOT NULL,   -- active, churned, ...
    currency    VARCHAR(255) NOT NULL,   -- ISO 4217
    mrr         BIGINT NOT NULL,         -- monthly revenue in minor units of the currency
    seats       BIGINT NOT NULL,         -- how many people may use it
    renews_on   INT,                     -- a day, counted from 1970-01-01; NULL: not said
    traits      TEXT NOT NULL,           -- whatever else the client knows, a JSON object
    created_at  BIGINT NOT NULL          -- milliseconds since 1970 UTC
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
