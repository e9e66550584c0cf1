import assert from 'node:assert/strict';
import type { Snapshot, SnapshotObject } from '../../../src/database/snapshot/snapshot';
import { schemaTree } from '../../../src/report/schema-tree';
import { schemaDifferences } from '../../../src/run/schema-difference';

const schema = (...objects: readonly SnapshotObject[]): Snapshot => ({ engine: 'a test', normaliser: 1, without: [], objects });
const column = (table: string, name: string, def: SnapshotObject['def']): SnapshotObject => ({
  ...{ kind: 'column', id: `${table}.${name}` },
  def: { table, ...def },
});

const orders: SnapshotObject = { kind: 'table', id: 'public.orders', def: {} };
const items: SnapshotObject = { kind: 'table', id: 'public.items', def: { columns: ['id'] } };
const check: SnapshotObject = {
  ...{ kind: 'constraint', id: 'public.orders.total_check' },
  def: { table: 'public.orders', definition: 'CHECK ((total > 0))' },
};
const type: SnapshotObject = { kind: 'enum', id: '"Odd one".flag', def: { values: ['a', 'b'] } };
const extension: SnapshotObject = { kind: 'extension', id: 'pgcrypto', def: { version: '1.3' } };
const view: SnapshotObject = { kind: 'view', id: 'public.today', def: { definition: ` SELECT ${'x, '.repeat(400)}` } };

describe('changes in a schema as a tree', () => {
  const tree = schemaTree(
    schemaDifferences(
      schema(orders, column('public.orders', 'total', { type: 'integer', notNull: true }), check),
      schema(
        ...[
          orders,
          column('public.orders', 'total', { type: 'bigint' }),
          items,
          column('public.items', 'id', { type: 'integer' }),
        ],
        ...[type, extension, view],
      ),
    ),
  );

  it('stand by table, by schema, and apart where they lie in neither', () => {
    assert.deepEqual(
      tree.map(({ name }) => name),
      ['schema "Odd one"', 'database', 'public.items', 'public.orders', 'public.today'],
    );
  });

  it('name what comes, goes and changes, and what belongs to it', () => {
    const [odd, , added, changed] = tree;
    assert.deepEqual(odd?.changes, [{ change: 'created', kind: 'enum', name: '"Odd one".flag', parts: ['values a, b'] }]);
    assert.deepEqual(added?.changes, [
      { change: 'created', kind: 'table', name: 'public.items', along: '1 column', parts: ['columns id'] },
    ]);
    assert.deepEqual(
      changed?.changes.map(({ change, kind, name, parts }) => [change, kind, name, parts]),
      [
        ['changed', 'column', 'total', ['notNull: yes → no', 'type: integer → bigint']],
        ['dropped', 'constraint', 'total_check', ['CHECK ((total > 0))']],
      ],
    );
  });

  it('say how grave it is where something is lost or opened, not where it is new or other', () => {
    const severities = tree.flatMap(({ changes }) => changes.map(({ name, severity }) => [name, severity]));
    assert.deepEqual(
      severities.filter(([, severity]) => severity !== undefined),
      [['total_check', 'critical']],
    );
  });

  it('cut what is long', () => {
    const parts = tree.flatMap(({ changes }) => changes.flatMap((change) => change.parts));
    assert.ok(parts.every((part) => part.length <= 200));
  });
});
