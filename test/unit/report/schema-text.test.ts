import assert from 'node:assert/strict';
import { schemaHash, sortObjects, type SnapshotObject } from '../../../src/database/snapshot/snapshot';
import { schemaText } from '../../../src/report/schema-text';

const table: SnapshotObject = { kind: 'table', id: 'public.orders', def: { owner: 'app', columns: ['id', 'total'] } };
const column: SnapshotObject = {
  kind: 'column',
  id: 'public.orders.total',
  def: { table: 'public.orders', type: 'integer', notNull: true },
};
const index: SnapshotObject = {
  kind: 'index',
  id: 'public.a_total_idx',
  def: { table: 'public.orders', definition: 'CREATE INDEX …' },
};
const before: SnapshotObject = { kind: 'table', id: 'public.nothing', def: {} };
const body: SnapshotObject = {
  kind: 'function',
  id: 'public.f()',
  def: { body: 'begin\n  return 1;\nend', grants: { app: 'EXECUTE', anyone: 'EXECUTE' } },
};

const textOf = (...objects: readonly SnapshotObject[]): string => schemaText({ objects: sortObjects(objects) });

describe('a schema as a text', () => {
  it('has one object after the other, those of a table behind it, and each part on lines of its own', () => {
    assert.equal(
      textOf(table, column, index, before, body),
      `function public.f()
  body:
    begin
      return 1;
    end
  grants:
    anyone: EXECUTE
    app: EXECUTE

table public.nothing

table public.orders
  columns:
    id
    total
  owner: app

column public.orders.total
  notNull: yes
  table: public.orders
  type: integer

index public.a_total_idx
  definition: CREATE INDEX …
  table: public.orders
`,
    );
  });

  it('is the same for the same schema, in whatever order it was read', () => {
    assert.equal(textOf(table, column, index), schemaText({ objects: [index, table, column] }));
  });

  it('differs wherever the schemas differ', () => {
    const others: readonly (readonly SnapshotObject[])[] = [
      [table],
      [{ ...table, def: { ...table.def, owner: 'other' } }, column],
      [{ ...table, def: { ...table.def, columns: ['total', 'id'] } }, column],
      [table, { ...column, def: { ...column.def, notNull: false } }],
      [table, { ...column, id: 'public.orders.Total' }],
    ];
    const seen = new Set([[table, column], ...others].map((objects) => textOf(...objects)));
    const hashes = new Set([[table, column], ...others].map((objects) => schemaHash({ objects })));
    assert.deepEqual([seen.size, hashes.size], [6, 6]);
  });
});
