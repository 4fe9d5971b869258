-- queries.sql: every question and order we have for SQLite.
--
-- Each is prepared once, when a connection is opened; tools/queries.c makes the enum
-- Query of them, and sees to it that mysql/queries.sql names the same ones.

-- name: begin_read
-- All that is read until COMMIT is of one moment.
BEGIN;

-- name: begin_write
-- Nobody else writes until COMMIT or ROLLBACK.
BEGIN IMMEDIATE;

-- name: commit
-- All of it, on disk.
COMMIT;

-- name: roll_back
-- None of it.
ROLLBACK;

-- --- the schema; these are used before there is one, so each is prepared alone

-- name: has_schema
-- 1 where the table schema_version exists.
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version';

-- name: schema_version
-- The last migration that was applied.
SELECT coalesce(max(version), 0) FROM schema_version;

-- name: add_schema_version
-- Another migration has been applied.
INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?);

-- --- customers

-- name: ping
-- Does the database answer?
SELECT coalesce(max(version), 0) FROM schema_version;

-- name: add_customer
-- A new customer; no row where the external id is taken.
INSERT INTO customer (external_id, name, email, segment, plan, owner, lifecycle, currency,
                      mrr, seats, renews_on, traits, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (external_id) DO NOTHING;

-- name: add_picture
-- The picture of a customer who is new.
INSERT INTO picture (customer, day, next_change, packed, sort_score, score, coverage, band,
                     change_7d, change_30d, points)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: knows_customer
-- Is there such a customer?
SELECT id FROM customer WHERE id = ?;

-- name: put_customer
-- What a customer is now; no row where the external id is taken.
UPDATE OR IGNORE customer SET external_id = ?1, name = ?2, email = ?3, segment = ?4,
                              plan = ?5, owner = ?6, lifecycle = ?7, currency = ?8,
                              mrr = ?9, seats = ?10, renews_on = ?11, traits = ?12
WHERE id = ?13;

-- name: customer
-- One customer with its picture; stale: marked, aged, or made on a later day than today.
SELECT c.id, c.external_id, c.name, c.email, c.segment, c.plan, c.owner, c.lifecycle,
       c.currency, c.mrr, c.seats, c.renews_on, c.traits, c.created_at,
       p.packed, p.score, p.coverage, p.band, p.change_7d, p.change_30d, p.points,
       s.customer IS NOT NULL OR p.next_change <= ?2 OR p.day > ?2,
       (SELECT coalesce(max(number), 0) FROM event)
FROM customer c
JOIN picture p ON p.customer = c.id
LEFT JOIN stale s ON s.customer = c.id
WHERE c.id = ?1;

-- name: customer_alone
-- One customer, without its picture.
SELECT id, external_id, name, email, segment, plan, owner, lifecycle, currency, mrr, seats,
       renews_on, traits, created_at,
       (SELECT coalesce(max(number), 0) FROM event)
FROM customer WHERE id = ?;

-- name: customers
-- Customers behind a place in the list, the worst score first, without those that left.
SELECT c.id, c.external_id, c.name, c.email, c.segment, c.plan, c.owner, c.lifecycle,
       c.currency, c.mrr, c.seats, c.renews_on, c.traits, c.created_at,
       p.packed, p.score, p.coverage, p.band, p.change_7d, p.change_30d, p.points,
       s.customer IS NOT NULL
FROM picture p
JOIN customer c ON c.id = p.customer
LEFT JOIN stale s ON s.customer = p.customer
WHERE (p.sort_score, p.customer) > (?, ?) AND c.lifecycle <> 'churned'
ORDER BY p.sort_score, p.customer
LIMIT ?;

-- name: count_customers
-- How many customers there are.
SELECT count(*) FROM customer;

-- name: count_live
-- How many of them have not left.
SELECT count(*) FROM customer WHERE lifecycle <> 'churned';

-- name: book
-- What a book is added up from: every customer.
SELECT c.id, c.name, c.segment, c.currency, c.mrr, p.score, p.band, p.change_30d,
       c.lifecycle = 'churned', c.created_at, c.renews_on, p.packed, p.points
FROM customer c
JOIN picture p ON p.customer = c.id
ORDER BY c.id;

-- name: attributes
-- What scorecards are chosen by: every customer, without its picture.
SELECT id, external_id, name, email, segment, plan, owner, lifecycle, currency, mrr, seats,
       renews_on, traits, created_at
FROM customer
ORDER BY id;

-- name: roll
-- What customers are looked for by, and stand in a list by: every customer.
SELECT c.id, c.external_id, c.name, c.email, c.segment, c.plan, c.owner, c.lifecycle,
       c.currency, c.mrr, c.renews_on, p.packed, p.score, p.band, p.change_30d
FROM customer c
JOIN picture p ON p.customer = c.id
ORDER BY c.id;

-- name: count_events_of
-- How many of them are of a type; NULL: of whatever name.
SELECT count(*)
FROM timeline t
JOIN event e ON e.number = t.number
WHERE t.customer = ?1 AND e.type = ?2 AND (?3 IS NULL OR e.name = ?3);

-- name: count_events
-- How many events a customer has that are folded.
SELECT count(*) FROM timeline WHERE customer = ?;

-- name: erase_unmatched
-- What waits under one of its names, which must be there still.
DELETE FROM unmatched WHERE id IN (
    SELECT u.id FROM customer c JOIN unmatched u ON u.value = c.external_id
    WHERE c.id = ?1
    UNION ALL
    SELECT u.id FROM customer_alias a JOIN unmatched u ON u.value = a.value
    WHERE a.customer = ?1 AND a.source IN ('', u.source));

-- name: erase_memberships
-- Who was in a group that is called as it is, likewise.
DELETE FROM membership
WHERE group_id IN (SELECT external_id FROM customer WHERE id = ?1
                   UNION ALL SELECT value FROM customer_alias WHERE customer = ?1)
AND EXISTS (SELECT 1 FROM customer c WHERE c.id = ?1 AND c.external_id = group_id
            UNION ALL
            SELECT 1 FROM customer_alias a
            WHERE a.customer = ?1 AND a.value = group_id
            AND a.source IN ('', membership.source));

-- name: erase_customer
-- A customer; those that follow: what is known of it.
DELETE FROM customer WHERE id = ?;

-- name: erase_picture
-- Its picture.
DELETE FROM picture WHERE customer = ?;

-- name: erase_stale
-- Its stale mark.
DELETE FROM stale WHERE customer = ?;

-- name: erase_aliases
-- Its other names.
DELETE FROM customer_alias WHERE customer = ?;

-- name: erase_merged
-- The ids that led to it.
DELETE FROM merged WHERE customer = ?;

-- name: erase_voided
-- Which of its events were taken back.
DELETE FROM voided WHERE customer = ?;

-- name: erase_events
-- Its log, which must be folded.
DELETE FROM event WHERE number IN (SELECT number FROM timeline WHERE customer = ?);

-- name: erase_timeline, here alone
-- Its timeline.
DELETE FROM timeline WHERE customer = ?;

-- name: erase_daily
-- Its daily counts.
DELETE FROM daily WHERE customer = ?;

-- name: erase_spans
-- Its spans.
DELETE FROM span WHERE customer = ?;

-- name: erase_tickets
-- The changes of its tickets.
DELETE FROM ticket_change WHERE customer = ?;

-- name: erase_invoices
-- The changes of its invoices.
DELETE FROM invoice_change WHERE customer = ?;

-- name: erase_outcomes
-- What became of it.
DELETE FROM outcome WHERE customer = ?;

-- name: erase_overrides
-- How people judged its health.
DELETE FROM customer_override WHERE customer = ?;

-- name: erase_customer_notes
-- The notes on it.
DELETE FROM customer_note WHERE customer = ?;

-- --- names

-- name: find_alias
-- Whose alias is this, of its source or else of none?
SELECT coalesce((SELECT customer FROM customer_alias WHERE source = ?1 AND value = ?2),
                (SELECT customer FROM customer_alias WHERE source = '' AND value = ?2));

-- name: find_external_id
-- Whose own external id is this?
SELECT id FROM customer WHERE external_id = ?;

-- name: find_merged
-- Who took in the customer that had this id?
SELECT customer FROM merged WHERE id = ?;

-- name: add_alias
-- Another name; no row where it is somebody's.
INSERT INTO customer_alias (source, value, customer) VALUES (?, ?, ?)
ON CONFLICT (source, value) DO NOTHING;

-- name: remove_alias
-- A name of the customer's goes.
DELETE FROM customer_alias WHERE source = ? AND value = ? AND customer = ?;

-- name: aliases
-- The first of a customer's other names.
SELECT source, value FROM customer_alias WHERE customer = ? ORDER BY source, value LIMIT ?;

-- name: put_group
-- A user is said to be in a group; what was said of a later moment stays.
INSERT INTO membership (source, user_id, group_id, at) VALUES (?, ?, ?, ?)
ON CONFLICT (source, user_id) DO UPDATE SET group_id = excluded.group_id, at = excluded.at
WHERE (excluded.at, excluded.group_id) > (at, group_id);

-- name: find_group
-- The group a user was last said to be in.
SELECT group_id FROM membership WHERE source = ? AND user_id = ?;

-- --- facts

-- name: append_event
-- One event into the log; no row where it has been stored before.
INSERT INTO event (number, customer, type, name, at, received_at, quantity, source, id,
                   fingerprint, details)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, id) DO NOTHING;

