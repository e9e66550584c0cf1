import assert from 'node:assert/strict';
import { dbmate } from '../../../src/migrations/conventions/dbmate';
import { supabase } from '../../../src/migrations/conventions/supabase';
import type { Convention } from '../../../src/migrations/convention';
import type { HistoryRow } from '../../../src/migrations/history';
import { nextStep, nextStepOfMissing } from '../../../src/report/next-step';
import { statusJson } from '../../../src/report/run-json';
import { statusText } from '../../../src/report/run-text';
import { planUp } from '../../../src/run/plan';
import { disagreements } from '../../../src/run/read-status';
import { type SourceStatus, statusOf } from '../../../src/run/status';
import { sourceOf } from '../../support/runs';

/** A history that has applied some files, held against others. */
function held(
  was: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  convention?: Convention,
): SourceStatus & { readonly rows: readonly HistoryRow[] } {
  const { migrations, convention: own } = sourceOf(was, convention);
  const rows = migrations.map((migration): HistoryRow => {
    const checksum = own.history.checksum?.(migration);
    const { version, name } = migration;
    return { version, name, failed: false, ...(checksum !== undefined && { checksum }) };
  });
  return { ...statusOf(sourceOf(now, convention), { exists: true, rows }), rows };
}

const standing = ({ migrations, missing }: SourceStatus): readonly string[] => [
  ...migrations.map(({ migration, state }) => {
    const from = 'renamedFrom' in state ? ` from ${state.renamedFrom.version}` : '';
    return `${migration.version} ${state.kind}${from}`;
  }),
  ...missing.map(({ version, renamedTo }) => `${version} missing${renamedTo === undefined ? '' : `, now ${renamedTo.version}`}`),
];

describe('a file that was renamed after it had been applied', () => {
  it('is known by its checksum, before and behind others', () => {
    const was = { '1_a.sql': 'SELECT 1;\n', '2_b.sql': 'SELECT 2;\n' };
    assert.deepEqual(standing(held(was, { '1_a.sql': 'SELECT 1;\n', '3_c.sql': 'SELECT 2;\n' })), [
      '1 applied',
      '3 pending from 2',
      '2 missing, now 3',
    ]);
    const earlier = held(
      { ...was, '4_d.sql': 'SELECT 4;\n' },
      { '1_a.sql': 'SELECT 1;\n', '3_c.sql': 'SELECT 2;\n', '4_d.sql': 'SELECT 4;\n' },
    );
    assert.deepEqual(standing(earlier), ['1 applied', '3 out-of-order from 2', '4 applied', '2 missing, now 3']);
  });

  it('is not guessed at where others could be meant', () => {
    const same = 'SELECT 1;\n';
    assert.deepEqual(standing(held({ '1_a.sql': same }, { '2_a.sql': same, '3_a.sql': same })), [
      '2 pending',
      '3 pending',
      '1 missing',
    ]);
    assert.deepEqual(standing(held({ '1_a.sql': same, '2_b.sql': same }, { '3_c.sql': same })), [
      '3 pending',
      '1 missing',
      '2 missing',
    ]);
    assert.deepEqual(standing(held({ '1_a.sql': same }, { '2_a.sql': 'SELECT 2;\n' })), ['2 pending', '1 missing']);
  });

  it('is known by its name where the history keeps no checksum, and by nothing where it keeps neither', () => {
    const [was, now] = [{ '20250101000000_a.sql': 'SELECT 1;\n' }, { '20250102000000_a.sql': 'SELECT 1;\n' }];
    assert.deepEqual(standing(held(was, now, supabase)), [
      '20250102000000 pending from 20250101000000',
      '20250101000000 missing, now 20250102000000',
    ]);
    const text = '-- migrate:up\nSELECT 1;\n-- migrate:down\n';
    const rows = [{ version: '20250101000000', failed: false }];
    const source = sourceOf({ '20250102000000_a.sql': text }, dbmate);
    assert.deepEqual(standing(statusOf(source, { exists: true, rows })), ['20250102000000 pending', '20250101000000 missing']);
  });

  it('is told by status, by verify and by the refusal of a run, each with what to do', () => {
    const now = { '2_b.sql': 'SELECT 1;\n' };
    const source = sourceOf(now);
    const status = held({ '1_a.sql': 'SELECT 1;\n' }, now);
    const text = statusText(status, { colours: false });
    assert.match(text, /^2 +b +pending \(applied as 1, it seems\)/m);
    assert.match(text, /^1 +a +renamed to 2 b/m);
    const named = { path: source.path, target: 'test', place: 'test', server: 'PostgreSQL', status };
    const json = statusJson([named], { text: () => undefined, label: (path) => path.slice(source.path.length + 1) });
    const [one] = json.sources;
    assert.equal(one?.migrations[0]?.renamedFrom, '1');
    assert.equal(one.missing[0]?.renamedTo, '2_b.sql');
    assert.deepEqual(
      disagreements(status, 'test').map(({ message, page }) => [message, page]),
      [['1 a: applied, but its file seems to be 2 b now.', 'missing-file']],
    );
    const target = { kind: 'embedded', name: 'embedded', role: 'embedded', from: 'a test', directory: '/none' } as const;
    assert.match(
      planUp({ source, target, status }).refused?.reason ?? '',
      /has 1 a, whose file seems to be 2 b now: rename it back/,
    );
    assert.match(nextStep(status.migrations[0]!.state, source) ?? '', /rename the file back/);
    assert.match(nextStepOfMissing(status, status.missing[0]!), /rename it back/);
  });
});
