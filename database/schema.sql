-- schema.sql: the whole MySQL schema of Customer Health, to read and to mount.
--
--     docker run -v ./database/schema.sql:/docker-entrypoint-initdb.d/schema.sql:ro ...
--
-- It is what the migrations in src/store/mysql/migrations make together, a test holds
-- the two equal; so a server that finds this schema has nothing left to change, and one
-- that finds an empty database makes it by itself.
--
-- Times are milliseconds since 1970 in UTC, days are counted from 1970-01-01, money is
-- in minor units.  There are no foreign keys: whether a customer exists is checked
-- before an event is queued, and whoever erases one erases all that is known of it.

-- Which migrations have been applied.
CREATE TABLE IF NOT EXISTS schema_version (
    version    INT PRIMARY KEY,       -- the number of a migration
    name       VARCHAR(64) NOT NULL,  -- its name: 0002_customer
    applied_at BIGINT NOT NULL        -- when, in milliseconds since 1970 UTC
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Who they are.  Texts that clients choose and that are compared are VARBINARY, here
-- and below: utf8mb4_bin would hold 'a' and 'a ' to be the same.
CREATE TABLE IF NOT EXISTS customer (
    id          BIGINT AUTO_INCREMENT PRIMARY KEY,
    external_id VARBINARY(1020) UNIQUE,  -- the client's own name for it; NULL: none
    name        VARCHAR(500) NOT NULL,   -- of the company
    email       VARCHAR(255) NOT NULL,   -- where to write to; empty: not said, as below
    segment     VARCHAR(255) NOT NULL,   -- enterprise, smb, startup, ...
    plan        VARCHAR(255) NOT NULL,   -- what they bought
    owner       VARCHAR(255) NOT NULL,   -- who looks after them
    lifecycle   VARCHAR(255) NOT NULL,   -- active, churned, ...
    currency    VARCHAR(255) NOT NULL,   -- ISO 4217
    mrr         BIGINT NOT NULL,         -- monthly revenue in minor units of the currency
    seats       BIGINT NOT NULL,         -- how many people may use it
    renews_on   INT,                     -- a day, counted from 1970-01-01; NULL: not said
    traits      TEXT NOT NULL,           -- whatever else the client knows, a JSON object
    created_at  BIGINT NOT NULL          -- milliseconds since 1970 UTC
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The log: what customers did.  Rows are added and never changed.  Its numbers grow,
-- but not by one: servers of a cluster leave gaps.
CREATE TABLE IF NOT EXISTS event (
    number      BIGINT AUTO_INCREMENT PRIMARY KEY,  -- its place in the log
    customer    BIGINT NOT NULL,          -- whose; checked before it gets here
    type        VARCHAR(16) NOT NULL,     -- login, feature, ticket, invoice, api
    name        VARBINARY(400) NOT NULL,  -- of the feature; empty for the other types
    at          BIGINT NOT NULL,          -- when it happened, milliseconds since 1970 UTC
    received_at BIGINT NOT NULL,          -- when it came to us
    quantity    BIGINT NOT NULL,          -- uses, calls; 1 for the other types
    source      VARBINARY(255) NOT NULL,  -- the door it came through
    id          VARBINARY(255) NOT NULL,  -- unique within its source
    fingerprint BIGINT NOT NULL,          -- of what was sent: tells a repeat from a clash
    details     TEXT NOT NULL,            -- as sent, a JSON object
    UNIQUE KEY event_id (source, id),
    KEY event_timeline (customer, at, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What happened of one kind on one day: what all windows are added up from.
CREATE TABLE IF NOT EXISTS daily (
    customer BIGINT NOT NULL,
    day      INT NOT NULL,             -- counted from 1970-01-01
    type     VARCHAR(16) NOT NULL,     -- of the events
    name     VARBINARY(400) NOT NULL,  -- of the feature; empty for the other types
    count    BIGINT NOT NULL,          -- how many events
    sum      BIGINT NOT NULL,          -- of their quantities
    PRIMARY KEY (customer, day, type, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The first and the last time anything of one kind happened.
CREATE TABLE IF NOT EXISTS span (
    customer BIGINT NOT NULL,
    type     VARCHAR(16) NOT NULL,     -- of the events
    name     VARBINARY(400) NOT NULL,  -- of the feature; empty for the other types
    first    INT NOT NULL,             -- a day
    last     INT NOT NULL,             -- a day
    last_at  BIGINT NOT NULL,          -- the moment of the last one
    PRIMARY KEY (customer, type, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What happened to support tickets; the latest change says how a ticket stands.
CREATE TABLE IF NOT EXISTS ticket_change (
    customer BIGINT NOT NULL,
    ticket   VARBINARY(255) NOT NULL,  -- the client's id of the ticket
    at       BIGINT NOT NULL,          -- when it changed
    event    VARBINARY(255) NOT NULL,  -- the id of the event that said so
    source   VARBINARY(255) NOT NULL,  -- and the door it came through
    status   VARCHAR(16) NOT NULL,     -- open, pending, closed
    priority VARCHAR(16) NOT NULL,     -- low, medium, high
    PRIMARY KEY (customer, ticket, at, event, source)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What happened to invoices; the latest change says how an invoice stands.
CREATE TABLE IF NOT EXISTS invoice_change (
    customer BIGINT NOT NULL,
    invoice  VARBINARY(255) NOT NULL,  -- the client's id of the invoice
    at       BIGINT NOT NULL,          -- when it changed
    event    VARBINARY(255) NOT NULL,  -- the id of the event that said so
    source   VARBINARY(255) NOT NULL,  -- and the door it came through
    status   VARCHAR(16) NOT NULL,     -- open, paid, uncollectible, void
    amount   BIGINT NOT NULL,          -- minor units of the currency
    currency VARCHAR(255) NOT NULL,    -- ISO 4217
    due      INT,                      -- a day; NULL: not said
    paid     INT,                      -- a day; NULL: not paid
    PRIMARY KEY (customer, invoice, at, event, source)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

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

-- Whose picture is out of date.
CREATE TABLE IF NOT EXISTS stale (
    customer BIGINT PRIMARY KEY,
    mark     BIGINT NOT NULL,  -- a fresh random number with every batch of facts
    since    BIGINT NOT NULL,  -- when it was first marked, milliseconds since 1970 UTC
    KEY stale_by_since (since)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Texts of our own: sample = complete; what a proof came to.
CREATE TABLE IF NOT EXISTS note (
    name  VARBINARY(255) PRIMARY KEY,
    value MEDIUMTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Other names of customers, besides their own external ids.
CREATE TABLE IF NOT EXISTS customer_alias (
    source   VARBINARY(255) NOT NULL,   -- who calls it so; empty: nobody in particular
    value    VARBINARY(1020) NOT NULL,  -- the name
    customer BIGINT NOT NULL,           -- whose
    PRIMARY KEY (source, value),
    KEY customer_alias_of (customer, source, value)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Customers that are gone: who took them in.
CREATE TABLE IF NOT EXISTS merged (
    id       BIGINT PRIMARY KEY,  -- which a customer had once
    customer BIGINT NOT NULL,     -- to whom it leads now; 0: to nobody, it was erased
    at       BIGINT NOT NULL,     -- when they were merged, milliseconds since 1970 UTC
    KEY merged_into (customer),
    KEY merged_by_at (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The group each user was last said to be in.
CREATE TABLE IF NOT EXISTS membership (
    source   VARBINARY(255) NOT NULL,   -- who said so: segment
    user_id  VARBINARY(1020) NOT NULL,  -- as the source calls the user
    group_id VARBINARY(1020) NOT NULL,  -- as the source calls the group
    at       BIGINT NOT NULL,           -- when that was so, milliseconds since 1970 UTC
    PRIMARY KEY (source, user_id),
    KEY membership_by_group (group_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Events that were taken back: they stay in the log, and are counted no more.
CREATE TABLE IF NOT EXISTS voided (
    customer BIGINT NOT NULL,  -- whose
    number   BIGINT NOT NULL,  -- the event's place in the log
    at       BIGINT NOT NULL,  -- when it was taken back, milliseconds since 1970 UTC
    PRIMARY KEY (customer, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What was refused: the latest of it, for those who wonder where it went.
CREATE TABLE IF NOT EXISTS rejected (
    id      BIGINT AUTO_INCREMENT PRIMARY KEY,
    at      BIGINT NOT NULL,          -- when it came, milliseconds since 1970 UTC
    source  VARBINARY(255) NOT NULL,  -- the door it came to
    reason  VARBINARY(255) NOT NULL,  -- a word, for counting: unknown_type, ...
    detail  BLOB NOT NULL,            -- a sentence
    payload BLOB NOT NULL,            -- what was sent, or its beginning
    pointer VARBINARY(255) NOT NULL,  -- to what is wrong in it; empty: to no one thing
    KEY rejected_by_at (at),
    KEY rejected_by_reason (reason),
    KEY rejected_by_door (source, reason, at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Events of customers nobody knows yet: all there is to say of them, so that they can
-- be stored as soon as somebody says whose they are.
CREATE TABLE IF NOT EXISTS unmatched (
    id           BIGINT AUTO_INCREMENT PRIMARY KEY,
    source       VARBINARY(255) NOT NULL,   -- who calls the customer so; empty: nobody
    value        VARBINARY(1020) NOT NULL,  -- the name nobody has
    type         VARCHAR(16) NOT NULL,      -- of the event: login, feature, ticket, ...
    name         VARBINARY(400) NOT NULL,   -- of the feature or custom type; else empty
    at           BIGINT NOT NULL,           -- when it happened, milliseconds since 1970 UTC
    received_at  BIGINT NOT NULL,           -- when it came to us
    quantity     BIGINT NOT NULL,           -- uses, calls; 1 for the other types
    event_source VARBINARY(255) NOT NULL,   -- the door it came through
    event_id     VARBINARY(255) NOT NULL,   -- unique within its door
    fingerprint  BIGINT NOT NULL,           -- of what was sent: tells a repeat from a clash
    details      TEXT NOT NULL,             -- as sent, a JSON object
    thing        VARBINARY(255) NOT NULL,   -- the ticket or invoice it is about; else empty
    status       VARCHAR(16) NOT NULL,      -- of the ticket or invoice; else empty
    priority     VARCHAR(16) NOT NULL,      -- of the ticket; else empty
    amount       BIGINT NOT NULL,           -- of the invoice, in minor units; else 0
    currency     VARCHAR(255) NOT NULL,     -- of the invoice; else empty
    due          INT,                       -- of the invoice, a day; NULL: not said
    paid         INT,                       -- of the invoice, a day; NULL: not paid
    UNIQUE KEY unmatched_event (event_source, event_id),
    KEY unmatched_by_name (value, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Answers to writes that named an Idempotency-Key: given again where it comes again.
CREATE TABLE IF NOT EXISTS answer (
    name        VARBINARY(3072) PRIMARY KEY,  -- who may ask, method, path, client's key
    fingerprint VARBINARY(255) NOT NULL,      -- of the request's body
    status      INT NOT NULL,                 -- of the answer, as all that follows
    type        VARBINARY(255) NOT NULL,      -- of the body
    location    BLOB NOT NULL,                -- of what was made; empty: not said
    body        MEDIUMBLOB NOT NULL,
    at          BIGINT NOT NULL,              -- when it was given
    KEY answer_by_at (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What was published of scorecards: every version of each, for ever.
CREATE TABLE IF NOT EXISTS scorecard_version (
    card     VARBINARY(255) NOT NULL,  -- its id
    version  INT NOT NULL,             -- from 1
    hash     VARCHAR(64) NOT NULL,     -- SHA-256 of the document
    document MEDIUMTEXT NOT NULL,      -- JSON, in canonical form; empty: the card was withdrawn
    author   VARCHAR(255) NOT NULL,
    note     TEXT NOT NULL,            -- what for
    at       BIGINT NOT NULL,          -- when it was published, milliseconds since 1970 UTC
    PRIMARY KEY (card, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- And what is being written: one document a card.
CREATE TABLE IF NOT EXISTS scorecard_draft (
    card     VARBINARY(255) PRIMARY KEY,
    document MEDIUMTEXT NOT NULL,
    author   VARCHAR(255) NOT NULL,
    at       BIGINT NOT NULL           -- when it was saved
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What became of customers, and on which day.
CREATE TABLE IF NOT EXISTS outcome (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    kind     VARCHAR(16) NOT NULL,   -- churned, renewed, expanded, contracted
    day      INT NOT NULL,           -- on which it happened
    amount   BIGINT,                 -- of monthly revenue, in minor units; NULL: not said
    currency VARCHAR(255) NOT NULL,  -- of the amount; empty where there is none
    note     BLOB NOT NULL,          -- in words; empty: nothing was said
    author   VARCHAR(255) NOT NULL,  -- who said so
    at       BIGINT NOT NULL,        -- when it was said, milliseconds since 1970 UTC
    KEY outcome_of (customer, day, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- How people judge the health of customers, whatever the card makes of it.
CREATE TABLE IF NOT EXISTS customer_override (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    value    DOUBLE,                 -- 0 to 100; NULL: it is a band
    band     VARCHAR(16),            -- NULL: it is a value
    reason   BLOB NOT NULL,          -- in words
    author   VARCHAR(255) NOT NULL,  -- who said so
    since    INT NOT NULL,           -- the first day on which it holds
    until    INT NOT NULL,           -- the last one
    ended    INT,                    -- the day from which on it holds no more; NULL: until its end
    at       BIGINT NOT NULL,        -- when it was said, milliseconds since 1970 UTC
    KEY customer_override_of (customer, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What people note down about customers.
CREATE TABLE IF NOT EXISTS customer_note (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    text     MEDIUMBLOB NOT NULL,
    author   VARCHAR(255) NOT NULL,
    at       BIGINT NOT NULL,  -- when, milliseconds since 1970 UTC
    KEY customer_note_of (customer, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Lists of customers that somebody gave a name.
CREATE TABLE IF NOT EXISTS list_view (
    id    BIGINT AUTO_INCREMENT PRIMARY KEY,
    name  VARBINARY(1020) NOT NULL,
    query MEDIUMBLOB NOT NULL,  -- of the list's URL: which customers, in which order
    at    BIGINT NOT NULL,      -- when it was kept, milliseconds since 1970 UTC
    UNIQUE KEY list_view_name (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What came through which door, by the hour.
CREATE TABLE IF NOT EXISTS arrival (
    hour     BIGINT NOT NULL,          -- since 1970, in UTC
    door     VARBINARY(255) NOT NULL,  -- api, segment, stripe, ...
    accepted BIGINT NOT NULL,          -- events, once each
    repeated BIGINT NOT NULL,          -- events that had been stored before
    rejected BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,          -- when the latest event came, milliseconds since 1970 UTC; 0: none
    PRIMARY KEY (hour, door)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What the migrations would have noted.
INSERT INTO schema_version (version, name, applied_at) VALUES
    (1, '0001_schema_version', UNIX_TIMESTAMP() * 1000),
    (2, '0002_customer', UNIX_TIMESTAMP() * 1000),
    (3, '0003_event', UNIX_TIMESTAMP() * 1000),
    (4, '0004_daily', UNIX_TIMESTAMP() * 1000),
    (5, '0005_span', UNIX_TIMESTAMP() * 1000),
    (6, '0006_ticket_change', UNIX_TIMESTAMP() * 1000),
    (7, '0007_invoice_change', UNIX_TIMESTAMP() * 1000),
    (8, '0008_picture', UNIX_TIMESTAMP() * 1000),
    (9, '0009_stale', UNIX_TIMESTAMP() * 1000),
    (10, '0010_note', UNIX_TIMESTAMP() * 1000),
    (11, '0011_customer_alias', UNIX_TIMESTAMP() * 1000),
    (12, '0012_merged', UNIX_TIMESTAMP() * 1000),
    (13, '0013_membership', UNIX_TIMESTAMP() * 1000),
    (14, '0014_voided', UNIX_TIMESTAMP() * 1000),
    (15, '0015_rejected', UNIX_TIMESTAMP() * 1000),
    (16, '0016_unmatched', UNIX_TIMESTAMP() * 1000),
    (17, '0017_answer', UNIX_TIMESTAMP() * 1000),
    (18, '0018_timeline', UNIX_TIMESTAMP() * 1000),
    (19, '0019_scorecard', UNIX_TIMESTAMP() * 1000),
    (20, '0020_outcome', UNIX_TIMESTAMP() * 1000),
    (21, '0021_said', UNIX_TIMESTAMP() * 1000),
    (22, '0022_list_view', UNIX_TIMESTAMP() * 1000),
    (23, '0023_arrival', UNIX_TIMESTAMP() * 1000),
    (24, '0024_received_since', UNIX_TIMESTAMP() * 1000),
    (25, '0025_long_name', UNIX_TIMESTAMP() * 1000),
    (26, '0026_long_note', UNIX_TIMESTAMP() * 1000)
ON DUPLICATE KEY UPDATE version = VALUES(version);
