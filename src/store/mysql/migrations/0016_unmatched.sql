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
