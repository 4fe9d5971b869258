-- Lists of customers that somebody gave a name.
CREATE TABLE IF NOT EXISTS list_view (
    id    BIGINT AUTO_INCREMENT PRIMARY KEY,
    name  VARBINARY(1020) NOT NULL,
    query MEDIUMBLOB NOT NULL,  -- of the list's URL: which customers, in which order
    at    BIGINT NOT NULL,      -- when it was kept, milliseconds since 1970 UTC
    UNIQUE KEY list_view_name (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
