-- The group each user was last said to be in.
CREATE TABLE IF NOT EXISTS membership (
    source   VARBINARY(255) NOT NULL,   -- who said so: segment
    user_id  VARBINARY(1020) NOT NULL,  -- as the source calls the user
    group_id VARBINARY(1020) NOT NULL,  -- as the source calls the group
    at       BIGINT NOT NULL,           -- when that was so, milliseconds since 1970 UTC
    PRIMARY KEY (source, user_id),
    KEY membership_by_group (group_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
