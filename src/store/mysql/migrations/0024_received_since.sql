-- Since when events have come is noted, so that nobody looks through the log for it.
INSERT IGNORE INTO note (name, value)
SELECT 'received_since', since FROM (SELECT min(received_at) AS since FROM event) AS log
WHERE since IS NOT NULL;
