-- The first and the last time anything of one kind happened.
CREATE TABLE span (
    customer INTEGER NOT NULL,
    type     TEXT NOT NULL,     -- of the events
    name     TEXT NOT NULL,     -- of the feature; empty for the other types
    first    INTEGER NOT NULL,  -- a day
    last     INTEGER NOT NULL,  -- a day
    last_at  INTEGER NOT NULL,  -- the moment of the last one
    PRIMARY KEY (customer, type, name)
) STRICT, WITHOUT ROWID;