-- name: find_event
-- The event that has this id already: is it the same?
SELECT customer, fingerprint, at FROM event WHERE source = ? AND id = ?;

-- name: add_daily
-- More of one kind on one day.
INSERT INTO daily (customer, day, type, name, count, sum) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (customer, day, type, name)
DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum;

-- name: add_span
-- The earliest and the latest of one kind.
INSERT INTO span (customer, type, name, first, last, last_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (customer, type, name)
DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last),
              last_at = max(last_at, excluded.last_at);

-- name: add_ticket_change
-- How a ticket stood at a moment.
INSERT INTO ticket_change (customer, ticket, at, event, source, status, priority)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: add_invoice_change
-- How an invoice stood at a moment.
INSERT INTO invoice_change (customer, invoice, at, event, source, status, amount, currency,
                            due, paid)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: mark_stale
-- New facts have come; the first mark's moment is kept.
INSERT INTO stale (customer, mark, since) VALUES (?, ?, ?)
ON CONFLICT (customer) DO UPDATE SET mark = excluded.mark;

-- name: mark_everybody
-- Other scorecards are at work.
INSERT INTO stale (customer, mark, since) SELECT id, ?, ? FROM customer WHERE true
ON CONFLICT (customer) DO UPDATE SET mark = excluded.mark;

