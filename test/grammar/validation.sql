-- Migration: 20250205_101500_schema_orders
-- VALIDATION
-- before: SELECT to_regclass('orders') IS NULL
-- after:  SELECT NOT EXISTS (
--           SELECT FROM orders WHERE total < 0)
--
-- Type: schema
-- Checked by hand, too
-- lockkeeper: no-transaction
-- before: no longer in the section

CREATE TABLE orders (id bigint, total numeric);
-- after: in none
