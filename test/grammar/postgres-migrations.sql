CREATE INDEX CONCURRENTLY i ON a (b); -- postgres-migrations disable-transaction
-- postgres-migrations disable-transaction
-- postgres-migrations
-- postgres-migrations disable-transactions-log
