-- What happened to invoices; the latest change says how an invoice stands.
CREATE TABLE invoice_change (
    customer INTEGER NOT NULL,
    invoice  TEXT NOT NULL,     -- the client's id of the invoice
    at       INTEGER NOT NULL,  -- when it changed
    event    TEXT NOT NULL,     -- the id of the event that said so
    source   TEXT NOT NULL,     -- and the door it came through
    status   TEXT NOT NULL,     -- open, paid, uncollectible, void
    amount   INTEGER NOT NULL,  -- minor units of the currency
    currency TEXT NOT NULL,     -- ISO 4217
    due      INTEGER,           -- a day; NULL: not said
    paid     INTEGER,           -- a day; NULL: not paid
    PRIMARY KEY (customer, invoice, at, event, source)
) STRICT, WITHOUT ROWID;
