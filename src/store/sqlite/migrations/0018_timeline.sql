-- A customer's events in their order.  The log itself has no index by customer: keeping
-- one would cost the more for each event the more there are.  Rows are written here when
-- events are folded, many of a customer at once; until then they are in the log alone.
CREATE TABLE timeline (
    customer INTEGER NOT NULL,
    at       INTEGER NOT NULL,  -- when it happened, milliseconds since 1970 UTC
    number   INTEGER NOT NULL,  -- its place in the log
    PRIMARY KEY (customer, at, number)
) STRICT, WITHOUT ROWID;

INSERT INTO timeline (customer, at, number)
SELECT customer, at, number FROM event ORDER BY customer, at, number;

DROP INDEX event_timeline;

-- All events up to this number of the log are folded.
INSERT INTO note (name, value)
SELECT 'folded', coalesce(max(number), 0) FROM event;
