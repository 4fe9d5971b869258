-- Which migrations have been applied.
CREATE TABLE schema_version (
    version    INTEGER PRIMARY KEY,  -- the number of a migration
    name       TEXT NOT NULL,        -- its name: 0002_customer
    applied_at INTEGER NOT NULL      -- when, in milliseconds since 1970 UTC
) STRICT;
