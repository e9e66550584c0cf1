import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric);';
const lines = 'CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));';
const view = 'CREATE VIEW totals AS SELECT id, total FROM orders;';

describeRule('drop-cascade', {
  silent: {
    'a table on which nothing depends': { before: [orders], sql: 'DROP TABLE orders CASCADE;' },
    'no CASCADE': { before: [orders, view], sql: 'DROP VIEW totals;' },
    'what is dropped by name in the same migration': {
      before: [orders, lines],
      sql: 'DROP TABLE orders CASCADE; DROP TABLE lines CASCADE;',
    },
    'two tables of one statement': { before: [orders, lines], sql: 'DROP TABLE orders, lines CASCADE;' },
    'what the same migration has made': { sql: `${orders}${view} DROP TABLE orders CASCADE;` },
    'a table of an earlier pending migration': { before: [orders, view], earlier: 'pending', sql: 'DROP TABLE orders CASCADE;' },
    'a table that no migration has made': { sql: 'DROP TABLE IF EXISTS elsewhere CASCADE;' },
    'a key of the table to itself': {
      before: ['CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t (id));'],
      sql: 'DROP TABLE t CASCADE;',
    },
    'a foreign key that a condition may have dropped with its column': {
      before: [orders, lines],
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE lines DROP COLUMN order_id; END IF; END $$; DROP TABLE orders CASCADE;',
    },
    'a foreign key that a condition may have dropped by name': {
      before: [orders, lines],
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE lines DROP CONSTRAINT lines_order_id_fkey; END IF; END $$; DROP TABLE orders CASCADE;',
    },
    'a column that no view reads': { before: [orders, view], sql: 'ALTER TABLE orders DROP COLUMN note CASCADE;' },
  },
  found: {
    'a column that a view reads': {
      before: [orders, view],
      sql: 'ALTER TABLE orders DROP COLUMN total CASCADE;',
      at: 'CASCADE',
      says: /^Also drops the view totals, which depends on orders.total$/,
    },
    'views of views, and a foreign key': {
      before: [orders, view, lines, 'CREATE VIEW "Sums" AS SELECT sum(total) FROM totals;'],
      sql: 'drop table orders cascade;',
      at: 'cascade',
      says: /^Also drops the view totals, view Sums and foreign key lines_order_id_fkey of lines, which depend on orders$/,
    },
    'a foreign key beside what a condition may have dropped': {
      before: [orders, lines],
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE lines DROP COLUMN id; END IF; END $$; DROP TABLE orders CASCADE;',
      at: 'CASCADE',
    },
    'a key that another table refers to': {
      before: [orders, lines],
      sql: 'ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE;',
      at: 'CASCADE',
    },
    'what depends on several names, once': {
      before: [orders, lines, view, 'CREATE TABLE notes (id int); CREATE VIEW n AS SELECT id FROM notes;'],
      sql: 'DROP TABLE orders, notes CASCADE;',
      at: 'CASCADE',
      says: /^Also drops the view totals, foreign key lines_order_id_fkey of lines and view n, which depend on orders and notes$/,
    },
    'the first few of many': {
      before: [orders, ...[1, 2, 3, 4, 5, 6].map((n) => `CREATE VIEW v${n} AS SELECT id FROM orders;`)],
      sql: 'DROP TABLE IF EXISTS elsewhere, orders CASCADE;',
      at: 'CASCADE',
      says: /^Also drops the view v1, view v2, view v3, view v4 and 2 more, which depend on orders$/,
    },
    'each of several clauses': {
      before: [orders, view, 'CREATE VIEW noted AS SELECT note FROM orders;'],
      sql: 'ALTER TABLE orders DROP COLUMN note CASCADE, DROP COLUMN total CASCADE;',
      at: ['CASCADE', 'CASCADE'],
    },
    'a function of a trigger': {
      before: [
        orders,
        'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$; CREATE TRIGGER g BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();',
      ],
      sql: 'DROP FUNCTION f() CASCADE;',
      at: 'CASCADE',
      says: /^Also drops the trigger g of orders, which depends on f\(\)$/,
    },
    'a sequence that a default calls': {
      before: ["CREATE SEQUENCE s; CREATE TABLE t (id bigint DEFAULT nextval('s'));"],
      sql: 'DROP SEQUENCE s CASCADE;',
      at: 'CASCADE',
      says: /default of t\.id/,
    },
  },
});

