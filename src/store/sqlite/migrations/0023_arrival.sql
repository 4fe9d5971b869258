-- What came through which door, by the hour.
CREATE TABLE arrival (
    hour     INTEGER NOT NULL,  -- since 1970, in UTC
    door     TEXT NOT NULL,     -- api, segment, stripe, ...
    accepted INTEGER NOT NULL,  -- events, once each
    repeated INTEGER NOT NULL,  -- events that had been stored before
    rejected INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,  -- when the latest event came, milliseconds since 1970 UTC; 0: none
    PRIMARY KEY (hour, door)
) STRICT, WITHOUT ROWID;

-- To the member of what was refused that is wrong, as a JSON pointer; empty: to none.
ALTER TABLE rejected ADD COLUMN pointer TEXT NOT NULL DEFAULT '';

CREATE INDEX rejected_by_door ON rejected (source, reason, at);
CREATE INDEX unmatched_by_account
ON unmatched (value, source, received_at, type, event_source);
