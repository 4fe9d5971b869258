-- The log: what customers did.  Rows are added and never changed.
CREATE TABLE event (
    number      INTEGER PRIMARY KEY,  -- its place in the log
    customer    INTEGER NOT NULL,     -- whose; checked before it gets here
    type        TEXT NOT NULL,        -- login, feature, ticket, invoice, api
    name        TEXT NOT NULL,        -- of the feature; empty for the other types
    at          INTEGER NOT NULL,     -- when it happened, milliseconds since 1970 UTC
    received_at INTEGER NOT NULL,     -- when it came to us
    quantity    INTEGER NOT NULL,     -- uses, calls; 1 for the other types
    source      TEXT NOT NULL,        -- the door it came through
    id          TEXT NOT NULL,        -- unique within its source
    fingerprint INTEGER NOT NULL,     -- of what was sent: tells a repeat from a clash
    details     TEXT NOT NULL,        -- as sent, a JSON object
    UNIQUE (source, id)
) STRICT;

-- A customer's timeline; the number, which is the row's own key, is its last part.
CREATE INDEX event_timeline ON event (customer, at);
