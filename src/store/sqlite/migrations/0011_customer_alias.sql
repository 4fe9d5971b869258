-- Other names of customers, besides their own external ids.
CREATE TABLE customer_alias (
    source   TEXT NOT NULL,     -- who calls it so; empty: nobody in particular
    value    TEXT NOT NULL,     -- the name
    customer INTEGER NOT NULL,  -- whose
    PRIMARY KEY (source, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_alias_of ON customer_alias (customer);
