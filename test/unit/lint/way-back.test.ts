import assert from 'node:assert/strict';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { lintCase, lintLast, newReader, sourceOf, withRule, type Case } from '../../support/chains';

const id = 'irreversible-or-missing-down';
const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);';

async function said(it_: Case): Promise<readonly string[]> {
  const findings = await lintCase(withRule(id, it_), 'down');
  return findings.filter(({ rule }) => rule === id).map(({ message }) => message);
}

const silent: Readonly<Record<string, Case>> = {
  'what is undone by other means': {
    before: [orders],
    sql: 'CREATE TABLE a (id serial PRIMARY KEY, b int); CREATE INDEX i ON a (b); ALTER TABLE orders ADD COLUMN c int;',
    down: 'DROP TABLE IF EXISTS a CASCADE; ALTER TABLE orders DROP COLUMN IF EXISTS c;',
  },
  'rows and what leaves nothing': {
    before: [orders],
    sql: "INSERT INTO orders VALUES (1); COMMENT ON TABLE orders IS 'x'; ALTER TABLE orders ALTER COLUMN note SET NOT NULL;",
    down: '-- Nothing to undo.\n',
  },
  'extensions and schemas, which may stay': { sql: 'CREATE EXTENSION citext; CREATE SCHEMA s;', down: 'SELECT 1;' },
  'a rename and its way back': {
    before: [orders],
    sql: 'ALTER TABLE orders RENAME TO purchases;',
    down: 'ALTER TABLE purchases RENAME TO orders;',
  },
  'a down script that nobody can read to its end': {
    sql: 'CREATE TABLE a (b int);',
    down: "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'a'); END $$;",
  },
  'a down script that fails on purpose': {
    sql: 'CREATE TABLE a (b int);',
    down: "DO $$ BEGIN RAISE EXCEPTION 'There is no way back.'; END $$;",
  },
  'values that are brought back': {
    before: [orders],
    sql: 'CREATE TABLE kept AS SELECT id, note FROM orders; ALTER TABLE orders DROP COLUMN note;',
    down: 'ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET note = kept.note FROM kept WHERE kept.id = orders.id; DROP TABLE kept;',
  },
  'a table made and dropped again by the up script': {
    sql: 'CREATE TABLE a (b int); DROP TABLE a;',
    down: '',
  },
};

describe(id, () => {
  for (const [name, it_] of Object.entries(silent)) {
    it(`is silent on ${name}`, async () => {
      assert.deepEqual(await said(it_), []);
    });
  }

  it('tells of what stays and of what is missing at once, the first few of many', async () => {
    const messages = await said({
      before: [orders],
      sql: 'CREATE TABLE a (b int); CREATE TABLE c (d int); CREATE TYPE e AS ENUM (); CREATE VIEW f AS SELECT 1 AS g; DROP TABLE orders;',
      down: 'SELECT 1;',
    });
    assert.deepEqual(messages, [
      'Leaves table a, table c and 2 more and does not bring back table orders, so that the migration cannot be applied again: it fails with 42P07',
    ]);
  });

  it('tells of all that comes back empty at once', async () => {
    const messages = await said({
      before: [orders, 'ALTER TABLE orders ADD COLUMN total numeric;'],
      sql: 'ALTER TABLE orders DROP COLUMN total, DROP COLUMN note;',
      down: 'ALTER TABLE orders ADD COLUMN total numeric, ADD COLUMN note text;',
    });
    assert.deepEqual(messages, ['Brings back orders.total and orders.note without their values: the up script has dropped them']);
  });

  it('misses a down script where most others have one, and not where few have', async () => {
    const pair = (version: number): Record<string, string> => ({
      [`${version}_a.up.sql`]: 'SELECT 1;',
      [`${version}_a.down.sql`]: '',
    });
    const missing = async (files: Record<string, string>): Promise<readonly string[]> =>
      lintLast(sourceOf(files, sqlx), await newReader(), withRule(id, {}))
        .filter(({ rule }) => rule === id)
        .map(({ message }) => message);
    assert.deepEqual(await missing({ ...pair(1), ...pair(2), '3_a.up.sql': 'SELECT 1;' }), [
      'Cannot be rolled back, as 2 of the 2 others here can: it has no down script',
    ]);
    assert.deepEqual(await missing({ ...pair(1), '2_a.up.sql': 'SELECT 1;', '3_a.up.sql': 'SELECT 1;' }), []);
    assert.deepEqual(await missing({ '1_a.up.sql': 'SELECT 1;' }), []);
  });
});
