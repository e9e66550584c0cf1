import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric);';
const view = 'CREATE MATERIALIZED VIEW totals AS SELECT id, total FROM orders;';
const unique = 'CREATE UNIQUE INDEX totals_id ON totals (id);';
const trigger =
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$; CREATE TRIGGER g BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();';
const check = 'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;';

describeRule('vacuum-full', {
  silent: {
    'plain VACUUM': { before: [orders], convention: 'typed', sql: '-- lockkeeper: no-transaction\nVACUUM ANALYZE orders;' },
    'FULL switched off': {
      before: [orders],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nVACUUM (FULL off) orders;',
    },
    'one that fails in a transaction': { before: [orders], sql: 'VACUUM FULL orders;' },
  },
  found: {
    'the whole database': {
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nVACUUM (ANALYZE, FULL);',
      at: 'VACUUM (ANALYZE, FULL)',
      says: /one table of the database after the other/,
    },
  },
});

describeRule('cluster', {
  silent: { 'a table made here': { sql: `${orders} CLUSTER orders USING orders_pkey;` } },
  found: { 'a table marked before': { before: [orders], sql: 'CLUSTER orders;', at: 'CLUSTER orders' } },
});

describeRule('set-logged-unlogged', {
  silent: {
    'what it is already': { before: [orders], sql: 'ALTER TABLE orders SET LOGGED;' },
    'a table made here': { sql: `${orders} ALTER TABLE orders SET UNLOGGED;` },
  },
  found: {
    'a table that no migration has made': { sql: 'ALTER TABLE t SET LOGGED;', at: 'SET LOGGED' },
  },
});

describeRule('set-tablespace', {
  silent: { 'a table made here': { sql: `${orders} ALTER TABLE orders SET TABLESPACE fast;` } },
  found: {
    'all tables of one': {
      sql: 'ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast;',
      at: 'ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast',
    },
  },
});

describeRule('set-access-method', {
  silent: {
    'a version that has no such clause': { before: [orders], postgres: 14, sql: 'ALTER TABLE orders SET ACCESS METHOD heap;' },
    'a partitioned table': {
      before: ['CREATE TABLE p (a int) PARTITION BY RANGE (a);'],
      sql: 'ALTER TABLE p SET ACCESS METHOD heap;',
    },
  },
  found: {
    'a clause of several': {
      before: [orders],
      sql: 'ALTER TABLE orders ADD COLUMN a int, SET ACCESS METHOD heap;',
      at: 'SET ACCESS METHOD heap',
    },
  },
});

describeRule('refresh-matview-not-concurrent', {
  silent: {
    'a view made here': { before: [orders], sql: `${view} REFRESH MATERIALIZED VIEW totals;` },
    'a view that was never filled': {
      before: [orders, view.replace(';', ' WITH NO DATA;')],
      sql: 'REFRESH MATERIALIZED VIEW totals;',
    },
    'one that is emptied': { before: [orders, view], sql: 'REFRESH MATERIALIZED VIEW totals WITH NO DATA;' },
  },
  found: {
    'one without a unique index': {
      before: [orders, view],
      sql: 'REFRESH MATERIALIZED VIEW totals;',
      at: 'REFRESH MATERIALIZED VIEW totals',
      fixes: [],
    },
    'one with an index over an expression': {
      before: [orders, view, 'CREATE UNIQUE INDEX i ON totals (abs(id));'],
      sql: 'REFRESH MATERIALIZED VIEW totals;',
      at: 'REFRESH MATERIALIZED VIEW totals',
      fixes: [],
    },
    'one in small letters': {
      before: [orders, view, unique],
      sql: 'refresh materialized view totals with data;',
      at: 'refresh materialized view totals with data',
      fixes: ['Add CONCURRENTLY'],
    },
    'one that no migration has made': {
      sql: 'REFRESH MATERIALIZED VIEW elsewhere;',
      at: 'REFRESH MATERIALIZED VIEW elsewhere',
      fixes: [],
    },
  },
});

describeRule('autovacuum-disabled', {
  silent: {
    'another setting': { before: [orders], sql: 'ALTER TABLE orders SET (fillfactor = 70);' },
    'switched on': { before: [orders], sql: 'ALTER TABLE orders SET (autovacuum_enabled = true);' },
    'switched on again': {
      before: [orders],
      sql: 'ALTER TABLE orders SET (autovacuum_enabled = false); ALTER TABLE orders SET (autovacuum_enabled);',
    },
  },
  found: {
    'one of several settings': {
      before: [orders],
      sql: "ALTER TABLE orders SET (fillfactor = 70, autovacuum_enabled = 'off');",
      at: "SET (fillfactor = 70, autovacuum_enabled = 'off')",
    },
    'another table switched on': {
      before: [orders, 'CREATE TABLE t (a int);'],
      sql: 'ALTER TABLE orders SET (autovacuum_enabled = 0); ALTER TABLE t SET (autovacuum_enabled = true);',
      at: 'SET (autovacuum_enabled = 0)',
    },
  },
});

