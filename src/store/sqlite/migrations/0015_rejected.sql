-- What was refused: the latest of it, for those who wonder where it went.
CREATE TABLE rejected (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,  -- when it came, milliseconds since 1970 UTC
    source  TEXT NOT NULL,     -- the door it came to
    reason  TEXT NOT NULL,     -- a word, for counting: unknown_type, bad_signature, ...
    detail  TEXT NOT NULL,     -- a sentence
    payload BLOB NOT NULL      -- what was sent, or its beginning
) STRICT;

CREATE INDEX rejected_by_at ON rejected (at);
CREATE INDEX rejected_by_reason ON rejected (reason);
