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
