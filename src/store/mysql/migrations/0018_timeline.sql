-- On SQLite the timeline is a table of its own from here on; here it stays an index of the
-- log, and nothing changes.  So both dialects count their migrations alike.
DO 0;
