-- Answers to writes that named an Idempotency-Key: given again where it comes again.
CREATE TABLE IF NOT EXISTS answer (
    name        VARBINARY(3072) PRIMARY KEY,  -- who may ask, method, path, client's key
    fingerprint VARBINARY(255) NOT NULL,      -- of the request's body
    status      INT NOT NULL,                 -- of the answer, as all that follows
    type        VARBINARY(255) NOT NULL,      -- of the body
    location    BLOB NOT NULL,                -- of what was made; empty: not said
    body        MEDIUMBLOB NOT NULL,
    at          BIGINT NOT NULL,              -- when it was given
    KEY answer_by_at (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
