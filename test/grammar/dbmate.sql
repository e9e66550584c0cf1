-- Orders and their notes.
-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY orders_note ON orders (note);

--migrate:down
DROP INDEX orders_note;

 -- migrate:up
-- migrate:upward
-- migrate:up transaction:0
-- then migrate:down
SELECT '
-- migrate:down
';
