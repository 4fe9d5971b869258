-- Events of customers nobody knows yet: all there is to say of them, so that they can
-- be stored as soon as somebody says whose they are.
CREATE TABLE unmatched (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    source       TEXT NOT NULL,     -- who calls the customer so; empty: nobody in particular
    value        TEXT NOT NULL,     -- the name nobody has
    type         TEXT NOT NULL,     -- of the event: login, feature, ticket, ...
    name         TEXT NOT NULL,     -- of the feature or the custom type; else empty
    at           INTEGER NOT NULL,  -- when it happened, milliseconds since 1970 UTC
    received_at  INTEGER NOT NULL,  -- when it came to us
    quantity     INTEGER NOT NULL,  -- uses, calls; 1 for the other types
    event_source TEXT NOT NULL,     -- the door it came through
    event_id     TEXT NOT NULL,     -- unique within its door
    fingerprint  INTEGER NOT NULL,  -- of what was sent: tells a repeat from a clash
    details      TEXT NOT NULL,     -- as sent, a JSON object
    thing        TEXT NOT NULL,     -- the ticket or invoice it is about; else empty
    status       TEXT NOT NULL,     -- of the ticket or invoice; else empty
    priority     TEXT NOT NULL,     -- of the ticket; else empty
    amount       INTEGER NOT NULL,  -- of the invoice, in minor units; else 0
    currency     TEXT NOT NULL,     -- of the invoice; else empty
    due          INTEGER,           -- of the invoice, a day; NULL: not said
    paid         INTEGER,           -- of the invoice, a day; NULL: not paid
    UNIQUE (event_source, event_id)
) STRICT;

CREATE INDEX unmatched_by_name ON unmatched (value);