describeRule('drop-column-drops-constraint', {
  silent: {
    'a key of the column alone': { before: ['CREATE TABLE t (a int UNIQUE, b int);'], sql: 'ALTER TABLE t DROP COLUMN a;' },
    'all columns of the constraint at once': {
      before: ['CREATE TABLE t (a int, b int, c int, UNIQUE (a, b));'],
      sql: 'ALTER TABLE t DROP COLUMN a, DROP COLUMN b;',
    },
    'a constraint that was dropped before': {
      before: ['CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a, b));'],
      sql: 'ALTER TABLE t DROP CONSTRAINT u; ALTER TABLE t DROP COLUMN a;',
    },
  },
  found: {
    'an index of two columns': {
      before: ['CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b);'],
      sql: 'ALTER TABLE t DROP COLUMN b;',
      at: 'DROP COLUMN b',
      says: /^Also drops the index i \(a, b\), of which t\.b is only a part$/,
    },
    'a unique constraint of a table made here': {
      sql: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, UNIQUE (a, b)); ALTER TABLE t DROP COLUMN a;',
      at: 'DROP COLUMN a',
    },
    'a CHECK of two columns': {
      before: ['CREATE TABLE t (a int, b int, CHECK (a < b));'],
      sql: 'ALTER TABLE t DROP COLUMN a;',
      at: 'DROP COLUMN a',
      says: /CHECK t_check \(a, b\)/,
    },
  },
});

describeRule('drop-schema', {
  silent: {
    'a schema without CASCADE': { before: ['CREATE SCHEMA s;'], sql: 'DROP SCHEMA s;' },
    'a schema that the migration has made': { sql: 'CREATE SCHEMA s; CREATE TABLE s.t (a int); DROP SCHEMA s CASCADE;' },
    'a schema that is empty': { before: ['CREATE SCHEMA s;'], sql: 'DROP SCHEMA s CASCADE;' },
    'one that need not exist, and that no migration has made': { sql: 'DROP SCHEMA IF EXISTS s CASCADE;' },
  },
  found: {
    'one that no migration has made': { sql: 'DROP SCHEMA s CASCADE;', at: 'CASCADE', says: /^Loses all that s holds for good$/ },
  },
});

describeRule('truncate', {
  silent: {
    'a table made here': { sql: 'CREATE TABLE t (a int); INSERT INTO t VALUES (1); TRUNCATE t;' },
    'a temporary table': { sql: 'CREATE TEMP TABLE t (a int); TRUNCATE t;' },
    'one of an earlier pending migration': { before: [orders], earlier: 'pending', sql: 'TRUNCATE orders;' },
    'what fails for certain': { before: [orders, lines], sql: 'TRUNCATE orders;' },
  },
  found: {
    'what CASCADE takes along': {
      before: [orders, lines],
      sql: 'TRUNCATE orders CASCADE;',
      at: 'TRUNCATE orders CASCADE',
      says: /^Loses every row of orders for good, and every row of lines with it; /,
    },
    'both tables of one statement': {
      before: [orders, lines],
      sql: 'TRUNCATE orders, lines;',
      at: ['TRUNCATE orders, lines', 'TRUNCATE orders, lines'],
    },
  },
});

