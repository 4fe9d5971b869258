-- Who they are.  Ids are never used again, hence AUTOINCREMENT.
CREATE TABLE customer (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT UNIQUE,        -- the client's own name for it; NULL: none
    name        TEXT NOT NULL,      -- of the company
    email       TEXT NOT NULL,      -- where to write to; empty: not said, as below
    segment     TEXT NOT NULL,      -- enterprise, smb, startup, ...
    plan        TEXT NOT NULL,      -- what they bought
    owner       TEXT NOT NULL,      -- who looks after them
    lifecycle   TEXT NOT NULL,      -- active, churned, ...
    currency    TEXT NOT NULL,      -- ISO 4217
    mrr         INTEGER NOT NULL,   -- monthly revenue in minor units of the currency
    seats       INTEGER NOT NULL,   -- how many people may use it
    renews_on   INTEGER,            -- a day, counted from 1970-01-01; NULL: not said
    traits      TEXT NOT NULL,      -- whatever else the client knows, a JSON object
    created_at  INTEGER NOT NULL    -- milliseconds since 1970 UTC
) STRICT;
