-- The group each user was last said to be in.
CREATE TABLE membership (
    source   TEXT NOT NULL,     -- who said so: segment
    user_id  TEXT NOT NULL,     -- as the source calls the user
    group_id TEXT NOT NULL,     -- as the source calls the group
    at       INTEGER NOT NULL,  -- when that was so, milliseconds since 1970 UTC
    PRIMARY KEY (source, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_by_group ON membership (group_id);
