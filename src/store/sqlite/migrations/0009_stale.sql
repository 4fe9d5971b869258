-- Whose picture is out of date.
CREATE TABLE stale (
    customer INTEGER PRIMARY KEY,
    mark     INTEGER NOT NULL,  -- a fresh random number with every batch of facts
    since    INTEGER NOT NULL   -- when it was first marked, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX stale_by_since ON stale (since);
