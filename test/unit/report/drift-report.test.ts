import assert from 'node:assert/strict';
import type { DriftAnswer } from '../../../src/run/drift';
import type { SchemaDifference } from '../../../src/run/schema-difference';
import { driftJson, driftMarkdown, driftText } from '../../../src/report/drift-report';

const differences: readonly SchemaDifference[] = [
  {
    ...{ kind: 'constraint', id: 'public.orders.orders_ship', table: 'public.orders', severity: 'critical', change: 'missing' },
    def: { table: 'public.orders', definition: 'FOREIGN KEY (ship_id) REFERENCES public.ships(id)' },
    along: {},
  },
  {
    ...{ kind: 'column', id: 'public.orders.id', table: 'public.orders', severity: 'high', change: 'changed' },
    parts: [
      { name: 'type', expected: 'bigint', actual: 'integer', severity: 'high' },
      { name: 'notNull', actual: true, severity: 'high' },
    ],
  },
  {
    ...{ kind: 'function', id: 'public.f()', severity: 'medium', change: 'changed' },
    parts: [{ name: 'body', expected: 'BEGIN\n  RETURN 1;\nEND', actual: 'BEGIN\n  RETURN 2;\nEND', severity: 'medium' }],
  },
  {
    ...{ kind: 'table', id: 'public.by_hand', severity: 'medium', change: 'extra' },
    ...{ def: { columns: ['id'] }, along: { column: 1, index: 2 } },
  },
];
const compared: Extract<DriftAnswer, { ok: true }> = {
  ...{ ok: true, target: 'staging', differences, notes: ['Roles were made.'] },
  engines: { expected: 'embedded PostgreSQL 18', actual: 'PostgreSQL 16' },
};

describe('the report of a drift', () => {
  it('reads well at a terminal', () => {
    assert.equal(
      driftText(compared, 'shadow', { colours: false }),
      `critical missing constraint public.orders.orders_ship
  FOREIGN KEY (ship_id) REFERENCES public.ships(id)
high     changed column public.orders.id
  type
    expected bigint
    found    integer
  notNull
    expected no
    found    yes
medium   changed function public.f()
  body
    expected RETURN 1;
    found    RETURN 2;
medium   extra table public.by_hand (with 1 column, 2 indexes)
4 differences (1 critical, 1 high, 2 medium): staging (PostgreSQL 16) against what the applied migrations make of an empty database (embedded PostgreSQL 18)
  Roles were made.
`,
    );
  });

  it('names the engines also where nothing differs', () => {
    assert.equal(
      driftText({ ...compared, differences: [], notes: [] }, 'schema.json', { colours: false }),
      'No difference: staging (PostgreSQL 16) against schema.json (embedded PostgreSQL 18)\n',
    );
  });

  it('is JSON with expected and actual values', () => {
    const json = driftJson(compared, 'shadow');
    assert.deepEqual(json.summary, { critical: 1, high: 1, medium: 2, low: 0 });
    assert.deepEqual(json.differences[1], {
      ...{ severity: 'high', change: 'changed', kind: 'column', id: 'public.orders.id', table: 'public.orders' },
      ...{ expected: { type: 'bigint' }, actual: { type: 'integer', notNull: true } },
    });
    assert.deepEqual(json.differences[3], {
      ...{ severity: 'medium', change: 'extra', kind: 'table', id: 'public.by_hand' },
      ...{ actual: { columns: ['id'] }, along: { column: 1, index: 2 } },
    });
  });

  it('is a table in Markdown that no name breaks', () => {
    const hostile: SchemaDifference = { ...differences[3]!, id: 'public."a|<b>"' };
    const text = driftMarkdown({ ...compared, differences: [hostile] }, 'shadow');
    assert.match(text, /^### Lockkeeper: 1 difference$/m);
    const row = text.split('\n').find((line) => line.startsWith('| medium'));
    assert.equal(row, '| medium | extra table public\\."a\\|&lt;b\\>" | with 1 column, 2 indexes |');
  });
});
