-- What came through which door, by the hour.
CREATE TABLE IF NOT EXISTS arrival (
    hour     BIGINT NOT NULL,          -- since 1970, in UTC
    door     VARBINARY(255) NOT NULL,  -- api, segment, stripe, ...
    accepted BIGINT NOT NULL,          -- events, once each
    repeated BIGINT NOT NULL,          -- events that had been stored before
    rejected BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,          -- when the latest event came, milliseconds since 1970 UTC; 0: none
    PRIMARY KEY (hour, door)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What is refused says where it is wrong, as a JSON pointer.  What was refused before goes:
-- a column cannot be added just where it is missing, and a migration may be applied again.
DROP TABLE IF EXISTS rejected;

CREATE TABLE IF NOT EXISTS rejected (
    id      BIGINT AUTO_INCREMENT PRIMARY KEY,
    at      BIGINT NOT NULL,          -- when it came, milliseconds since 1970 UTC
    source  VARBINARY(255) NOT NULL,  -- the door it came to
    reason  VARBINARY(255) NOT NULL,  -- a word, for counting: unknown_type, ...
    detail  BLOB NOT NULL,            -- a sentence
    payload BLOB NOT NULL,            -- what was sent, or its beginning
    pointer VARBINARY(255) NOT NULL,  -- to what is wrong in it; empty: to no one thing
    KEY rejected_by_at (at),
    KEY rejected_by_reason (reason),
    KEY rejected_by_door (source, reason, at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
