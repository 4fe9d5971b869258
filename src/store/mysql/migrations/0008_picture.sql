-- What lists and dashboards read: derived from the facts, and never more than that.
CREATE TABLE IF NOT EXISTS picture (
    customer    BIGINT PRIMARY KEY,
    day         INT NOT NULL,              -- as of which day
    next_change INT NOT NULL,              -- the first later day on which it may differ
    packed      VARBINARY(2048) NOT NULL,  -- what was measured, see picture_pack()
    sort_score  DOUBLE NOT NULL,           -- the score; 1e9 where there is none
    score       DOUBLE,                    -- under the default card; NULL: no_data, as below
    coverage    DOUBLE,                    -- share of the card's weight that rests on data
    band        VARCHAR(16),               -- critical, at_risk, stable, healthy
    change_7d   DOUBLE,                    -- now minus then; NULL: no score then or now
    change_30d  DOUBLE,
    points      VARBINARY(64) NOT NULL,    -- twelve weekly scores in tenths, 16 bits each
    KEY picture_by_score (sort_score, customer),
    KEY picture_by_next_change (next_change)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
