-- Customers that were merged away: who took them in.
CREATE TABLE merged (
    id       INTEGER PRIMARY KEY,  -- which a customer had once
    customer INTEGER NOT NULL,     -- to whom it leads now
    at       INTEGER NOT NULL      -- when they were merged, milliseconds since 1970 UTC
) STRICT;

CREATE INDEX merged_into ON merged (customer);
