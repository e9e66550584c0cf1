-- Up Migration
CREATE TABLE a (b integer);
  --- down  migration of a
DROP TABLE a;

-- Upper migration
-- The up migration
SELECT 1; -- Up Migration