describeRule('unlogged-table', {
  silent: { 'a temporary table': { sql: 'CREATE TEMP TABLE t (a int);' } },
  found: {
    'a table from a query': {
      sql: 'CREATE UNLOGGED TABLE t AS SELECT 1 AS a;',
      at: 'UNLOGGED',
      fixes: ['Make it an ordinary table'],
    },
    'a table with a foreign key, which may point to another of its kind': {
      before: ['CREATE UNLOGGED TABLE p (id int PRIMARY KEY);'],
      sql: 'CREATE UNLOGGED TABLE t (a int REFERENCES p (id));',
      at: 'UNLOGGED',
      fixes: [],
    },
  },
});

describeRule('weak-lock-escalated-in-same-alter', {
  silent: {
    'the constraint alone': { before: [orders, check], sql: 'ALTER TABLE orders VALIDATE CONSTRAINT c;' },
    'a constraint that is valid': {
      before: [orders, check, 'ALTER TABLE orders VALIDATE CONSTRAINT c;'],
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT c, ADD COLUMN a int;',
    },
    'a clause as weak': {
      before: [orders, check],
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT c, ALTER COLUMN id SET STATISTICS 500;',
    },
    'one that the statement adds': {
      before: [orders],
      sql: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID, VALIDATE CONSTRAINT c;',
    },
  },
  found: {
    'the last clause, in lines of their own': {
      before: [orders, check],
      sql: 'alter table only orders\n  add column a int,\n  validate constraint c;\n',
      at: 'validate constraint c',
      fixes: ['Validate it in a statement before this one'],
    },
  },
});

describeRule('disable-trigger', {
  silent: {
    'one that is switched on in the same transaction': {
      before: [orders, trigger],
      sql: 'ALTER TABLE orders DISABLE TRIGGER g; UPDATE orders SET total = 0 WHERE id = 1; ALTER TABLE orders ENABLE TRIGGER g;',
    },
    'all of them switched on again': {
      before: [orders, trigger],
      sql: 'ALTER TABLE orders DISABLE TRIGGER USER; ALTER TABLE orders ENABLE TRIGGER ALL;',
    },
    'a table made here': { sql: `${orders}${trigger} ALTER TABLE orders DISABLE TRIGGER ALL;` },
  },
  found: {
    'one that is switched on in another transaction': {
      before: [orders, trigger],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE orders DISABLE TRIGGER g;\nALTER TABLE orders ENABLE TRIGGER g;\n',
      at: 'DISABLE TRIGGER g',
      says: /^From here on nobody’s writes to orders fire g$/,
    },
    'another one switched on': {
      before: [orders, trigger],
      sql: 'ALTER TABLE orders DISABLE TRIGGER g; ALTER TABLE orders ENABLE TRIGGER h;',
      at: 'DISABLE TRIGGER g',
    },
  },
});

describeRule('lock-table', {
  silent: {
    'a mode that lets writes go on': { before: [orders], sql: 'LOCK TABLE orders IN ROW EXCLUSIVE MODE;' },
    'a table made here': { sql: `${orders} LOCK TABLE orders;` },
  },
  found: {
    'a mode that stops writes alone': {
      before: [orders],
      sql: 'LOCK orders IN EXCLUSIVE MODE;',
      at: 'LOCK orders IN EXCLUSIVE MODE',
      says: /^Writes of orders wait/,
    },
  },
});

describeRule('create-matview-with-data', {
  silent: {
    'a view of new tables': { sql: `${orders}${view}` },
    'an ordinary view': { before: [orders], sql: 'CREATE VIEW v AS SELECT * FROM orders;' },
  },
  found: { 'a view of a table in use': { before: [orders], sql: view, at: view.slice(0, -1) } },
});

describeRule('create-table-as-select', {
  silent: {
    'one without rows': { before: [orders], sql: 'CREATE TABLE t AS SELECT * FROM orders WITH NO DATA;' },
    'a temporary one': {
      before: [orders],
      sql: 'CREATE TEMP TABLE t AS SELECT * FROM orders; SELECT * INTO TEMP u FROM orders;',
    },
  },
  found: { 'SELECT INTO': { before: [orders], sql: 'SELECT * INTO t FROM orders;', at: 'SELECT * INTO t FROM orders' } },
});

describeRule('create-rule', {
  silent: {
    'a view, which needs one': {
      before: [orders, 'CREATE VIEW v AS SELECT id FROM orders;'],
      sql: 'CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;',
    },
  },
  found: {
    'a table': {
      before: [orders],
      sql: 'CREATE RULE r AS ON INSERT TO orders DO ALSO NOTHING;',
      at: 'CREATE RULE r AS ON INSERT TO orders DO ALSO NOTHING',
    },
  },
});
