-- What lists and dashboards read: derived from the facts, and never more than that.
CREATE TABLE picture (
    customer    INTEGER PRIMARY KEY,
    day         INTEGER NOT NULL,  -- as of which day
    next_change INTEGER NOT NULL,  -- the first later day on which it may differ
    packed      BLOB NOT NULL,     -- what was measured, see picture_pack()
    sort_score  REAL NOT NULL,     -- the score; 1e9 where there is none
    score       REAL,              -- under the default card; NULL: no_data, as below
    coverage    REAL,              -- share of the card's weight that rests on real data
    band        TEXT,              -- critical, at_risk, stable, healthy
    change_7d   REAL,              -- now minus then; NULL: no score then or now
    change_30d  REAL,
    points      BLOB NOT NULL      -- twelve weekly scores in tenths, 16 bits each
) STRICT;

CREATE INDEX picture_by_score ON picture (sort_score, customer);
CREATE INDEX picture_by_next_change ON picture (next_change);