describeRule('drop-type', {
  silent: {
    'a type in use, without CASCADE': {
      before: ["CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (c e);"],
      sql: 'DROP TYPE e;',
    },
    'a type of no column': { before: ["CREATE TYPE e AS ENUM ('a');"], sql: 'DROP TYPE e CASCADE;' },
    'one that need not exist': { sql: 'DROP TYPE IF EXISTS e CASCADE;' },
    'a type made here': { sql: "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (c e); DROP TYPE e CASCADE;" },
  },
  found: {
    'a domain of a column': {
      before: ['CREATE DOMAIN d AS int; CREATE TABLE t (c d);'],
      sql: 'DROP DOMAIN d CASCADE;',
      at: 'CASCADE',
      says: /^Loses the data of t\.c for good/,
    },
  },
});

describeRule('delete-without-where', {
  silent: {
    'a condition': { before: [orders], sql: 'DELETE FROM orders WHERE id = 1;' },
    'a column that may be NULL': { before: [orders], sql: 'DELETE FROM orders WHERE note IS NOT NULL;' },
    'a comparison of different constants': { before: [orders], sql: 'DELETE FROM orders WHERE 1 = 2;' },
    'a table made here': { sql: 'CREATE TABLE t (a int); DELETE FROM t;' },
  },
  found: {
    'one in a WITH': {
      before: [orders],
      sql: 'WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone;',
      at: 'WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone',
    },
    'one in a block': { before: [orders], sql: 'DO $$ BEGIN DELETE FROM orders; END $$;', at: 'DELETE FROM orders' },
  },
});

describeRule('update-without-where', {
  silent: {
    'a condition': { before: [orders], sql: "UPDATE orders SET note = 'x' WHERE id = 1;" },
    'a table made here': { sql: 'CREATE TABLE t (a int); INSERT INTO t VALUES (1); UPDATE t SET a = 2;' },
    'a table that an earlier statement has locked, of which ddl-and-backfill-same-transaction tells': {
      before: [orders],
      sql: 'ALTER TABLE orders ADD COLUMN tax numeric; UPDATE orders SET tax = 0;',
    },
    'a new column of a new table': { before: [orders], earlier: 'pending', sql: 'UPDATE orders SET total = 0;' },
  },
  found: {
    'a table beside one that an earlier statement has locked': {
      before: [orders, lines],
      sql: 'ALTER TABLE lines ADD COLUMN tax numeric; UPDATE orders SET total = 1;',
      at: 'UPDATE orders SET total = 1',
    },
    'a table that was locked in a transaction of its own': {
      before: [orders],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE orders ADD COLUMN tax numeric;\nUPDATE orders SET tax = 0;',
      at: 'UPDATE orders SET tax = 0',
    },
    'one of a join': {
      before: [orders, lines],
      sql: 'UPDATE orders SET total = 1 FROM lines;',
      at: 'UPDATE orders SET total = 1 FROM lines',
    },
  },
});

describeRule('create-table-force', {
  silent: {
    'a table that the chain knows, of which drop-table tells': {
      before: [orders],
      sql: 'DROP TABLE IF EXISTS orders; CREATE TABLE orders (id int);',
    },
    'one that is not made again': { sql: 'DROP TABLE IF EXISTS t;' },
    'another schema': { sql: 'CREATE SCHEMA s; DROP TABLE IF EXISTS s.t; CREATE TABLE t (a int);' },
  },
  found: {
    'one that is made further down': {
      sql: 'DROP TABLE IF EXISTS t; CREATE TABLE u (a int); CREATE TABLE IF NOT EXISTS t (a int);',
      at: 'DROP TABLE IF EXISTS t',
    },
  },
});

describeRule('drop-extension', {
  silent: {
    'no CASCADE': { before: ['CREATE EXTENSION hstore;'], sql: 'DROP EXTENSION hstore;' },
    'one that the migration has made': { sql: 'CREATE EXTENSION hstore; DROP EXTENSION hstore CASCADE;' },
  },
  found: {
    'one that need not exist, and does': {
      before: ['CREATE EXTENSION IF NOT EXISTS hstore;'],
      sql: 'DROP EXTENSION IF EXISTS hstore CASCADE;',
      at: 'CASCADE',
    },
  },
});
