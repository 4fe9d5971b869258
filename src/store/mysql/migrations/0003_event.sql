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
