-- What was refused: the latest of it, for those who wonder where it went.
CREATE TABLE IF NOT EXISTS rejected (
    id      BIGINT AUTO_INCREMENT PRIMARY KEY,
    at      BIGINT NOT NULL,          -- when it came, milliseconds since 1970 UTC
    source  VARBINARY(255) NOT NULL,  -- the door it came to
    reason  VARBINARY(255) NOT NULL,  -- a word, for counting: unknown_type, ...
    detail  BLOB NOT NULL,            -- a sentence
    payload BLOB NOT NULL,            -- what was sent, or its beginning
    KEY rejected_by_at (at),
    KEY rejected_by_reason (reason)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
