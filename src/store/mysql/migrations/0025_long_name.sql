-- Names of customers are longer from here on: up to 500 characters.  Of a text that had two
-- bytes for its length before, only the dictionary changes, in an instant, however many
-- customers there are.
ALTER TABLE customer MODIFY name VARCHAR(500) NOT NULL;
