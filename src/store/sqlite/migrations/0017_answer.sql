-- Answers to writes that named an Idempotency-Key: given again where it comes again.
CREATE TABLE answer (
    name        TEXT PRIMARY KEY,  -- whoever may ask, method, path and the client's key
    fingerprint TEXT NOT NULL,     -- of the request's body
    status      INTEGER NOT NULL,  -- of the answer, as all that follows
    type        TEXT NOT NULL,     -- of the body
    location    TEXT NOT NULL,     -- of what was made; empty: not said
    body        BLOB NOT NULL,
    at          INTEGER NOT NULL   -- when it was given, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX answer_by_at ON answer (at);
