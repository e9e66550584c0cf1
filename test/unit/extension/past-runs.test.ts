import assert from 'node:assert/strict';
import { mostRuns, withRun, type PastRun } from '../../../src/extension/past-runs';
import { panelState } from '../../../src/extension/panel-state';
import type { PanelRun, PanelState, PanelStatement } from '../../../src/panel/protocol';
import { applied, embedded, migration, model, pending, source } from './support';

const statement = (more: Partial<PanelStatement> = {}): PanelStatement => ({
  ...{ path: '/w/a.sql', line: 1, summary: 'select', sql: 'select 1', locks: [], work: [], notices: [] },
  ...more,
});

const run = (number: number, more: Partial<PanelRun> = {}): PanelRun => ({
  ...{ number, kind: 'dry-run', target: 'embedded', outcome: 'done', steps: [], ms: 3, isOutdated: true, triedPending: true },
  ...more,
});

const past = (number: number, more: Partial<PanelRun> = {}): PastRun => ({
  ...{ source: '/w/migrations', at: number * 60_000, commandLine: `line ${number}` },
  run: run(number, more),
});

const step = (statements: readonly PanelStatement[]): PanelRun['steps'][number] => ({
  ...{ id: 'a', version: '1', title: 'a', direction: 'up', outcome: 'done', ms: 1, notes: [], statements },
});

describe('the runs before', () => {
  it('are the last ones, the newest first, each once', () => {
    const all = Array.from({ length: 14 }, (_, index) => past(index + 1));
    const kept = all.reduce<readonly PastRun[]>(withRun, []);
    assert.equal(kept.length, mostRuns);
    assert.deepEqual([kept[0]?.run.number, kept.at(-1)?.run.number], [14, 5]);
    const again = withRun(kept, past(14, { outcome: 'failed' }));
    assert.deepEqual([again.length, again[0]?.run.outcome, again[1]?.run.number], [mostRuns, 'failed', 13]);
  });

  it('keep little of each: the statements that hurt before the others, and the head of their SQL', () => {
    const many = Array.from({ length: 3000 }, () => statement({ sql: 'x'.repeat(20_000) }));
    const failing = statement({ sql: 'fails', error: { message: 'no' } });
    const [kept] = withRun([], past(1, { steps: [step([...many, failing])] }));
    const [only] = kept!.run.steps;
    assert.equal(only!.statements.length, 100);
    assert.equal(only!.statements.at(-1)?.sql, 'fails');
    assert.equal(only!.unlisted, 2901);
    assert.ok(JSON.stringify(kept).length < 100_000);
  });

  it('keep no values of rows, which notices and the details of errors name', () => {
    const error = { message: 'duplicate key', detail: 'Key (email)=(ada@example.com) already exists.', sqlstate: '23505' };
    const failing = { ...step([statement({ error, notices: ['saw ada@example.com'] })]), error };
    const [kept] = withRun([], past(1, { steps: [{ ...failing, rollback: { kind: 'fails', lines: [], error } }] }));
    assert.doesNotMatch(JSON.stringify(kept), /ada/);
    const told = { message: 'duplicate key', detail: 'Details are not kept.', sqlstate: '23505' };
    const [only] = kept!.run.steps;
    assert.deepEqual([only!.error, only!.rollback?.error, only!.statements[0]?.error], [told, told, told]);
  });

  it('keep what changed in the schema, if that can be overseen, and not the schemas', () => {
    const changes = (length: number) =>
      Array.from({ length }, () => ({ change: 'created', kind: 'table', name: 't', parts: [] }) as const);
    const schemaOf = (length: number) =>
      withRun([], past(1, { schema: { groups: [{ name: 'a', changes: changes(length) }], canCompare: true } }))[0]!.run.schema;
    assert.equal(schemaOf(3)?.canCompare, false);
    assert.equal(schemaOf(3)?.groups[0]?.changes.length, 3);
    assert.equal(schemaOf(101), undefined);
  });

  describe('in the panel', () => {
    const one = migration('1', 'create orders');
    const half = model(source([one]), [applied]);
    const runs = [past(3), { ...past(2), source: '/other' }, past(1, { kind: 'apply', outcome: 'failed' })];
    const shown = (chosen?: number): PanelState =>
      panelState({
        ...{ model: half, past: runs, isRunning: false, isTrusted: true, findings: () => undefined, now: 5 * 60_000 },
        ...(chosen !== undefined && { chosen }),
        run: {
          ...{ number: 3, kind: 'dry-run', startedAt: 0, source: half.source, target: embedded, steps: [] },
          report: { direction: 'up', dryRun: 'shadow', target: 'embedded', outcome: 'done', steps: [], ms: 3 },
        },
      });

    it('are listed for their source, in lines', () => {
      assert.deepEqual(shown().runs, [
        { number: 3, kind: 'dry-run', target: 'embedded', outcome: 'done', ms: 3, when: '2 min ago' },
        { number: 1, kind: 'apply', target: 'embedded', outcome: 'failed', ms: 3, when: '4 min ago' },
      ]);
      assert.equal(shown().run?.earlier, undefined);
    });

    it('are shown again when asked for, as what they are', () => {
      const { run: earlier, commandLine } = shown(1);
      assert.deepEqual([earlier?.number, earlier?.earlier, earlier?.triedPending], [1, '4 min ago', false]);
      assert.equal(commandLine, 'line 1');
    });

    it('give way to the newest where the newest is asked for, or none of theirs', () => {
      for (const chosen of [3, 2, 0]) assert.deepEqual([shown(chosen).run?.number, shown(chosen).run?.earlier], [3, undefined]);
    });

    it('are there before anything has run in this window', () => {
      const state = panelState({
        ...{ model: model(source([one]), [pending]), past: runs, chosen: 1 },
        ...{ isRunning: false, isTrusted: true, findings: () => undefined, now: 5 * 60_000 },
      });
      assert.deepEqual([state.run?.number, state.runs?.length], [1, 2]);
    });
  });
});