-- name: timeline_newest_first, here alone
-- Where a customer's events between two moments lie, both included, walking back.
SELECT t.at, t.number
FROM timeline t
JOIN event e ON e.number = t.number
WHERE t.customer = ?1 AND t.at BETWEEN ?2 AND ?3 AND (t.at < ?3 OR t.number < ?4)
      AND (?5 IS NULL OR e.type = ?5)
ORDER BY t.at DESC, t.number DESC
LIMIT ?6;

-- name: timeline_oldest_first, here alone
-- The same, walking forward.
SELECT t.at, t.number
FROM timeline t
JOIN event e ON e.number = t.number
WHERE t.customer = ?1 AND t.at BETWEEN ?2 AND ?3 AND (t.at > ?2 OR t.number > ?4)
      AND (?5 IS NULL OR e.type = ?5)
ORDER BY t.at, t.number
LIMIT ?6;

-- name: event_at, here alone
-- One event of a customer, by its place in the log.
SELECT e.number, e.type, e.name, e.at, e.received_at, e.quantity, e.source, e.id,
       e.fingerprint, e.details, v.at IS NOT NULL
FROM event e
LEFT JOIN voided v ON v.customer = e.customer AND v.number = e.number
WHERE e.number = ? AND e.customer = ?;

-- name: unfolded_event, here alone
-- What an event of the tail counts for; no row where it is in its place meanwhile.
SELECT e.type, e.name, e.at, e.quantity FROM event e
WHERE e.number = ?1 AND e.customer = ?2
      AND NOT EXISTS (SELECT 1 FROM timeline t
                      WHERE t.customer = ?2 AND t.at = e.at AND t.number = ?1);

-- name: event_to_fold, here alone
-- The same for whoever puts it there.
SELECT type, name, at, quantity FROM event WHERE number = ? AND customer = ?;

