import assert from 'node:assert/strict';
import { failureOf } from '../../src/database/failure';
import { lintCase, withRule } from '../support/chains';
import { connectTo } from '../support/effects/harness';
import { allMajors, serverTimeout, sharedServer } from '../support/servers';

const id = 'irreversible-or-missing-down';
const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text); INSERT INTO orders VALUES (1, $$a$$);';

/** What the rule says of a way back, and a query that is true once it has run. */
const cases = [
  {
    up: 'CREATE TABLE bills (id bigint PRIMARY KEY);',
    down: '-- nothing to do\n',
    says: 'Does nothing, and leaves table bills, so that the migration cannot be applied again: it fails with 42P07',
    shows: "to_regclass('bills') IS NOT NULL",
  },
  {
    up: 'ALTER TABLE orders ADD COLUMN total numeric; CREATE TYPE mood AS ENUM ();',
    down: 'DROP TYPE mood;',
    says: 'Leaves column orders.total, so that the migration cannot be applied again: it fails with 42701',
    shows: "EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'total' AND NOT attisdropped)",
  },
  {
    up: 'DROP TABLE orders;',
    down: 'SELECT 1;',
    says: 'Does not bring back table orders',
    shows: "to_regclass('orders') IS NULL",
  },
  {
    up: 'ALTER TABLE orders DROP COLUMN note;',
    down: 'ALTER TABLE orders ADD COLUMN note text;',
    says: 'Brings back orders.note without its values: the up script has dropped them',
    shows: '(SELECT count(note) = 0 FROM orders)',
  },
  {
    up: 'DROP TABLE orders;',
    down: 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);',
    says: 'Brings back orders without its rows: the up script has dropped them',
    shows: '(SELECT count(*) = 0 FROM orders)',
  },
];

describe(`what ${id} says of a way back`, function () {
  this.timeout(serverTimeout);
  for (const major of allMajors) {
    for (const { up, down, says, shows } of cases) {
      it(`is so on PostgreSQL ${major}: ${up} ${down.trim()}`, async () => {
        const findings = await lintCase(withRule(id, { before: [orders], sql: up, down, postgres: major }), 'down');
        const [message] = findings.filter(({ rule }) => rule === id).map((finding) => finding.message);
        assert.equal(message, says);
        const connection = await connectTo(await (await sharedServer(major)).createDatabase());
        try {
          await connection.script(`${orders} ${up}`);
          await connection.script(down);
          const { rows } = await connection.query({ text: `SELECT ${shows} AS is` });
          assert.deepEqual(rows, [{ is: true }]);
          const state = / fails with (\w+)/.exec(says)?.[1];
          if (state !== undefined) {
            await assert.rejects(connection.script(up), (error) => failureOf(error).sqlstate === state);
          }
        } finally {
          await connection.close();
        }
      });
    }
  }
});
