-- What became of customers, and on which day.
CREATE TABLE IF NOT EXISTS outcome (
    id       BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer BIGINT NOT NULL,
    kind     VARCHAR(16) NOT NULL,   -- churned, renewed, expanded, contracted
    day      INT NOT NULL,           -- on which it happened
    amount   BIGINT,                 -- of monthly revenue, in minor units; NULL: not said
    currency VARCHAR(255) NOT NULL,  -- of the amount; empty where there is none
    note     BLOB NOT NULL,          -- in words; empty: nothing was said
    author   VARCHAR(255) NOT NULL,  -- who said so
    at       BIGINT NOT NULL,        -- when it was said, milliseconds since 1970 UTC
    KEY outcome_of (customer, day, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Of those that have left before, nobody knows any more when it was.
INSERT INTO outcome (customer, kind, day, currency, note, author, at)
SELECT c.id, 'churned', UNIX_TIMESTAMP() DIV 86400, '', '', 'upgrade',
       UNIX_TIMESTAMP() * 1000
FROM customer c
LEFT JOIN outcome o ON o.customer = c.id
WHERE c.lifecycle = 'churned' AND o.id IS NULL;
