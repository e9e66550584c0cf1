import fc from 'fast-check';

/** What a database has before each dry run. Each table has rows. */
export const standing = `
  CREATE TYPE mood AS ENUM ('ok', 'bad');
  CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'ok');
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customers ON DELETE CASCADE
    DEFERRABLE INITIALLY IMMEDIATE, total int, note text);
  CREATE TABLE audit (id serial PRIMARY KEY, what text);
  CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
  CREATE SEQUENCE tickets START 100;
  CREATE VIEW totals AS SELECT customer, sum(total) AS total FROM orders GROUP BY 1;
  CREATE INDEX orders_total ON orders (total);
  CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (what) VALUES (TG_OP); RETURN NULL; END $$;
  CREATE TRIGGER noted AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION noted();
  CREATE FUNCTION rewind() RETURNS bigint LANGUAGE sql AS 'SELECT setval(''tickets'', 7)';
  CREATE TABLE secrets (id int PRIMARY KEY, body text);
  ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
  INSERT INTO customers (name) SELECT 'c' || g FROM generate_series(1, 40) g;
  INSERT INTO orders (customer, total) SELECT 1 + g % 40, g FROM generate_series(1, 200) g;
  INSERT INTO parts SELECT g, 'v' FROM generate_series(1, 100) g;
  INSERT INTO secrets SELECT g, 's' FROM generate_series(1, 10) g;
  SELECT nextval('tickets');`;