-- name: add_to_timeline, here alone
-- An event in its place among the customer's; no row where it is there already.
INSERT INTO timeline (customer, at, number) VALUES (?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: latest_number
-- The end of the log.
SELECT coalesce(max(number), 0) FROM event;

-- name: unfolded_tail, here alone
-- The log behind what is folded for certain, without what is folded all the same.
SELECT e.number, e.customer, e.received_at FROM event e
WHERE e.number > ?
      AND NOT EXISTS (SELECT 1 FROM timeline t
                      WHERE t.customer = e.customer AND t.at = e.at AND t.number = e.number)
ORDER BY e.number;

-- name: displaced, here alone
-- How many events are not in their place, those that are not folded yet included.
SELECT count(*) FROM event e
WHERE NOT EXISTS (SELECT 1 FROM timeline t
                  WHERE t.customer = e.customer AND t.at = e.at AND t.number = e.number);

-- name: imagined, here alone
-- How many places hold no event.
SELECT count(*) FROM timeline t
WHERE NOT EXISTS (SELECT 1 FROM event e
                  WHERE e.number = t.number AND e.customer = t.customer AND e.at = t.at);

-- name: erase_all_timelines, here alone
-- All timelines, to be made anew.
DELETE FROM timeline;

-- name: make_timelines, here alone
-- Every event in its place.
INSERT INTO timeline (customer, at, number) SELECT customer, at, number FROM event;

-- name: feature_behind
-- Is there a name of a feature behind so many of the customer's?
SELECT 1 FROM span WHERE customer = ? AND type = 'feature' LIMIT 1 OFFSET ?;

-- name: ticket_behind
-- The same of ticket changes.
SELECT 1 FROM ticket_change WHERE customer = ? LIMIT 1 OFFSET ?;

-- name: invoice_behind
-- The same of invoice changes.
SELECT 1 FROM invoice_change WHERE customer = ? LIMIT 1 OFFSET ?;

-- name: knows_feature
-- Has the customer used a feature of this name?
SELECT 1 FROM span WHERE customer = ? AND type = 'feature' AND name = ?;

-- name: spans
-- A customer's spans.
SELECT type, name, first, last, last_at FROM span WHERE customer = ? ORDER BY type, name;

-- name: dailies
-- A customer's daily counts between two days, both included.
SELECT day, type, name, count, sum FROM daily
WHERE customer = ? AND day BETWEEN ? AND ?
ORDER BY day, type, name;

-- name: tickets
-- A customer's ticket changes.
SELECT ticket, at, event, status, priority FROM ticket_change
WHERE customer = ?
ORDER BY ticket, at, event, source;

-- name: invoices
-- A customer's invoice changes.
SELECT invoice, at, event, status, amount, currency, due, paid FROM invoice_change
WHERE customer = ?
ORDER BY invoice, at, event, source;

-- --- events that are taken back

-- name: find_own_event
-- A customer's event by its door and id.
SELECT number, type, name, at, quantity, source FROM event
WHERE source = ? AND id = ? AND customer = ?;

-- name: find_own_events
-- A customer's events by their id, whatever the door: one is enough, two are too many.
SELECT e.number, e.type, e.name, e.at, e.quantity, e.source
FROM timeline t
JOIN event e ON e.number = t.number
WHERE t.customer = ? AND e.id = ?
LIMIT 2;

-- name: mark_voided
-- An event is taken back; no row where it was already.
INSERT INTO voided (customer, number, at) VALUES (?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: take_daily
-- One event less of one kind on one day.
UPDATE daily SET count = count - 1, sum = sum - ?
WHERE customer = ? AND day = ? AND type = ? AND name = ?;

-- name: erase_empty_daily
-- And no row where none is left.
DELETE FROM daily WHERE customer = ? AND day = ? AND type = ? AND name = ? AND count <= 0;

-- name: hold_span
-- The earliest and the latest of one kind.
SELECT first, last_at FROM span WHERE customer = ? AND type = ? AND name = ?;

-- name: first_of_kind
-- The first day with any of one kind.
SELECT day FROM daily WHERE customer = ? AND type = ? AND name = ? ORDER BY day LIMIT 1;

-- name: last_of_kind
-- The last one.
SELECT day FROM daily WHERE customer = ? AND type = ? AND name = ? ORDER BY day DESC LIMIT 1;

-- name: last_moment
-- The last moment of one kind between two moments, both included, that still counts.
SELECT coalesce(max(t.at), 0)
FROM timeline t
JOIN event e ON e.number = t.number
WHERE t.customer = ? AND t.at BETWEEN ? AND ? AND e.type = ? AND e.name = ?
      AND NOT EXISTS (SELECT 1 FROM voided v
                      WHERE v.customer = t.customer AND v.number = t.number);

-- name: put_span
-- The earliest and the latest that are left.
UPDATE span SET first = ?, last = ?, last_at = ?
WHERE customer = ? AND type = ? AND name = ?;

-- name: erase_span
-- None is left.
DELETE FROM span WHERE customer = ? AND type = ? AND name = ?;

-- name: take_ticket_change
-- What an event said of a ticket.
DELETE FROM ticket_change WHERE customer = ? AND at = ? AND event = ? AND source = ?;

-- name: take_invoice_change
-- What an event said of an invoice.
DELETE FROM invoice_change WHERE customer = ? AND at = ? AND event = ? AND source = ?;

-- --- customers that become one; into whom comes first, and who is merged away last

-- name: hold_customers
-- Are there two such customers?
SELECT id FROM customer WHERE id IN (?, ?);

-- name: move_events
-- The log of one, which must be folded, is the other's; then what else names a customer.
UPDATE event SET customer = ?1
WHERE number IN (SELECT number FROM timeline WHERE customer = ?2);

-- name: move_timeline, here alone
-- And its timeline.
UPDATE timeline SET customer = ? WHERE customer = ?;

-- name: move_voided
-- Which of its events were taken back.
UPDATE voided SET customer = ? WHERE customer = ?;

-- name: move_tickets
-- The changes of its tickets.
UPDATE ticket_change SET customer = ? WHERE customer = ?;

-- name: move_invoices
-- The changes of its invoices.
UPDATE invoice_change SET customer = ? WHERE customer = ?;

-- name: move_outcomes
-- What became of it.
UPDATE outcome SET customer = ? WHERE customer = ?;

-- name: move_overrides
-- How people judged its health.
UPDATE customer_override SET customer = ? WHERE customer = ?;

-- name: move_customer_notes
-- The notes on it.
UPDATE customer_note SET customer = ? WHERE customer = ?;

-- name: move_aliases
-- Its other names.
UPDATE customer_alias SET customer = ? WHERE customer = ?;

-- name: move_merged
-- The ids that led to it.
UPDATE merged SET customer = ? WHERE customer = ?;

-- name: move_daily
-- The daily counts of both, added up.
INSERT INTO daily (customer, day, type, name, count, sum)
SELECT ?, day, type, name, count, sum
FROM daily
WHERE customer = ?
ON CONFLICT (customer, day, type, name)
DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum;

-- name: move_spans
-- The earliest and the latest of both.
INSERT INTO span (customer, type, name, first, last, last_at)
SELECT ?, type, name, first, last, last_at
FROM span
WHERE customer = ?
ON CONFLICT (customer, type, name)
DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last),
              last_at = max(last_at, excluded.last_at);

-- name: move_external_id
-- Its own external id is another name now.
INSERT INTO customer_alias (source, value, customer)
SELECT '', c.external_id, ? FROM customer c WHERE c.id = ? AND c.external_id IS NOT NULL
ON CONFLICT (source, value) DO NOTHING;

-- name: note_merged
-- Its id leads to who took it in.
INSERT INTO merged (id, customer, at) VALUES (?, ?, ?);

-- --- pictures

-- name: staleness
-- How many are marked, or have aged by a day, counted up to a limit; the oldest's moment.
SELECT count(*), coalesce(min(since), 0) FROM (
    SELECT since FROM (SELECT since FROM stale ORDER BY since LIMIT ?2)
    UNION ALL
    SELECT since FROM (
        SELECT p.next_change * 86400000 + ?3 AS since FROM picture p
        WHERE p.next_change <= ?1
              AND NOT EXISTS (SELECT 1 FROM stale s WHERE s.customer = p.customer)
        ORDER BY p.next_change
        LIMIT ?2));

-- name: waits, here alone
-- Is the customer marked, or has its picture aged by a day?
SELECT 1 FROM picture p LEFT JOIN stale s ON s.customer = p.customer
WHERE p.customer = ?1 AND (s.customer IS NOT NULL OR p.next_change <= ?2);

-- name: mark_aged
-- Mark pictures that have aged by a day.
INSERT INTO stale (customer, mark, since)
SELECT p.customer, ?2, p.next_change * 86400000 + ?4 FROM picture p
WHERE p.next_change <= ?1
      AND NOT EXISTS (SELECT 1 FROM stale s WHERE s.customer = p.customer)
ORDER BY p.next_change
LIMIT ?3;

-- name: stale
-- Who waits to be derived, longest first, and whether anybody has judged its health.
SELECT s.customer, s.mark,
       EXISTS (SELECT 1 FROM customer_override o WHERE o.customer = s.customer)
FROM stale s
ORDER BY s.since, s.customer
LIMIT ?;

-- name: unmark
-- A picture is made, unless newer facts have come since they were read.
DELETE FROM stale WHERE customer = ? AND mark = ?;

-- name: put_picture
-- The new picture.
UPDATE picture SET day = ?2, next_change = ?3, packed = ?4, sort_score = ?5, score = ?6,
                   coverage = ?7, band = ?8, change_7d = ?9, change_30d = ?10, points = ?11
WHERE customer = ?1;

-- --- what people say of customers

-- name: log_span
-- Since when there is anything, and since when anything came: the log is not looked through.
SELECT (SELECT min(first) FROM span),
       (SELECT CAST(value AS INTEGER) FROM note WHERE name = 'received_since'),
       (SELECT max(number) FROM event);

-- name: received_since
-- Something came at this moment, which may be earlier than all that came before.
INSERT INTO note (name, value) VALUES ('received_since', ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
WHERE CAST(excluded.value AS INTEGER) < CAST(note.value AS INTEGER);

-- name: late_events
-- What came a minute or more after it happened, and counts.
SELECT e.customer, e.type, e.name, e.id, e.at, e.received_at, e.quantity FROM event e
WHERE e.number > ? AND e.number <= ? AND e.received_at >= ?
      AND e.received_at >= e.at + 60000
      AND NOT EXISTS (SELECT 1 FROM voided v
                      WHERE v.customer = e.customer AND v.number = e.number)
ORDER BY e.number;

-- name: add_outcome
-- What became of a customer.
INSERT INTO outcome (customer, kind, day, amount, currency, note, author, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: find_outcome
-- Is it there?
SELECT 1 FROM outcome WHERE id = ? AND customer = ?;

-- name: outcome_behind
-- Is there an outcome behind so many of the customer's?
SELECT 1 FROM outcome WHERE customer = ? LIMIT 1 OFFSET ?;

-- name: outcomes
-- A customer's outcomes.
SELECT id, customer, kind, day, amount, currency, note, author, at FROM outcome
WHERE customer = ?
ORDER BY day, id;

-- name: all_outcomes
-- Everybody's.
SELECT id, customer, kind, day, amount, currency, note, author, at FROM outcome
ORDER BY customer, day, id;

-- name: remove_outcome
-- It was said in error.
DELETE FROM outcome WHERE id = ? AND customer = ?;

-- name: settle_lifecycle
-- Whoever has left and not renewed since is churned, and nobody else is.
UPDATE customer SET lifecycle =
    CASE WHEN (SELECT kind FROM outcome
               WHERE customer = ?1 AND kind IN ('churned', 'renewed')
               ORDER BY day DESC, id DESC LIMIT 1) = 'churned' THEN 'churned'
         WHEN lifecycle = 'churned' THEN 'active'
         ELSE lifecycle END
WHERE id = ?1;

-- name: end_overrides
-- Those that would hold from a day on end with it.
UPDATE customer_override SET ended = ?
WHERE customer = ? AND until >= ? AND (ended IS NULL OR ended > ?);

-- name: add_override
-- How somebody judges a customer's health.
INSERT INTO customer_override (customer, value, band, reason, author, since, until, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: find_override
-- Is it there?
SELECT 1 FROM customer_override WHERE id = ? AND customer = ?;

-- name: override_behind
-- Is there an override behind so many of the customer's?
SELECT 1 FROM customer_override WHERE customer = ? LIMIT 1 OFFSET ?;

-- name: end_override
-- From a day on it holds no more.
UPDATE customer_override SET ended = ?
WHERE id = ? AND customer = ? AND until >= ? AND (ended IS NULL OR ended > ?);

-- name: overrides
-- A customer's overrides.
SELECT id, customer, value, band, reason, author, since, until, ended, at
FROM customer_override
WHERE customer = ?
ORDER BY id;

-- name: all_overrides
-- Everybody's.
SELECT id, customer, value, band, reason, author, since, until, ended, at
FROM customer_override
ORDER BY customer, id;

-- name: add_customer_note
-- A note on a customer.
INSERT INTO customer_note (customer, text, author, at) VALUES (?, ?, ?, ?);

-- name: find_customer_note
-- Is it there?
SELECT 1 FROM customer_note WHERE id = ? AND customer = ?;

-- name: customer_notes
-- Notes on a customer before one of them, the latest first.
SELECT id, customer, text, author, at FROM customer_note
WHERE customer = ? AND id < ?
ORDER BY id DESC
LIMIT ?;

-- name: remove_customer_note
-- The note goes.
DELETE FROM customer_note WHERE id = ? AND customer = ?;

-- --- what waits

-- name: keep_rejected
-- One more that was refused.
INSERT INTO rejected (at, source, reason, detail, pointer, payload)
VALUES (?, ?, ?, ?, ?, ?);

-- name: forget_old_rejected
-- Some of those that came before a moment go.
DELETE FROM rejected WHERE id IN (
    SELECT id FROM rejected WHERE at < ? ORDER BY at LIMIT ?);

-- name: forget_many_rejected
-- Some of those that came before so many others go.
DELETE FROM rejected WHERE id IN (
    SELECT id FROM rejected ORDER BY at DESC, id DESC LIMIT ? OFFSET ?);

-- name: forget_bad_signatures
-- Likewise of those that anybody could send.
DELETE FROM rejected WHERE id IN (
    SELECT id FROM rejected WHERE reason = 'bad_signature' ORDER BY id DESC LIMIT ? OFFSET ?);

-- name: rejected
-- What was refused before one of them, the latest first.
SELECT id, at, source, reason, detail, pointer, payload FROM rejected
WHERE id < ?
ORDER BY id DESC
LIMIT ?;

-- name: count_rejected
-- How much of what is kept was refused at which door, and why.
SELECT source, reason, count(*), max(at) FROM rejected
GROUP BY source, reason ORDER BY source, reason;

-- name: keep_unmatched
-- An event waits; no row where it does already.
INSERT INTO unmatched (source, value, type, name, at, received_at, quantity, event_source,
                       event_id, fingerprint, details, thing, status, priority, amount,
                       currency, due, paid)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (event_source, event_id) DO NOTHING;

-- name: find_unmatched
-- The event that waits under this id already: is it the same?
SELECT id, source, value, fingerprint, at, received_at FROM unmatched
WHERE event_source = ? AND event_id = ?;

-- name: unmatched_reach
-- How many can be waiting: as many as there are ids from the first to the last.
SELECT coalesce((SELECT max(id) FROM unmatched) - (SELECT min(id) FROM unmatched) + 1, 0);

-- name: count_unmatched
-- How many wait.
SELECT count(*) FROM unmatched;

-- name: unmatched
-- Those that wait, behind one of them.
SELECT id, source, value, type, name, at, received_at, quantity, event_source, event_id,
       fingerprint, details, thing, status, priority, amount, currency, due, paid
FROM unmatched
WHERE id > ?
ORDER BY id
LIMIT ?;

-- name: unmatched_of
-- Those of a name, of its source or of any.
SELECT id, source, value, type, name, at, received_at, quantity, event_source, event_id,
       fingerprint, details, thing, status, priority, amount, currency, due, paid
FROM unmatched
WHERE value = ?1 AND (?2 IS NULL OR source = ?2) AND id > ?3
ORDER BY id
LIMIT ?4;

-- name: unmatched_names
-- Each name that nobody has, and what waits under it.
SELECT source, value, count(*), min(id), max(received_at),
       max(type = 'login') + 2 * max(type = 'feature') + 4 * max(type = 'ticket') +
           8 * max(type = 'invoice') + 16 * max(type = 'api') + 32 * max(type = 'custom'),
       min(event_source), max(event_source)
FROM unmatched
GROUP BY value, source;

-- name: drop_unmatched
-- It waits no more.
DELETE FROM unmatched WHERE id = ?;

-- --- arrivals

-- name: add_arrival
-- More of what came through a door within an hour.
INSERT INTO arrival (hour, door, accepted, repeated, rejected, last_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, door) DO UPDATE SET
    accepted = accepted + excluded.accepted, repeated = repeated + excluded.repeated,
    rejected = rejected + excluded.rejected, last_at = max(last_at, excluded.last_at);

-- name: forget_arrivals
-- What came before an hour goes, but for the last of each door.
DELETE FROM arrival
WHERE hour < ?
AND (last_at = 0 OR EXISTS (SELECT 1 FROM arrival later
                            WHERE later.hour > arrival.hour AND later.door = arrival.door
                            AND later.last_at > 0));

-- name: arrivals
-- All that came.
SELECT hour, door, accepted, repeated, rejected, last_at FROM arrival ORDER BY hour, door;

-- --- answers

-- name: keep_answer
-- An answer is kept; no row where there is one under this name.
INSERT INTO answer (name, fingerprint, status, type, location, body, at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO NOTHING;

-- name: forget_answer
-- The one under this name goes where it was given before a moment.
DELETE FROM answer WHERE name = ? AND at < ?;

-- name: forget_old_answers
-- Some of those that were given before a moment go.
DELETE FROM answer WHERE rowid IN (
    SELECT rowid FROM answer WHERE at < ? ORDER BY at LIMIT ?);

-- name: find_answer
-- The answer that was given under this name, not before a moment.
SELECT fingerprint, status, type, location, body, at FROM answer WHERE name = ? AND at >= ?;

-- --- scorecards

-- name: publish_card
-- A version of a card; no row where there is one of this number.
INSERT INTO scorecard_version (card, version, hash, document, author, note, at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (card, version) DO NOTHING;

-- name: latest_card
-- The latest version of a card.
SELECT card, version, hash, document, author, note, at FROM scorecard_version
WHERE card = ? ORDER BY version DESC LIMIT 1;

-- name: published_cards
-- All that was published.
SELECT card, version, hash, document, author, note, at FROM scorecard_version
ORDER BY card, version;

-- name: count_published
-- How many were published.
SELECT count(*) FROM scorecard_version;

-- name: put_draft
-- Put a draft in place of the one before.
INSERT INTO scorecard_draft (card, document, author, at) VALUES (?, ?, ?, ?)
ON CONFLICT (card) DO UPDATE SET
    document = excluded.document, author = excluded.author, at = excluded.at;

-- name: find_draft
-- The draft of a card.
SELECT card, document, author, at FROM scorecard_draft WHERE card = ?;

-- name: drop_draft
-- The draft of a card goes.
DELETE FROM scorecard_draft WHERE card = ?;

-- name: drafts
-- All drafts.
SELECT card, document, author, at FROM scorecard_draft ORDER BY card;

-- --- lists that have a name

-- name: add_view
-- A list gets a name; no row where another has it.
INSERT INTO list_view (name, query, at) VALUES (?, ?, ?)
ON CONFLICT (name) DO NOTHING;

-- name: find_view
-- Is it there?
SELECT id FROM list_view WHERE id = ?;

-- name: count_views
-- How many there are.
SELECT count(*) FROM list_view;

-- name: views
-- All of them, the oldest first.
SELECT id, name, query, at FROM list_view ORDER BY id;

-- name: remove_view
-- It goes.
DELETE FROM list_view WHERE id = ?;

-- --- notes

-- name: note
-- The text kept under a name.
SELECT value FROM note WHERE name = ?;

-- name: hold_note
-- The same, which nobody changes meanwhile: where several processes write.
SELECT value FROM note WHERE name = ?;

-- name: put_note
-- Keep a text under a name.
INSERT INTO note (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
