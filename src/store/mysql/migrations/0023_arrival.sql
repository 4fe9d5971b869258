-- What came through which door, by the hour.
CREATE TABLE IF NOT EXISTS arrival (
    hour     BIGINT NOT NULL,          -- since 1970, in UTC
    door     VARBINARY(255) NOT NULL,  -- api, segment, stripe, ...
    stored   BIGINT NOT NULL,          -- events
    repeated BIGINT NOT NULL,          -- events that had been stored before
    rejected BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,          -- when the latest event came, milliseconds since 1970 UTC; 0: none
    PRIMARY KEY (hour, door)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- To the member of what was refused that is wrong, as a JSON pointer; empty: to none.  Only
-- where it is not there yet: a migration may be applied again.
SET @change = (
    SELECT IF(COUNT(*) = 0,
              'ALTER TABLE rejected ADD COLUMN pointer VARBINARY(255) NOT NULL DEFAULT '''', ADD KEY rejected_by_door (source, reason, at)',
              'DO 0')
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'rejected' AND column_name = 'pointer');
PREPARE change_rejected FROM @change;
EXECUTE change_rejected;
DEALLOCATE PREPARE change_rejected;