/** Statements as migrations have them, of all kinds that may leave something behind. Most succeed. */
const pool: readonly string[] = [
  'ALTER TABLE orders ALTER COLUMN total TYPE bigint',
  'ALTER TABLE orders ADD COLUMN extra int DEFAULT 1',
  'ALTER TABLE orders DROP COLUMN note',
  'ALTER TABLE orders SET (fillfactor = 70)',
  'ALTER TABLE orders DISABLE TRIGGER noted',
  'ALTER TABLE customers ALTER COLUMN name DROP NOT NULL',
  'ALTER TABLE customers ADD CONSTRAINT long CHECK (length(name) > 0) NOT VALID',
  'CREATE TABLE fresh (id serial PRIMARY KEY, c int REFERENCES customers)',
  'CREATE TABLE IF NOT EXISTS customers (id int)',
  'CREATE SCHEMA other',
  'CREATE INDEX orders_customer ON orders (customer)',
  'DROP INDEX orders_total',
  'REINDEX TABLE orders',
  'CLUSTER orders USING orders_pkey',
  'ANALYZE orders',
  'CREATE STATISTICS both_columns ON customer, total FROM orders',
  'TRUNCATE orders',
  'INSERT INTO orders (customer, total) VALUES (1, 5), (2, 6)',
  'UPDATE orders SET total = total + 1 WHERE id % 2 = 0',
  'DELETE FROM customers WHERE id < 5',
  'COPY audit (what) FROM stdin;\none\ntwo\n\\.\n',
  `SELECT setval('tickets', 5000)`,
  `SELECT nextval('tickets')`,
  `SELECT nextval('customers_id_seq') FROM generate_series(1, 3)`,
  'SELECT rewind()',
  'ALTER SEQUENCE tickets RESTART WITH 3',
  'ALTER SEQUENCE tickets INCREMENT BY 10',
  'CREATE SEQUENCE more_tickets',
  'DROP SEQUENCE tickets',
  'CREATE TEMPORARY TABLE scratch AS SELECT * FROM orders',
  'CREATE TEMPORARY TABLE kept_rows (a int) ON COMMIT PRESERVE ROWS',
  `SET work_mem = '9MB'`,
  `SET search_path = other, public`,
  `SET LOCAL statement_timeout = '30s'`,
  `SET lock_timeout = '1s'`,
  `SELECT set_config('search_path', '', false)`,
  'SET client_min_messages = warning',
  'RESET ALL',
  'DISCARD PLANS',
  'LISTEN here',
  `NOTIFY here, 'text'`,
  `SELECT pg_notify('there', 'text')`,
  'SELECT pg_advisory_lock(4711)',
  'SELECT pg_advisory_lock_shared(1, 2)',
  'SELECT pg_advisory_xact_lock(4712)',
  'SELECT pg_advisory_unlock_all()',
  'PREPARE plan AS SELECT 1',
  'SELECT pg_sleep(0.02)',
  'LOCK TABLE orders IN ACCESS EXCLUSIVE MODE',
  'SAVEPOINT here',
  'GRANT SELECT ON orders TO PUBLIC',
  'REVOKE ALL ON customers FROM PUBLIC',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC',
  'CREATE ROLE lockkeeper_trial',
  'CREATE OR REPLACE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
  'CREATE TRIGGER again BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION noted()',
  'DROP TRIGGER noted ON orders',
  `CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$`,
  `CREATE TYPE size AS ENUM ('s', 'm')`,
  'CREATE TYPE pair AS (a int, b int)',
  'CREATE DOMAIN positive AS int CHECK (VALUE > 0)',
  'CREATE OR REPLACE VIEW totals AS SELECT customer, sum(total) AS total FROM orders WHERE total > 1 GROUP BY 1',
  'DROP VIEW totals',
  'CREATE MATERIALIZED VIEW sums AS SELECT sum(total) FROM orders',
  'CREATE RULE no_audit AS ON DELETE TO audit DO INSTEAD NOTHING',
  'CREATE POLICY mine ON secrets USING (true)',
  'ALTER TABLE secrets FORCE ROW LEVEL SECURITY',
  'CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (1000) TO (2000)',
  'ALTER TABLE parts DETACH PARTITION parts_1',
  'CREATE PUBLICATION news FOR TABLE orders',
  `COMMENT ON TABLE orders IS 'words'`,
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$`,
  `DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''trial''', current_database()); END $$`,
  `ALTER ROLE postgres SET log_min_messages = 'error'`,
  'SELECT lo_create(0)',
  `SELECT lo_from_bytea(0, '\\x01')`,
  `DO $$ BEGIN PERFORM nextval('tickets'); EXCEPTION WHEN others THEN NULL; END $$`,
  `DO $$ BEGIN EXECUTE 'TRUNCATE orders'; PERFORM setval('customers_id_seq', 1); END $$`,
  'CREATE EXTENSION IF NOT EXISTS plpgsql',
  'CHECKPOINT',
  'SELECT pg_export_snapshot()',
  'SELECT txid_current()',
];

/** Some that fail, at once or at the end of the transaction, or make others fail. */
const faulty: readonly string[] = [
  'ALTER TABLE orders RENAME COLUMN total TO amount',
  'ALTER TABLE orders RENAME TO purchases',
  'ALTER TABLE customers ADD CONSTRAINT never CHECK (id < 0)',
  'ALTER TABLE customers SET UNLOGGED',
  'INSERT INTO fresh (c) SELECT id FROM customers',
  'DROP TABLE audit CASCADE',
  'DROP TABLE nowhere',
  'DROP SCHEMA public CASCADE',
  'CREATE TABLE other.things AS SELECT * FROM orders',
  'CREATE UNIQUE INDEX twice ON orders (customer)',
  'CREATE INDEX CONCURRENTLY later ON orders (customer)',
  'VACUUM orders',
  'TRUNCATE customers RESTART IDENTITY CASCADE',
  'INSERT INTO customers (name) VALUES (NULL)',
  'INSERT INTO orders (customer) VALUES (-1)',
  'SET CONSTRAINTS ALL DEFERRED',
  'UPDATE customers SET id = id + 1000',
  'SELECT 1 / (SELECT count(*) - 40 FROM customers)',
  'COPY parts FROM stdin WITH (FREEZE);\n5\tx\n\\.\n',
  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  'SET ROLE pg_monitor',
  'DISCARD ALL',
  'DECLARE held CURSOR WITH HOLD FOR SELECT * FROM orders',
  'ROLLBACK TO SAVEPOINT here',
  'RELEASE SAVEPOINT here',
  'GRANT pg_monitor TO lockkeeper_trial',
  'CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()',
  `ALTER TYPE mood ADD VALUE 'fine'`,
  `UPDATE customers SET mood = 'fine'`,
  'REFRESH MATERIALIZED VIEW sums',
  'ALTER TABLE parts DETACH PARTITION parts_1 CONCURRENTLY',
  `COMMENT ON DATABASE CURRENT_CATALOG IS 'x'`,
  'DO $$ BEGIN INSERT INTO audit (what) VALUES (1); COMMIT; END $$',
  'DO $$ BEGIN DELETE FROM audit; ROLLBACK; END $$',
  `DO $$ BEGIN PERFORM nextval('tickets'); RAISE EXCEPTION 'no'; END $$`,
];

/** A pending migration's text: statements of all kinds, some twice, some cut short, in any order. */
export const pendingText: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      statement: fc.oneof(
        { weight: 14, arbitrary: fc.constantFrom(...pool) },
        { weight: 1, arbitrary: fc.constantFrom(...faulty) },
      ),
      isTwice: fc.nat(29).map((n) => n === 0),
      fault: fc.oneof(
        { weight: 60, arbitrary: fc.constant('none' as const) },
        { weight: 1, arbitrary: fc.constant('word' as const) },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) =>
    all
      .flatMap(({ statement, isTwice, fault }) => {
        const text = fault === 'word' ? statement.replace(/\b(\w+)\b/, '$1 nonsense') : statement;
        return isTwice ? [text, text] : [text];
      })
      .map((text) => (text.endsWith('\\.\n') ? text : `${text};\n`))
      .join(''),
  );
