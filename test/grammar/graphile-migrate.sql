--! Previous: sha1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
--! Hash: sha1:de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3
--! Message: orders
--! AllowInvalidHash

--! no-transaction
CREATE INDEX CONCURRENTLY i ON a (b);
--! split: 0010-orders.sql
--! Included functions/total.sql
--!include functions/total.sql

--! no-transaction
--! Hash: sha1:0
-- ! split: nothing
GRANT CONNECT ON DATABASE :DATABASE_NAME TO :DATABASE_OWNER;
