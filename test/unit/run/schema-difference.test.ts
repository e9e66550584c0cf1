import assert from 'node:assert/strict';
import { normaliser, type Part, type Snapshot, type SnapshotObject } from '../../../src/database/snapshot/snapshot';
import { severityOfPart } from '../../../src/run/difference-severity';
import { schemaDifferences } from '../../../src/run/schema-difference';

const object = (kind: string, id: string, def: SnapshotObject['def'] = {}): SnapshotObject => ({ kind, id, def });
const snapshot = (...objects: readonly SnapshotObject[]): Snapshot => ({
  engine: 'PostgreSQL 18',
  normaliser,
  without: [],
  objects,
});
const ships = object('table', 'public.ships', { columns: ['id', 'name'], owner: 'ada', grants: { '(owner)': 'ALL' } });
const id = object('column', 'public.ships.id', { table: 'public.ships', type: 'bigint', notNull: true });
const name = object('column', 'public.ships.name', { table: 'public.ships', type: 'text' });
const key = object('constraint', 'public.ships.ships_pkey', { table: 'public.ships', definition: 'PRIMARY KEY (id)' });
const keyIndex = object('index', 'public.ships_pkey', {
  ...{ table: 'public.ships', constraint: 'public.ships.ships_pkey', definition: 'CREATE UNIQUE INDEX …' },
});
const whole = [ships, id, name, key, keyIndex];

const told = (expected: Snapshot, actual: Snapshot): readonly string[] =>
  schemaDifferences(expected, actual).map(({ severity, change, kind, id }) => `${severity} ${change} ${kind} ${id}`);
const changedTo = (part: SnapshotObject['def']): readonly SnapshotObject[] => [
  { ...ships, def: { ...ships.def, ...part } },
  id,
  name,
  key,
  keyIndex,
];

describe('the difference of two schemas', () => {
  it('is nothing for the same one', () => assert.deepEqual(told(snapshot(...whole), snapshot(...whole)), []));

  it('tells of a table once, with what went along', () => {
    const [only, ...rest] = schemaDifferences(snapshot(...whole), snapshot());
    assert.deepEqual(rest, []);
    assert.ok(only?.change === 'missing');
    assert.deepEqual([only.severity, only.id, only.along], ['high', 'public.ships', { column: 2, constraint: 1, index: 1 }]);
    assert.deepEqual(told(snapshot(), snapshot(...whole)), ['medium extra table public.ships']);
  });

  it('tells of a constraint without its index, and the gravest first', () => {
    assert.deepEqual(told(snapshot(...whole), snapshot(ships, { ...id, def: { ...id.def, comment: 'It counts.' } }, name)), [
      'critical missing constraint public.ships.ships_pkey',
      'low changed column public.ships.id',
    ]);
  });

  it('tells of the order of columns that both have, and of no other', () => {
    assert.deepEqual(told(snapshot(...whole), snapshot(...changedTo({ columns: ['name', 'id'] }))), [
      'low changed table public.ships',
    ]);
    assert.deepEqual(told(snapshot(...whole), snapshot(...changedTo({ columns: ['new', 'id', 'name'] }))), []);
  });

  it('leaves out what either snapshot leaves out', () => {
    const other = snapshot(...changedTo({ owner: 'bob' }));
    assert.deepEqual(told(snapshot(...whole), other), ['medium changed table public.ships']);
    assert.deepEqual(told(snapshot(...whole), { ...other, without: ['owners'] }), []);
    assert.deepEqual(told({ ...snapshot(...whole), without: ['owners'] }, other), []);
  });

  const none = undefined;
  const severities: readonly (readonly [
    kind: string,
    part: string,
    expected: Part | undefined,
    actual: Part | undefined,
    severity: string,
  ])[] = [
    ['table', 'rowSecurity', true, none, 'critical'],
    ['table', 'rowSecurity', none, true, 'high'],
    ['table', 'grants', { u: 'SELECT' }, { u: 'DELETE,SELECT' }, 'critical'],
    ['table', 'grants', { u: 'SELECT' }, { u: 'SELECT*' }, 'critical'],
    ['table', 'grants', { u: 'SELECT' }, { public: 'SELECT', u: 'SELECT' }, 'critical'],
    ['table', 'grants', { u: 'ALL' }, { u: 'SELECT' }, 'high'],
    ['table', 'grants', { u: 'SELECT' }, {}, 'high'],
    ['table', 'options', ['fillfactor=70'], none, 'low'],
    ['table', 'owner', 'a', 'b', 'medium'],
    ['column', 'type', 'bigint', 'integer', 'high'],
    ['column', 'notNull', true, none, 'critical'],
    ['column', 'notNull', true, 'not valid', 'critical'],
    ['column', 'notNull', none, true, 'high'],
    ['column', 'default', '1', '2', 'medium'],
    ['column', 'storage', 'main', none, 'low'],
    ['column', 'comment', 'a', 'b', 'low'],
    ['constraint', 'definition', 'CHECK (a)', 'CHECK (a) NOT VALID', 'critical'],
    ['domain', 'constraints', { a: 'CHECK (x)' }, none, 'critical'],
    ['index', 'definition', 'a', 'b', 'high'],
    ['index', 'invalid', none, true, 'high'],
    ['policy', 'using', 'a', 'true', 'critical'],
    ['trigger', 'fires', none, 'disabled', 'high'],
    ['view', 'definition', 'a', 'b', 'medium'],
    ['view', 'options', ['security_invoker=true'], none, 'critical'],
    ['view', 'options', none, ['security_barrier=true'], 'medium'],
    ['function', 'body', 'a', 'b', 'medium'],
    ['function', 'securityDefiner', none, true, 'critical'],
    ['enum', 'values', ['a'], ['a', 'b'], 'high'],
  ];
  for (const [kind, part, expected, actual, severity] of severities) {
    const words = [expected, actual].map((value) => (value === none ? 'nothing' : JSON.stringify(value))).join(' to ');
    it(`is ${severity} for ${part} of a ${kind}: ${words}`, () => {
      const changed = { name: part, ...(expected !== none && { expected }), ...(actual !== none && { actual }) };
      assert.equal(severityOfPart(kind, changed), severity);
    });
  }
});
