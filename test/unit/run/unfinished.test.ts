import assert from 'node:assert/strict';
import type { HistoryRow } from '../../../src/migrations/history';
import { describeState, describeStateDetail } from '../../../src/report/describe';
import { nextStep } from '../../../src/report/next-step';
import { statusJson } from '../../../src/report/run-json';
import type { JournalEntry, JournalFact } from '../../../src/run/journal';
import { disagreements } from '../../../src/run/read-status';
import { reachedOf, statusOf } from '../../../src/run/status';
import { unfinishedIn, withUnfinished } from '../../../src/run/unfinished';
import { sourceOf } from '../../support/runs';

const at = '2025-01-02T03:04:05.000Z';
const journal = (...facts: readonly JournalFact[]): readonly JournalEntry[] => facts.map((fact) => ({ at, run: 'r', ...fact }));

const statement = (version: string, number: number, direction: 'up' | 'down' = 'up'): JournalFact => ({
  ...{ kind: 'statement', version, direction },
  ...{ statement: number, of: 3, line: number * 2, before: '', own: '' },
});
const ended = (version: string, outcome: 'done' | 'failed', direction: 'up' | 'down' = 'up'): JournalFact => ({
  ...{ kind: 'migration', version, name: 'a', direction, outcome, ms: 1, statements: [], done: 0 },
  ...(outcome === 'failed' && { error: { message: 'could not create unique index' } }),
});

describe('how far a script outside a transaction got', () => {
  const numbers = (...facts: readonly JournalFact[]): readonly string[] =>
    [...unfinishedIn(journal(...facts))].map(([version, each]) => `${version} ${each.direction} ${each.statement}/${each.of}`);

  it('is its last statement, until it has ended well or somebody says how it stands', () => {
    assert.deepEqual(numbers(statement('1', 1), statement('1', 2)), ['1 up 2/3']);
    assert.deepEqual(numbers(statement('1', 1), ended('1', 'failed')), ['1 up 1/3']);
    assert.deepEqual(numbers(statement('1', 3), ended('1', 'done')), []);
    const said = (change: 'applied' | 'checksum'): JournalFact => ({ kind: 'amended', version: '1', name: 'a', change });
    assert.deepEqual(numbers(statement('1', 1), ended('1', 'failed'), said('applied')), []);
    assert.deepEqual(numbers(statement('1', 1), ended('1', 'failed'), said('checksum')), ['1 up 1/3']);
    const begun = (command: 'recreate' | 'up'): JournalFact => ({
      ...{ kind: 'begun', command, by: '', target: '', source: '', migrations: [] },
    });
    assert.deepEqual(numbers(statement('1', 1), begun('up')), ['1 up 1/3']);
    assert.deepEqual(numbers(statement('1', 1), begun('recreate')), []);
  });

  it('comes with what the server said', () => {
    const known = unfinishedIn(journal(statement('1', 2), ended('1', 'failed'))).get('1');
    assert.deepEqual(known, {
      ...{ direction: 'up', statement: 2, of: 3, line: 4, at: new Date(at) },
      ...{ done: 1, isInHand: true, digests: { before: '', own: '' } },
      error: 'could not create unique index',
    });
  });
});

describe('a status', () => {
  const source = sourceOf({ '1_a.sql': '-- no-transaction\nSELECT 1;\n' });
  const checksum = source.convention.history.checksum?.(source.migrations[0]!) ?? '';
  const row = { version: '1', checksum, failed: false };
  const states = (rows: readonly HistoryRow[], ...facts: readonly JournalFact[]) =>
    withUnfinished(statusOf(source, { exists: true, rows }), journal(...facts)).migrations.map(({ state }) => state);
  const words = (rows: readonly HistoryRow[], ...facts: readonly JournalFact[]): readonly string[] =>
    states(rows, ...facts).map((state) => `${describeState(state)}: ${describeStateDetail(state)}`);

  it('tells what is partly applied, with or without a row for it', () => {
    const broke = [statement('1', 2), ended('1', 'failed')];
    assert.deepEqual(words([{ ...row, failed: true }], ...broke), ['partly applied: ended at statement 2 of 3']);
    assert.deepEqual(words([], ...broke), ['partly applied: ended at statement 2 of 3']);
    assert.deepEqual(words([{ ...row, failed: true }], statement('1', 1), ended('1', 'failed')), [
      'failed: ended at statement 1 of 3',
    ]);
    assert.deepEqual(words([row], statement('1', 2, 'down')), ['partly rolled back: way back ended at statement 2 of 3']);
  });

  it('believes the history where that says otherwise', () => {
    assert.deepEqual(words([row], statement('1', 2), ended('1', 'failed')), ['applied: ']);
    assert.deepEqual(words([], statement('1', 2, 'down')), ['pending: ']);
    const empty = statusOf(source, { exists: false, rows: [] });
    assert.equal(withUnfinished(empty, journal(statement('1', 2))), empty);
    // Another machine has gone on with it.
    const [overtaken] = states([{ ...row, failed: true, runId: 'other' }], statement('1', 2));
    assert.deepEqual([overtaken?.kind, reachedOf(overtaken)], ['failed', undefined]);
    const [own] = states([{ ...row, failed: true, runId: 'r' }], statement('1', 2));
    assert.equal(reachedOf(own)?.statement, 2);
  });

  it('takes a script of which nothing was sent for failed where the history says that it was begun', () => {
    assert.deepEqual(words([{ ...row, failed: true }], statement('1', 0)), ['failed: ended before the first of 3 statements']);
    assert.deepEqual(words([], statement('1', 0)), ['pending: ']);
    // Begun from the first statement again, so that what came before counts no more.
    assert.deepEqual(words([], statement('1', 2), statement('1', 0)), ['pending: ']);
    const status = withUnfinished(
      statusOf(source, { exists: true, rows: [{ ...row, failed: true }] }),
      journal(statement('1', 0)),
    );
    assert.match(disagreements(status, 't')[0]?.message ?? '', /it ended before the first of its 3 statements\.$/);
  });

  it('is told as JSON, and as a disagreement with its place', () => {
    const status = withUnfinished(statusOf(source, { exists: true, rows: [] }), journal(statement('1', 2)));
    const named = { path: source.path, target: 't', place: 't', server: 'PostgreSQL', status };
    const { sources } = statusJson([named], { text: () => undefined, label: (path) => path });
    const { state, reached } = sources[0]!.migrations[0]!;
    assert.deepEqual([state, reached], ['failed', { direction: 'up', done: 1, statement: 2, of: 3, line: 4, at }]);
    const [found] = disagreements(status, 't');
    assert.equal(found?.message, '1 a: begun outside a transaction, and not finished: it ended at statement 2 of 3, in line 4.');
    assert.match(nextStep(status.migrations[0]!.state, source) ?? '', /Resume it; or .*mark it as applied or as not applied/);
  });
});
