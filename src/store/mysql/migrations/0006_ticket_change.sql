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
