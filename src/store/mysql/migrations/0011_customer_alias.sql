-- Other names of customers, besides their own external ids.
CREATE TABLE IF NOT EXISTS customer_alias (
    source   VARBINARY(255) NOT NULL,   -- who calls it so; empty: nobody in particular
    value    VARBINARY(1020) NOT NULL,  -- the name
    customer BIGINT NOT NULL,           -- whose
    PRIMARY KEY (source, value),
    KEY customer_alias_of (customer, source, value)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
