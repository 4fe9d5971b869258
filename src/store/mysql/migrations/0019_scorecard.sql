-- What was published of scorecards: every version of each, for ever.
CREATE TABLE IF NOT EXISTS scorecard_version (
    card     VARBINARY(255) NOT NULL,  -- its id
    version  INT NOT NULL,             -- from 1
    hash     VARCHAR(64) NOT NULL,     -- SHA-256 of the document
    document MEDIUMTEXT NOT NULL,      -- JSON, in canonical form; empty: the card was withdrawn
    author   VARCHAR(255) NOT NULL,
    note     TEXT NOT NULL,            -- what for
    at       BIGINT NOT NULL,          -- when it was published, milliseconds since 1970 UTC
    PRIMARY KEY (card, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- And what is being written: one document a card.
CREATE TABLE IF NOT EXISTS scorecard_draft (
    card     VARBINARY(255) PRIMARY KEY,
    document MEDIUMTEXT NOT NULL,
    author   VARCHAR(255) NOT NULL,
    at       BIGINT NOT NULL           -- when it was saved
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
