import assert from 'node:assert/strict';
import { withoutIgnored } from '../../../src/database/snapshot/ignored';
import { normaliser, type Snapshot, type SnapshotObject } from '../../../src/database/snapshot/snapshot';

const object = (kind: string, id: string, table?: string): SnapshotObject => ({
  kind,
  id,
  def: table === undefined ? {} : { table },
});
const snapshot: Snapshot = {
  ...{ engine: 'PostgreSQL 18', normaliser, without: [] },
  objects: [
    object('column', 'app._sqlx_migrations.version', 'app._sqlx_migrations'),
    object('column', 'audit.log.line', 'audit.log'),
    object('index', 'public.tmp_ships', 'public.ships'),
    object('schema', 'audit'),
    object('schema', 'sqitch'),
    object('table', 'app._sqlx_migrations'),
    object('table', 'audit.log'),
    object('table', 'public.changelog'),
    object('table', 'public.ships'),
    object('table', 'public.tmp_ships'),
    object('table', 'sqitch.changes'),
  ],
};
const left = (...patterns: readonly string[]): readonly string[] =>
  withoutIgnored(snapshot, patterns).objects.map(({ kind, id }) => `${kind} ${id}`);

describe('what a snapshot ignores', () => {
  it('is every runner’s history with all that belongs to it, but no table that only sounds like one', () => {
    assert.deepEqual(left(), [
      'column audit.log.line',
      'index public.tmp_ships',
      'schema audit',
      'table audit.log',
      'table public.changelog',
      'table public.ships',
      'table public.tmp_ships',
    ]);
  });

  it('is what patterns cover, by name or by kind and name', () => {
    assert.deepEqual(left('audit', 'audit.*', 'index:*.tmp_*'), [
      'table public.changelog',
      'table public.ships',
      'table public.tmp_ships',
    ]);
  });

  it('takes a pattern as a whole name', () => {
    assert.equal(left('ships').length, left().length);
  });
});
