-- What happened to support tickets; the latest change says how a ticket stands.
CREATE TABLE ticket_change (
    customer INTEGER NOT NULL,
    ticket   TEXT NOT NULL,     -- the client's id of the ticket
    at       INTEGER NOT NULL,  -- when it changed
    event    TEXT NOT NULL,     -- the id of the event that said so
    source   TEXT NOT NULL,     -- and the door it came through
    status   TEXT NOT NULL,     -- open, pending, closed
    priority TEXT NOT NULL,     -- low, medium, high
    PRIMARY KEY (customer, ticket, at, event, source)
) STRICT, WITHOUT ROWID;
