-- How people judge the health of customers, whatever the card makes of it.
CREATE TABLE customer_override (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    customer INTEGER NOT NULL,
    value    REAL,              -- 0 to 100; NULL: it is a band
    band     TEXT,              -- NULL: it is a value
    reason   TEXT NOT NULL,     -- in words
    author   TEXT NOT NULL,     -- who said so
    since    INTEGER NOT NULL,  -- the first day on which it holds
    until    INTEGER NOT NULL,  -- the last one
    ended    INTEGER,           -- the day from which on it holds no more; NULL: until its end
    at       INTEGER NOT NULL   -- when it was said, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX customer_override_of ON customer_override (customer, id);

-- What people note down about customers.
CREATE TABLE customer_note (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    customer INTEGER NOT NULL,
    text     TEXT NOT NULL,
    author   TEXT NOT NULL,
    at       INTEGER NOT NULL  -- when, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX customer_note_of ON customer_note (customer, id);
