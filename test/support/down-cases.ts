/** Up scripts and the ways back that are drafted for them. */

export interface DownCase {
  readonly name: string;
  /** The migration before it. */
  readonly before?: string;
  readonly up: string;
  readonly convention?: 'typed' | 'sqlx';
  /** The draft's text, without its heading. */
  readonly down: string;
}

const item = 'CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(8, 2) DEFAULT 1);';

export const downCases: readonly DownCase[] = [
  {
    name: 'a table',
    up: `SET lock_timeout = '2s';\n${item}\nCREATE INDEX ON item (name);`,
    down: "SET lock_timeout = '2s';\n\nDROP TABLE item;",
  },
  {
    name: 'two tables that refer to each other, and a trigger whose function came later',
    up: `CREATE TABLE a (id int PRIMARY KEY, b_id int);
         CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
         ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
         CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();`,
    down: 'DROP TRIGGER t ON a;\nDROP FUNCTION f();\nALTER TABLE a DROP CONSTRAINT a_b_id_fkey;\nDROP TABLE b;\nDROP TABLE a;',
  },
  {
    name: 'one of everything that CREATE makes',
    before: item,
    up: `CREATE SCHEMA shop;
         CREATE EXTENSION citext;
         CREATE TYPE shop.size AS ENUM ('s', 'm');
         CREATE TYPE pair AS (a int, b int);
         CREATE DOMAIN shop.amount AS numeric CHECK (VALUE > 0);
         CREATE SEQUENCE counter;
         CREATE VIEW cheap AS SELECT id FROM item WHERE price < 5;
         CREATE MATERIALIZED VIEW shop.dear AS SELECT id FROM item WHERE price > 5;
         CREATE FUNCTION shop.twice(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT a * 2';
         CREATE PROCEDURE nothing() LANGUAGE sql AS '';
         CREATE INDEX item_name_idx ON item (name);
         CREATE INDEX ON item (lower(name));`,
    down: `DROP INDEX item_lower_idx;
DROP INDEX item_name_idx;
DROP PROCEDURE nothing();
DROP FUNCTION shop.twice(integer, text);
DROP MATERIALIZED VIEW shop.dear;
DROP VIEW cheap;
DROP SEQUENCE counter;
DROP DOMAIN shop.amount;
DROP TYPE pair;
DROP TYPE shop.size;
DROP EXTENSION citext;
DROP SCHEMA shop;`,
  },
  {
    name: 'columns and constraints, by the names that the server chose',
    before: `${item} CREATE TABLE maker (id int PRIMARY KEY);`,
    up: 'ALTER TABLE item ADD COLUMN maker_id int REFERENCES maker, ADD CHECK (price > 0), ADD UNIQUE (name);',
    down: `ALTER TABLE item DROP CONSTRAINT item_name_key;
ALTER TABLE item DROP CONSTRAINT item_price_check;
ALTER TABLE item DROP COLUMN maker_id;`,
  },
  {
    name: 'new names of everything',
    before: `${item} CREATE VIEW v AS SELECT 1 AS one; CREATE SEQUENCE s; CREATE INDEX i ON item (name);
             CREATE TYPE e AS ENUM ('a', 'b'); CREATE SCHEMA old;
             CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
    up: `ALTER TABLE item RENAME TO article;
         ALTER TABLE article RENAME COLUMN name TO title;
         ALTER TABLE article RENAME CONSTRAINT item_pkey TO article_pkey;
         ALTER VIEW v RENAME TO w;
         ALTER SEQUENCE s RENAME TO r;
         ALTER INDEX i RENAME TO j;
         ALTER TYPE e RENAME TO kind;
         ALTER TYPE kind RENAME VALUE 'a' TO 'A';
         ALTER FUNCTION f(int) RENAME TO g;
         ALTER SCHEMA old RENAME TO new;
         ALTER TABLE article SET SCHEMA new;`,
    down: `ALTER TABLE new.article SET SCHEMA public;
ALTER SCHEMA new RENAME TO old;
ALTER ROUTINE g(integer) RENAME TO f;
ALTER TYPE kind RENAME VALUE 'A' TO 'a';
ALTER TYPE kind RENAME TO e;
ALTER INDEX j RENAME TO i;
ALTER SEQUENCE r RENAME TO s;
ALTER VIEW w RENAME TO v;
ALTER TABLE article RENAME CONSTRAINT article_pkey TO item_pkey;
ALTER TABLE article RENAME COLUMN title TO name;
ALTER TABLE article RENAME TO item;`,
  },
  {
    name: 'what ALTER COLUMN sets',
    before: item,
    up: `ALTER TABLE item ALTER COLUMN name SET NOT NULL, ALTER COLUMN name SET DEFAULT 'x', ALTER COLUMN price SET DEFAULT 2;
         ALTER TABLE item ALTER COLUMN price DROP DEFAULT;
         ALTER TABLE item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
         ALTER TABLE item ENABLE ROW LEVEL SECURITY;
         CREATE POLICY p ON item USING (id > 0);
         ALTER TABLE item SET UNLOGGED;`,
    down: `ALTER TABLE item SET LOGGED;
DROP POLICY p ON item;
ALTER TABLE item DISABLE ROW LEVEL SECURITY;
ALTER TABLE item ALTER COLUMN id DROP IDENTITY;
ALTER TABLE item ALTER COLUMN price SET DEFAULT 2;
ALTER TABLE item ALTER COLUMN price SET DEFAULT 1;
ALTER TABLE item ALTER COLUMN name DROP DEFAULT;
ALTER TABLE item ALTER COLUMN name DROP NOT NULL;`,
  },
  {
    name: 'policies and triggers that are altered and dropped',
    before: `CREATE TABLE t (id int, name text);
             ALTER TABLE t ENABLE ROW LEVEL SECURITY;
             CREATE POLICY p ON t USING (id > 0);
             CREATE POLICY q ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (id > 1) WITH CHECK (id > 2);
             CREATE POLICY r ON t FOR INSERT WITH CHECK (true);
             CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION g();
             CREATE TRIGGER b AFTER DELETE ON t EXECUTE FUNCTION g();
             ALTER TABLE t DISABLE TRIGGER b;`,
    up: `ALTER POLICY p ON t USING (id > 5) WITH CHECK (id > 6);
         DROP POLICY q ON t;
         ALTER POLICY r ON t RENAME TO s;
         ALTER TABLE t FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
         ALTER TABLE t ENABLE ALWAYS TRIGGER b;`,
    down: `ALTER TABLE t DISABLE TRIGGER b;
ALTER TABLE t ENABLE TRIGGER a;
ALTER TABLE t NO FORCE ROW LEVEL SECURITY;
ALTER POLICY s ON t RENAME TO r;
CREATE POLICY q ON t AS RESTRICTIVE FOR UPDATE USING (id > 1) WITH CHECK (id > 2);
DROP POLICY p ON t;
CREATE POLICY p ON t USING (id > 0);`,
  },
  {
    name: 'a column that is dropped with all that stood on it',
    before: `CREATE TABLE maker (id int PRIMARY KEY);
             CREATE TABLE part (id serial PRIMARY KEY, maker_id int DEFAULT 3 REFERENCES maker (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
               code text COLLATE "C" UNIQUE CHECK (code <> ''));
             CREATE INDEX part_maker_idx ON part USING btree (maker_id DESC NULLS LAST) INCLUDE (code) WHERE maker_id > 0;`,
    up: 'ALTER TABLE part DROP COLUMN maker_id, DROP COLUMN code;',
    down: `-- By hand: The values of part.code are gone: bring them back from a backup where they are needed.
ALTER TABLE part ADD COLUMN code text COLLATE "C";
ALTER TABLE part ADD CONSTRAINT part_code_check CHECK (code <> '');
ALTER TABLE part ADD CONSTRAINT part_code_key UNIQUE (code);
-- By hand: The values of part.maker_id are gone: bring them back from a backup where they are needed.
ALTER TABLE part ADD COLUMN maker_id integer DEFAULT 3;
ALTER TABLE part ADD CONSTRAINT part_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES maker (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX part_maker_idx ON part USING btree (maker_id DESC NULLS LAST) INCLUDE (code) WHERE maker_id > 0;`,
  },
  {
    name: 'a dropped column that had to have a value',
    before: 'CREATE TABLE t (id int, need text NOT NULL);',
    up: 'ALTER TABLE t DROP COLUMN need;',
    down: `-- By hand: The values of t.need are gone: bring them back from a backup where they are needed.
ALTER TABLE t ADD COLUMN need text;
-- By hand: need was NOT NULL: once every row has a value, ALTER TABLE t ALTER COLUMN need SET NOT NULL;
-- By hand: Not as before yet: table t.`,
  },
  {
    name: 'constraints that are dropped',
    before: `CREATE TABLE maker (id int PRIMARY KEY, a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));
             CREATE TABLE part (id int, maker_id int REFERENCES maker ON UPDATE CASCADE, size int4range,
               CONSTRAINT big CHECK (id > 10) NO INHERIT, EXCLUDE USING gist (size WITH &&));
             ALTER TABLE part ADD CONSTRAINT small CHECK (id < 100) NOT VALID;`,
    up: `ALTER TABLE part DROP CONSTRAINT big, DROP CONSTRAINT small, DROP CONSTRAINT part_maker_id_fkey, DROP CONSTRAINT part_size_excl;
         ALTER TABLE maker DROP CONSTRAINT maker_a_b_key;`,
    down: `ALTER TABLE maker ADD CONSTRAINT maker_a_b_key UNIQUE NULLS NOT DISTINCT (a, b);
ALTER TABLE part ADD CONSTRAINT part_size_excl EXCLUDE USING gist (size WITH &&);
ALTER TABLE part ADD CONSTRAINT part_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES maker (id) ON UPDATE CASCADE;
ALTER TABLE part ADD CONSTRAINT small CHECK (id < 100) NOT VALID;
ALTER TABLE part ADD CONSTRAINT big CHECK (id > 10) NO INHERIT;`,
  },
  {
    name: 'a table that is dropped with what depends on it',
    before: `CREATE SCHEMA app;
             CREATE TABLE app.a (id bigserial PRIMARY KEY, name text NOT NULL DEFAULT 'x', at timestamptz(3) DEFAULT now(),
               twice int GENERATED ALWAYS AS (1 + 1) STORED, n int GENERATED BY DEFAULT AS IDENTITY, CHECK (name <> ''));
             CREATE TABLE app.b (a_id bigint REFERENCES app.a ON DELETE CASCADE);
             CREATE INDEX a_idx ON app.a (lower(name) text_pattern_ops);
             CREATE VIEW app.v AS SELECT id FROM app.a;
             CREATE VIEW app.w AS SELECT id FROM app.v;
             CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER t AFTER INSERT ON app.a FOR EACH ROW EXECUTE FUNCTION app.f();`,
    up: 'DROP TABLE app.a CASCADE;',
    down: `-- By hand: The rows of app.a are gone with the table: bring them back from a backup where they are needed.
CREATE TABLE app.a (id bigserial, name text DEFAULT 'x' NOT NULL, at timestamptz(3) DEFAULT now(), twice integer GENERATED ALWAYS AS (1 + 1) STORED, n integer GENERATED BY DEFAULT AS IDENTITY);
ALTER TABLE app.a ADD CONSTRAINT a_name_check CHECK (name <> '');
ALTER TABLE app.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
ALTER TABLE app.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES app.a (id) ON DELETE CASCADE;
CREATE INDEX a_idx ON app.a (lower(name) text_pattern_ops);
CREATE VIEW app.v AS SELECT id FROM app.a;
CREATE VIEW app.w AS SELECT id FROM app.v;
CREATE TRIGGER t AFTER INSERT ON app.a FOR EACH ROW EXECUTE FUNCTION app.f();`,
  },
  {
    name: 'what is dropped without any loss',
    before: `CREATE TABLE t (id int, name text);
             CREATE UNIQUE INDEX t_idx ON t (id) WHERE id > 0;
             CREATE VIEW v AS
               -- Only some.
               SELECT id FROM t;
             CREATE MATERIALIZED VIEW m AS SELECT name FROM t;
             CREATE INDEX ON m (name);
             CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a; $$;
             CREATE TYPE e AS ENUM ('it''s', 'b');
             CREATE TYPE c AS (a int);
             CREATE DOMAIN d AS varchar(20) DEFAULT 'x' NOT NULL CONSTRAINT short CHECK (length(VALUE) < 10);
             CREATE SCHEMA s;
             CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER tr BEFORE UPDATE OF name ON t FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION g();`,
    up: `DROP TRIGGER tr ON t; DROP SCHEMA s; DROP DOMAIN d; DROP TYPE c, e; DROP FUNCTION f(int);
         DROP MATERIALIZED VIEW m; DROP VIEW v; DROP INDEX t_idx; DROP TABLE IF EXISTS never;`,
    down: `CREATE UNIQUE INDEX t_idx ON t (id) WHERE id > 0;
CREATE VIEW v AS
               -- Only some.
               SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT name FROM t;
CREATE INDEX m_name_idx ON m (name);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a; $$;
CREATE TYPE e AS ENUM ('it''s', 'b');
CREATE TYPE c AS (a integer);
CREATE DOMAIN d AS varchar(20) DEFAULT 'x' NOT NULL CONSTRAINT short CHECK (length(VALUE) < 10);
CREATE SCHEMA s;
CREATE TRIGGER tr BEFORE UPDATE OF name ON t FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION g();`,
  },
  {
    name: 'what CREATE OR REPLACE has replaced',
    before: `CREATE TABLE t (id int, name text);
             CREATE VIEW v AS SELECT id FROM t;
             CREATE VIEW same AS SELECT id FROM t;
             CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$;`,
    up: `CREATE OR REPLACE VIEW v AS SELECT id, name FROM t;
         CREATE OR REPLACE VIEW same AS SELECT id FROM t WHERE id > 0;
         CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a + 1 $$;`,
    down: `CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$;
CREATE OR REPLACE VIEW same AS SELECT id FROM t;
DROP VIEW v;
CREATE VIEW v AS SELECT id FROM t;`,
  },
  {
    name: 'a type that changes, with its default',
    before: 'CREATE TABLE t (a int DEFAULT 5, b varchar(20), c date);',
    up: `ALTER TABLE t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE text, ALTER COLUMN b TYPE varchar(40), ALTER COLUMN c TYPE timestamptz;`,
    down: `-- By hand: Values of c that date cannot hold stop this; what the new type rounded or cut stays so.
ALTER TABLE t ALTER COLUMN c TYPE date;
-- By hand: Values of b that varchar(20) cannot hold stop this; what the new type rounded or cut stays so.
ALTER TABLE t ALTER COLUMN b TYPE varchar(20);
-- By hand: Values of a that integer cannot hold stop this; what the new type rounded or cut stays so.
ALTER TABLE t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5;`,
  },
  {
    name: 'indexes that are made outside of a transaction',
    before: 'CREATE TABLE t (a int, b int);',
    up: "-- lockkeeper: no-transaction\nSET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY t_a ON t (a);\nCREATE INDEX CONCURRENTLY t_b ON t (b);",
    down: `SET lock_timeout = '2s';

DROP INDEX CONCURRENTLY t_b;
DROP INDEX CONCURRENTLY t_a;`,
  },
  {
    name: 'an index that is dropped outside of a transaction',
    before: 'CREATE TABLE t (a int, b int); CREATE INDEX ON t (a);',
    up: '-- no-transaction\nDROP INDEX CONCURRENTLY t_a_idx;',
    convention: 'sqlx',
    down: `CREATE INDEX CONCURRENTLY t_a_idx ON t (a);`,
  },
  {
    name: 'what is written, granted and cannot be taken back',
    before: "CREATE TABLE t (a int); CREATE TYPE e AS ENUM ('a');",
    up: `INSERT INTO t VALUES (1); UPDATE t SET a = 2; DELETE FROM t WHERE a = 1; DELETE FROM t; TRUNCATE t;
         GRANT SELECT ON t TO PUBLIC; ALTER TYPE e ADD VALUE 'b'; COMMENT ON TABLE t IS 'x'; SELECT 1;
         DO $$ BEGIN IF true THEN ALTER TABLE t ADD COLUMN z int; END IF; END $$;`,
    down: `-- By hand: Undo what this block may have done: DO $$ BEGIN IF true THEN ALTER TABLE t ADD COLUMN z int; END IF; END $$
COMMENT ON TABLE t IS NULL;
-- By hand: The value 'b' of e stays: PostgreSQL takes none away. It does no harm where nothing uses it.
REVOKE SELECT ON TABLE t FROM PUBLIC;
-- By hand: The rows of t are gone: bring them back from a backup where they are needed.
-- By hand: All rows of t were deleted: bring them back from a backup where they are needed.
-- By hand: Rows of t were deleted: bring them back from a backup where they are needed.
-- By hand: Rows of t were changed: bring the former values back from a backup where they are needed.
-- By hand: Delete the rows that were added to t, unless they are to stay.
-- By hand: Not as before yet: type e.`,
  },
  {
    name: 'what is said of objects, attributes and access',
    before: `CREATE TABLE t (a int); COMMENT ON TABLE t IS 'it''s old'; CREATE TYPE pair AS (a int, b text);
             CREATE DOMAIN d AS int CONSTRAINT low CHECK (VALUE < 10); GRANT SELECT ON t TO PUBLIC;`,
    up: `COMMENT ON TABLE t IS 'new'; COMMENT ON COLUMN t.a IS $$it's$$; COMMENT ON TYPE pair IS 'a pair';
         GRANT INSERT, UPDATE ON t TO PUBLIC; GRANT ALL ON SCHEMA public TO CURRENT_USER;
         ALTER TYPE pair ADD ATTRIBUTE c int, DROP ATTRIBUTE b, ALTER ATTRIBUTE a TYPE bigint;
         ALTER TYPE pair RENAME ATTRIBUTE c TO e;
         ALTER DOMAIN d RENAME CONSTRAINT low TO lower;
         CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);`,
    down: `DROP AGGREGATE total(integer);
ALTER DOMAIN d RENAME CONSTRAINT lower TO low;
ALTER TYPE pair RENAME ATTRIBUTE e TO c;
ALTER TYPE pair ALTER ATTRIBUTE a TYPE integer;
ALTER TYPE pair ADD ATTRIBUTE b text;
ALTER TYPE pair DROP ATTRIBUTE c;
REVOKE ALL ON SCHEMA public FROM current_user;
REVOKE INSERT, UPDATE ON TABLE t FROM PUBLIC;
COMMENT ON TYPE pair IS NULL;
COMMENT ON COLUMN t.a IS NULL;
COMMENT ON TABLE t IS 'it''s old';`,
  },
  {
    name: 'a view and an index whose column has been renamed since',
    before: `CREATE TABLE t (a int, b int, CHECK (a > 0)); CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t (a DESC);
             ALTER TABLE t RENAME COLUMN a TO z;`,
    up: 'DROP VIEW v; DROP INDEX i; ALTER TABLE t DROP CONSTRAINT t_a_check;',
    down: `ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (z > 0);
CREATE INDEX i ON t USING btree (z DESC);
-- By hand: Create the view v again: it or what it reads has been renamed since it was written.
-- By hand: Not as before yet: view v.`,
  },
  {
    name: 'partitions, inheritance, domains and constraints that are altered',
    before: `CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE q (a int, b int);
             CREATE TABLE mother (a int); CREATE TABLE child (a int);
             CREATE DOMAIN d AS int DEFAULT 1 CONSTRAINT low CHECK (VALUE < 10);
             CREATE TABLE x (id int PRIMARY KEY, y int REFERENCES x);`,
    up: `ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM (1) TO (2);
         ALTER TABLE child INHERIT mother;
         ALTER DOMAIN d SET DEFAULT 2; ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d ADD CHECK (VALUE > 0); ALTER DOMAIN d DROP CONSTRAINT low;
         ALTER TABLE x ALTER CONSTRAINT x_y_fkey DEFERRABLE;
         ALTER TABLE q ADD PRIMARY KEY (b);`,
    down: `ALTER TABLE q DROP CONSTRAINT q_pkey;
ALTER TABLE q ALTER COLUMN b DROP NOT NULL;
ALTER TABLE x ALTER CONSTRAINT x_y_fkey NOT DEFERRABLE;
ALTER DOMAIN d ADD CONSTRAINT low CHECK (VALUE < 10);
ALTER DOMAIN d DROP CONSTRAINT d_check;
ALTER DOMAIN d DROP NOT NULL;
ALTER DOMAIN d SET DEFAULT 1;
ALTER TABLE child NO INHERIT mother;
ALTER TABLE p DETACH PARTITION q;`,
  },
  {
    name: 'what is made and changed on the way',
    up: `CREATE TABLE t (a int); ALTER TABLE t RENAME TO u; ALTER TABLE u ADD COLUMN b int NOT NULL; INSERT INTO u VALUES (1, 2);
         CREATE TABLE gone (a int); DROP TABLE gone; CREATE TEMP TABLE scratch (a int); GRANT SELECT ON u TO PUBLIC;
         CREATE VIEW v AS SELECT a FROM u; CREATE OR REPLACE VIEW v AS SELECT a, b FROM u;`,
    down: `DROP VIEW v;
DROP TABLE u;`,
  },
  {
    name: 'a constraint that is dropped and made again more than once',
    before: 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES a, b int, CONSTRAINT low CHECK (b < 10));',
    up: `ALTER TABLE t DROP CONSTRAINT t_a_fkey, ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES a ON DELETE CASCADE;
         ALTER TABLE t DROP CONSTRAINT t_a_fkey, ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES a ON DELETE SET NULL;
         ALTER TABLE t ADD CONSTRAINT high CHECK (b > 1), ADD CHECK (b > 0); ALTER TABLE t RENAME CONSTRAINT high TO higher;
         ALTER TABLE t DROP CONSTRAINT t_b_check;
         ALTER TABLE t RENAME TO u; ALTER TABLE u DROP CONSTRAINT low; ALTER TABLE u ADD CONSTRAINT low CHECK (b < 9);`,
    down: `ALTER TABLE u DROP CONSTRAINT low;
ALTER TABLE u ADD CONSTRAINT low CHECK (b < 10);
ALTER TABLE u RENAME TO t;
ALTER TABLE t RENAME CONSTRAINT higher TO high;
ALTER TABLE t DROP CONSTRAINT high;
ALTER TABLE t DROP CONSTRAINT t_a_fkey;
ALTER TABLE t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES a (id);`,
  },
  {
    name: 'an index that only some databases had, and parts of an index that came before the whole',
    before: `CREATE TABLE t (a int); CREATE TABLE p (a int) PARTITION BY LIST (a);
             CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);`,
    up: `ALTER INDEX IF EXISTS by_hand RENAME TO t_a; CREATE INDEX IF NOT EXISTS t_a ON t (a);
         CREATE INDEX p1_a ON p1 (a); CREATE INDEX p_a ON p (a);`,
    down: `DROP INDEX p_a;
DROP INDEX t_a;
ALTER INDEX IF EXISTS t_a RENAME TO by_hand;`,
  },
  {
    name: 'what a function of the user has done',
    before: `CREATE FUNCTION mark(t regclass) RETURNS void LANGUAGE plpgsql AS
             $$ BEGIN EXECUTE format('CREATE INDEX ON %s (a)', t); END $$;
             CREATE FUNCTION one() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE TABLE t (a int);`,
    up: "SELECT mark('t'), now(); SELECT one();",
    down: "-- By hand: Undo what this did: SELECT mark('t'), now()",
  },
];
