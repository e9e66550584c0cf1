import assert from 'node:assert/strict';
import type { Snapshot, SnapshotObject } from '../../../src/database/snapshot/snapshot';
import { runJson } from '../../../src/report/run-json';
import { runText } from '../../../src/report/run-text';
import type { Texts } from '../../../src/report/texts';
import type { RunReport } from '../../../src/run/events';
import { schemaChange } from '../../../src/run/rehearsed-schema';
import type { RollbackProof } from '../../../src/run/rollback-proof';
import { schemaDifferences } from '../../../src/run/schema-difference';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { sourceOf } from '../../support/chains';

const schema = (...objects: readonly SnapshotObject[]): Snapshot => ({ engine: 'a test', normaliser: 1, without: [], objects });
const table: SnapshotObject = { kind: 'table', id: 'public.orders', def: {} };
const column = (type: string): SnapshotObject => ({
  kind: 'column',
  id: 'public.orders.total',
  def: { table: 'public.orders', type },
});
const view: SnapshotObject = { kind: 'view', id: 'public.today\u001b', def: {} };

const { migrations } = sourceOf({ '1_orders.up.sql': 'SELECT 1;', '1_orders.down.sql': 'SELECT\n  nothing;' }, sqlx);
const [first] = migrations;
assert.ok(first?.down);
const migration = first;
const { path, text } = first.down;
const texts: Texts = {
  text: (asked) => (asked === path ? text : undefined),
  label: (absolute) => absolute.replace('/app/', ''),
};

function report(rollback: RollbackProof): RunReport {
  return {
    ...{ direction: 'up', dryRun: 'shadow', target: 'app', outcome: 'done', ms: 5 },
    steps: [{ migration, direction: 'up', outcome: 'done', ms: 2, notes: [], statements: [], rollback }],
    schema: schemaChange(schema(table, column('integer')), schema(table, column('bigint'), view)),
  };
}

const error = { message: 'column "nothing" does not exist', sqlstate: '42703', path, statement: { start: 0, end: 16 } };
const proofs: readonly [RollbackProof, readonly string[], object][] = [
  [
    { kind: 'proven' },
    ['  rollback proven: up, down and up again give the same schemas; rows are not compared'],
    { proof: 'proven' },
  ],
  [
    { kind: 'differs', after: 'down', differences: schemaDifferences(schema(table), schema(table, view)) },
    ['  rollback differs: after down the schema is not what it was', '    medium   extra view public.today\\u001b'],
    {
      ...{ proof: 'differs', script: 'down' },
      differences: [{ severity: 'medium', change: 'extra', kind: 'view', id: 'public.today\u001b', actual: {} }],
    },
  ],
  [
    { kind: 'fails', in: 'down', error },
    [
      '  rollback fails: down',
      '    column "nothing" does not exist (42703)',
      '    migrations/1_orders.down.sql:1:1',
      '    1 | SELECT',
      '      | ^^^^^^',
    ],
    {
      ...{ proof: 'fails', script: 'down' },
      error: {
        ...{ message: error.message, sqlstate: '42703', path: 'migrations/1_orders.down.sql' },
        statement: { line: 1, column: 1, endLine: 2, endColumn: 10 },
      },
    },
  ],
  [{ kind: 'none' }, ['  no rollback: there is no down script'], { proof: 'none' }],
  [{ kind: 'unknown', why: 'Cancelled.' }, ['  rollback unknown: Cancelled.'], { proof: 'unknown', why: 'Cancelled.' }],
];

describe('a rehearsed rollback', () => {
  for (const [proof, lines, json] of proofs) {
    it(`is told where it is ${proof.kind}`, () => {
      assert.deepEqual(runText(report(proof), texts, { colours: false }).split('\n'), [
        ...['up   1 orders 2 ms', ...lines],
        'Schema: 2 objects would change',
        '  changed column public.orders.total: type integer → bigint',
        '  created view public.today\\u001b',
        'Dry run of 1 migration on app, 5 ms; nothing was changed',
        '',
      ]);
      assert.deepEqual(runJson(report(proof), texts).steps[0]?.rollback, json);
    });
  }

  it('comes with the change of the schema as JSON', () => {
    const { schema: told } = runJson(report({ kind: 'none' }), texts);
    assert.match(told?.before ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(told?.changes, [
      {
        ...{ change: 'changed', kind: 'column', id: 'public.orders.total', table: 'public.orders' },
        ...{ before: { type: 'integer' }, after: { type: 'bigint' } },
      },
      { change: 'created', kind: 'view', id: 'public.today\u001b', after: {} },
    ]);
  });
});
