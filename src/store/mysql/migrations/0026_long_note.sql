-- The report of a proof over many factors is longer than 64 kB.
ALTER TABLE note MODIFY value MEDIUMTEXT NOT NULL;
