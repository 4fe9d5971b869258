-- Events that were taken back: they stay in the log, and are counted no more.
CREATE TABLE voided (
    customer INTEGER NOT NULL,  -- whose
    number   INTEGER NOT NULL,  -- the event's place in the log
    at       INTEGER NOT NULL,  -- when it was taken back, milliseconds since 1970 UTC
    PRIMARY KEY (customer, number)
) STRICT, WITHOUT ROWID;
