-- What became of customers, and on which day.
CREATE TABLE outcome (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    customer INTEGER NOT NULL,
    kind     TEXT NOT NULL,     -- churned, renewed, expanded, contracted
    day      INTEGER NOT NULL,  -- on which it happened
    amount   INTEGER,           -- of monthly revenue, in minor units; NULL: not said
    currency TEXT NOT NULL,     -- of the amount; empty where there is none
    note     TEXT NOT NULL,     -- in words; empty: nothing was said
    author   TEXT NOT NULL,     -- who said so
    at       INTEGER NOT NULL   -- when it was said, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX outcome_of ON outcome (customer, day, id);

-- Of those that have left before, nobody knows any more when it was.
INSERT INTO outcome (customer, kind, day, currency, note, author, at)
SELECT id, 'churned', strftime('%s', 'now') / 86400, '', '', 'upgrade',
       strftime('%s', 'now') * 1000
FROM customer WHERE lifecycle = 'churned';
