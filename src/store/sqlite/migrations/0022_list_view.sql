-- Lists of customers that somebody gave a name.
CREATE TABLE list_view (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    name  TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,    -- of the list's URL: which customers, in which order
    at    INTEGER NOT NULL  -- when it was kept, milliseconds since 1970 UTC
) STRICT;
