import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);';

describeRule('mixed-ddl-dml', {
  silent: {
    'rows alone': { before: [orders], sql: 'UPDATE orders SET note = 1; DELETE FROM orders WHERE id = 1;' },
    'rows of a table made here': { before: [orders], sql: 'CREATE TABLE a (b int); INSERT INTO a SELECT id FROM orders;' },
    'rows and a comment': { before: [orders], sql: "DELETE FROM orders; COMMENT ON TABLE orders IS 'x';" },
    'rows whose table is locked, of which another rule speaks': {
      before: [orders],
      sql: 'ALTER TABLE orders ADD COLUMN a int; UPDATE orders SET a = 1;',
    },
  },
  found: {
    'rows of which the file says which, too': {
      before: [orders],
      sql: 'INSERT INTO orders VALUES (1); ALTER TABLE orders ADD COLUMN a int; INSERT INTO orders VALUES (2);',
      at: 'INSERT INTO orders VALUES (1)',
    },
  },
});

describeRule('savepoint-in-migration', {
  silent: {
    'a handler around a loop': {
      before: [orders],
      sql: 'DO $$ BEGIN FOR i IN 1..9 LOOP DELETE FROM orders WHERE id = i; END LOOP; EXCEPTION WHEN others THEN NULL; END $$;',
    },
    'a loop that raises': {
      before: [orders],
      sql: "DO $$ BEGIN FOR i IN 1..9 LOOP PERFORM 1; RAISE EXCEPTION 'exception'; END LOOP; END $$;",
    },
    'a function, which is only made': {
      sql: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LOOP BEGIN PERFORM 1; EXCEPTION WHEN others THEN NULL; END; END LOOP; END $$;',
    },
  },
  found: {
    'a savepoint once a file': { before: [orders], sql: 'SAVEPOINT a; DELETE FROM orders; SAVEPOINT b;', at: 'SAVEPOINT a' },
    'a handler within an inner loop': {
      before: [orders],
      sql: 'DO $$ BEGIN LOOP LOOP BEGIN PERFORM 1; EXCEPTION WHEN others THEN NULL; END; END LOOP; END LOOP; END $$;',
      at: 'EXCEPTION',
    },
  },
});

const partners = 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);';

describeRule('drop-table-many-foreign-keys', {
  silent: {
    'one partner, twice': {
      before: [partners, 'CREATE TABLE t (x int REFERENCES a, y int REFERENCES a);'],
      sql: 'DROP TABLE t;',
    },
    'a key to the table itself': {
      before: [partners, 'CREATE TABLE t (id int PRIMARY KEY, x int REFERENCES a, up int REFERENCES t);'],
      sql: 'DROP TABLE t;',
    },
    'partners of the same migration': { before: ['SELECT 1;'], sql: `${partners} DROP TABLE t;` },
    'a table made here': { before: [partners], sql: 'CREATE TABLE t (x int REFERENCES a, y int REFERENCES b); DROP TABLE t;' },
    'partners that are dropped as well': {
      before: [partners, 'CREATE TABLE t (x int REFERENCES a, y int REFERENCES b);'],
      sql: 'DROP TABLE t; DROP TABLE a;',
    },
    'keys that were dropped before': {
      before: [partners, 'CREATE TABLE t (x int REFERENCES a, y int REFERENCES b);', 'ALTER TABLE t DROP CONSTRAINT t_x_fkey;'],
      sql: 'DROP TABLE t;',
    },
  },
  found: {
    'two partners': {
      before: [partners, 'CREATE TABLE t (x int REFERENCES a, y int REFERENCES b);'],
      sql: 'DROP TABLE IF EXISTS t;',
      at: 'DROP TABLE IF EXISTS t',
      says: /^Locks a and b at once, to which t has foreign keys: /,
    },
  },
});
