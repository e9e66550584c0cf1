import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric);';
const lines = 'CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));';

describeRule('statement-will-fail', {
  silent: {
    'a table that no migration has made': { sql: 'DROP TABLE elsewhere; ALTER TABLE elsewhere ADD COLUMN a int;' },
    'a table that need not be new': { before: [orders], sql: 'CREATE TABLE IF NOT EXISTS orders (id int);' },
    'two tables of one statement that refer to each other': { before: [orders, lines], sql: 'DROP TABLE orders, lines;' },
    'what is emptied together': { before: [orders, lines], sql: 'TRUNCATE orders, lines;' },
    'a chain that cannot be read to its end': {
      before: [orders, 'DO $$ BEGIN EXECUTE (SELECT code FROM hidden); END $$;'],
      sql: 'CREATE TABLE orders (id int);',
    },
    'a chain in which a function may have dropped the table': {
      before: [
        orders,
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$BEGIN EXECUTE 'DROP TABLE orders'; END$$; SELECT f();",
      ],
      sql: 'CREATE TABLE orders (id int);',
    },
    'what runs under a condition': {
      before: [orders],
      sql: "DO $$ BEGIN IF to_regclass('orders') IS NULL THEN CREATE TABLE orders (id int); END IF; END $$;",
    },
    'what has run already': { before: [orders], standing: 'applied', sql: 'CREATE TABLE orders (id int);' },
    'what another rule tells of': {
      before: [orders],
      sql: 'CREATE INDEX CONCURRENTLY i ON orders (note);',
      options: { rules: new Map([['concurrently-in-transaction', 'error']]) },
    },
    'a table dropped before': { before: [orders], sql: 'DROP TABLE orders; CREATE TABLE orders (id int);' },
  },
  found: {
    'a lock outside of one': {
      before: [orders],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nLOCK TABLE orders;',
      at: 'LOCK TABLE orders',
      says: /^Fails with 25P01: LOCK TABLE needs a transaction$/,
    },
  },
});

describeRule('duplicate-column-assignment', {
  silent: {
    'elements of an array, and fields': { before: [orders], sql: "UPDATE orders SET a[1] = '1', a[2] = '2', b.x = 1, b.y = 2;" },
    'columns of two tables': { before: [orders], sql: 'WITH x AS (UPDATE orders SET note = 1) UPDATE lines SET note = 2;' },
    'names that differ in case': { sql: 'CREATE TABLE t ("A" int, a int);' },
  },
  found: {
    'the same column in another case': {
      before: [orders],
      sql: 'UPDATE orders SET note = 1, total = 2, NOTE = 3 RETURNING id;',
      at: 'NOTE = 3',
      fixes: ['Keep the last value of note'],
    },
    'a list of columns': {
      before: [orders],
      sql: "UPDATE orders SET (note, total) = ('a', 1), note = 'b' WHERE id = 1;",
      at: "note = 'b'",
      fixes: [],
    },
    'a value with a comma in it, at the end of a line': {
      before: [orders],
      sql: "UPDATE orders SET\n  note = concat('a', 'b'), -- old\n  note = 'c'\nFROM lines WHERE lines.id = orders.id;",
      at: "note = 'c'",
      fixes: ['Keep the last value of note'],
    },
  },
});

const deferred =
  'CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id) DEFERRABLE INITIALLY DEFERRED);';

describeRule('pending-trigger-events', {
  silent: {
    'a foreign key that is checked at once': {
      before: [orders, lines],
      sql: 'INSERT INTO lines VALUES (1, 1); ALTER TABLE lines ADD COLUMN a int;',
    },
    'one that is only deferrable': {
      before: [orders, deferred.replace('INITIALLY DEFERRED', 'INITIALLY IMMEDIATE')],
      sql: 'INSERT INTO items VALUES (1, 1); ALTER TABLE items ADD COLUMN a int;',
    },
    'another transaction': {
      before: [orders, deferred],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nINSERT INTO items VALUES (1, 1); ALTER TABLE items ADD COLUMN a int;',
    },
    'rows that a savepoint took back': {
      before: [orders, deferred],
      sql: 'SAVEPOINT s; INSERT INTO items VALUES (1, 1); ROLLBACK TO s; ALTER TABLE items ADD COLUMN a int;',
    },
    'constraints that were checked before': {
      before: [orders, deferred],
      sql: "INSERT INTO items VALUES (1, 1); SET CONSTRAINTS ALL IMMEDIATE; SET lock_timeout = '1s'; ALTER TABLE items ADD COLUMN a int;",
    },
    'another table': { before: [orders, deferred], sql: 'INSERT INTO items VALUES (1, 1); ALTER TABLE orders ADD COLUMN a int;' },
  },
  found: {
    'a setting in between': {
      before: [orders, deferred],
      sql: "INSERT INTO items VALUES (1, 1); SET LOCAL lock_timeout = '1s'; ALTER TABLE items ADD COLUMN b int;",
      at: 'ADD COLUMN b int',
      fixes: ['Check deferred constraints before it'],
    },
    'a table made here': {
      before: [orders],
      sql: `${deferred} INSERT INTO items VALUES (1, 1); TRUNCATE items;`,
      at: 'TRUNCATE items',
    },
  },
});
