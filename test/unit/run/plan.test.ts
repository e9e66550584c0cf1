import assert from 'node:assert/strict';
import type { HistoryRow } from '../../../src/migrations/history';
import type { Source } from '../../../src/migrations/project';
import type { Target } from '../../../src/database/target';
import { type Plan, planDown, planUp } from '../../../src/run/plan';
import { disagreements } from '../../../src/run/read-status';
import { statusOf } from '../../../src/run/status';
import { sourceOf } from '../../support/runs';

const target: Target = { kind: 'embedded', name: 'embedded', role: 'embedded', from: 'a test', directory: '/none' };

const files = {
  '1_a.up.sql': 'SELECT 1;\n',
  '1_a.down.sql': 'SELECT -1;\n',
  '2_b.sql': 'SELECT 2;\n',
  '3_c.up.sql': 'SELECT 3;\n',
  '3_c.down.sql': 'SELECT -3;\n',
};

/** A row as if this source's file had been applied. */
function row(source: Source, version: string, more: Partial<HistoryRow> = {}): HistoryRow {
  const migration = source.migrations.find((it) => it.version === version);
  const checksum = migration && source.convention.history.checksum?.(migration);
  return { version, failed: false, ...(checksum !== undefined && { checksum }), ...more };
}

function states(source: Source, rows: readonly HistoryRow[]): readonly string[] {
  const status = statusOf(source, { exists: true, rows });
  return [
    ...status.migrations.map(({ migration, state }) => `${migration.version} ${state.kind}`),
    ...status.missing.map((it) => `${it.version} missing`),
  ];
}

function plan(
  make: typeof planUp,
  source: Source,
  rows: readonly HistoryRow[],
  more: { count?: number; to?: string } = {},
): Plan {
  return make({ source, target, status: statusOf(source, { exists: true, rows }), ...more });
}

const versions = ({ steps }: Plan): readonly string[] => steps.map(({ migration }) => migration.version);

describe('files held against a history', () => {
  const source = sourceOf(files);

  it('are sets: a later one that is applied says nothing about an earlier one', () => {
    assert.deepEqual(states(source, [row(source, '1'), row(source, '3')]), ['1 applied', '2 out-of-order', '3 applied']);
    assert.deepEqual(versions(plan(planUp, source, [row(source, '1'), row(source, '3')])), ['2']);
  });

  it('may have changed, gone missing or failed, and then nothing is applied', () => {
    const changed = row(source, '1', { checksum: 'other' });
    assert.deepEqual(states(source, [changed, row(source, '9')]), ['1 changed', '2 pending', '3 pending', '9 missing']);
    assert.equal(plan(planUp, source, [changed]).refused?.kind, 'disagreement');
    assert.match(
      plan(planUp, source, [row(source, '9')]).refused?.reason ?? '',
      /The database has 9, for which there is no file here/,
    );
    assert.match(
      plan(planUp, source, [row(source, '1', { failed: true })]).refused?.reason ?? '',
      /1 a was begun outside a transaction/,
    );
    assert.deepEqual(
      disagreements(statusOf(source, { exists: true, rows: [changed, row(source, '9')] })).map(
        ({ severity, message }) => `${severity}: ${message}`,
      ),
      ['error: 1 a: changed after it was applied.', 'error: 9: applied, but there is no file for it here.'],
    );
  });

  it('with one version twice are refused, and only the one that was applied counts as applied', () => {
    const twice = sourceOf({ '1_a.sql': 'SELECT 1;', '1_b.sql': 'SELECT 2;' });
    assert.deepEqual(states(twice, []), ['1 blocked', '1 blocked']);
    assert.equal(plan(planUp, twice, []).refused?.kind, 'refused');
    const [, second] = twice.migrations;
    assert.ok(second !== undefined);
    const applied = { version: '1', failed: false, checksum: twice.convention.history.checksum?.(second) ?? '' };
    assert.deepEqual(states(twice, [applied]), ['1 blocked', '1 applied']);
  });
});

describe('a plan', () => {
  const source = sourceOf(files);
  const all = ['1', '2', '3'].map((version) => row(source, version));

  it('goes up by all, by a number, or to a version', () => {
    assert.deepEqual(versions(plan(planUp, source, [])), ['1', '2', '3']);
    assert.deepEqual(versions(plan(planUp, source, [], { count: 2 })), ['1', '2']);
    assert.deepEqual(versions(plan(planUp, source, [], { to: '2' })), ['1', '2']);
    assert.match(plan(planUp, source, [], { to: '7' }).refused?.reason ?? '', /no migration 7/);
  });

  it('goes down by one, and not past a migration without a way back', () => {
    assert.deepEqual(versions(plan(planDown, source, all)), ['3']);
    assert.deepEqual(versions(plan(planDown, source, all, { to: '2' })), ['3']);
    const far = plan(planDown, source, all, { to: '1' });
    assert.deepEqual(versions(far), []);
    assert.match(far.refused?.reason ?? '', /^2 b has no down script/);
    assert.deepEqual(versions(plan(planDown, source, [])), []);
  });

  it('goes down to a version that is there, and leaves it whatever else bears its number', () => {
    assert.deepEqual(versions(plan(planDown, source, all, { to: '3' })), []);
    const [first] = all;
    assert.ok(first !== undefined);
    assert.match(plan(planDown, source, [first], { to: '3' }).refused?.reason ?? '', /^3 is not applied/);
    const twice = sourceOf({ '1_a.sql': 'SELECT 1;', '1_b.sql': 'SELECT 2;' });
    const second = {
      version: '1',
      failed: false,
      checksum: twice.convention.history.checksum?.(twice.migrations[1] ?? assert.fail()) ?? '',
    };
    assert.deepEqual(plan(planDown, twice, [second], { to: '1' }).steps, []);
    assert.equal(plan(planDown, twice, [second], { to: '1' }).refused, undefined);
  });
});
