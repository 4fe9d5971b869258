-- What was published of scorecards: every version of each, for ever.
CREATE TABLE scorecard_version (
    card     TEXT NOT NULL,     -- its id
    version  INTEGER NOT NULL,  -- from 1
    hash     TEXT NOT NULL,     -- SHA-256 of the document
    document TEXT NOT NULL,     -- JSON, in canonical form; empty: the card was withdrawn
    author   TEXT NOT NULL,
    note     TEXT NOT NULL,     -- what for
    at       INTEGER NOT NULL,  -- when it was published, milliseconds since 1970 UTC
    PRIMARY KEY (card, version)
) STRICT;

-- And what is being written: one document a card.
CREATE TABLE scorecard_draft (
    card     TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    author   TEXT NOT NULL,
    at       INTEGER NOT NULL   -- when it was saved
) STRICT;
