-- What happened of one kind on one day: what all windows are added up from.
CREATE TABLE daily (
    customer INTEGER NOT NULL,
    day      INTEGER NOT NULL,  -- counted from 1970-01-01
    type     TEXT NOT NULL,     -- of the events
    name     TEXT NOT NULL,     -- of the feature; empty for the other types
    count    INTEGER NOT NULL,  -- how many events
    sum      INTEGER NOT NULL,  -- of their quantities
    PRIMARY KEY (customer, day, type, name)
) STRICT, WITHOUT ROWID;
