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
];
