import assert from 'node:assert/strict';
import type { CurrentRun, SourceModel } from '../../../src/extension/model';
import { panelState, type PanelInput } from '../../../src/extension/panel-state';
import type { Migration } from '../../../src/migrations/project';
import type { PanelState } from '../../../src/panel/protocol';
import type { RunReport, StepResult } from '../../../src/run/events';
import { schemaChange, type SchemaChange } from '../../../src/run/rehearsed-schema';
import type { RollbackProof } from '../../../src/run/rollback-proof';
import { applied, embedded, migration, model, pending, server, source } from './support';

const one = migration('1', 'create orders', 'create table orders (id int);\n', 'drop table orders;\n');
const two = migration('2', 'index orders', '-- why\nbegin;\ncreate index on orders (id);\n');
const half = model(source([one, two]), [applied, pending]);

const state = (of: SourceModel | undefined, more: Partial<PanelInput> = {}): PanelState =>
  panelState({
    ...(of && { model: of }),
    isRunning: false,
    isTrusted: true,
    findings: () => undefined,
    now: 3_600_000 * 2,
    ...more,
  });

const run = (steps: readonly StepResult[], report?: Partial<RunReport>): CurrentRun => ({
  ...{ number: 1, kind: 'apply', startedAt: 7_199_988, source: half.source, target: embedded, steps },
  ...(report && { report: { direction: 'up', target: 'embedded', outcome: 'done', steps, ms: 30, ...report } }),
});

const failed: StepResult = {
  migration: two,
  direction: 'up',
  outcome: 'failed',
  ms: 12,
  notes: [],
  statements: [
    {
      path: two.up!.path,
      at: { start: 14, end: 41 },
      text: 'create index\n  on orders (id)',
      measured: {
        effects: [
          { kind: 'lock', on: 'public.orders', mode: 'ShareLock' },
          { kind: 'index-build', on: 'public.orders' },
          // Told as the error, not as work.
          { kind: 'error', sqlstate: '53100', when: 'always', why: 'out of disk' },
          { kind: 'data-loss', of: 'public.orders' },
          { kind: 'unknown', aspect: 'locks', why: 'it broke off' },
        ],
        ms: 11,
        notices: [],
        error: { message: 'out of disk', sqlstate: '53100', condition: 'disk_full', page: '53100' },
      },
    },
    { path: two.up!.path, at: { start: 42, end: 43 }, text: 'select 1', skipped: 'an earlier statement failed' },
  ],
};

describe('what the panel shows', () => {
  it('is a sentence where there is nothing', () => {
    const { message, can } = state(undefined);
    assert.equal(message?.text, 'There are no migrations in this workspace.');
    assert.deepEqual(can, { dryRun: false, apply: false, rollBack: false, verify: false, createDatabase: false, cancel: false });
  });

  it('lists migrations with state, time and findings', () => {
    const finding = { severity: 'warning' } as never;
    const shown = state(half, { findings: (path) => (path === two.up!.path ? { findings: [finding], text: '' } : undefined) });
    assert.deepEqual(
      shown.migrations.map(({ version, state: is, detail, hasDown, findings }) => [
        version,
        is,
        detail,
        hasDown,
        findings.warnings,
      ]),
      [
        ['1', 'applied', '2 h ago, 14 ms', true, 0],
        ['2', 'pending', '', false, 1],
      ],
    );
    assert.equal(shown.pending, 1);
    assert.deepEqual(shown.can, {
      dryRun: true,
      apply: true,
      rollBack: true,
      verify: true,
      createDatabase: false,
      cancel: false,
    });
  });

  it('offers nothing to apply where nothing is pending, and no rollback without a down script', () => {
    const { can } = state(model(source([one, two]), [applied, applied]));
    assert.deepEqual(can, { dryRun: false, apply: false, rollBack: false, verify: true, createDatabase: false, cancel: false });
  });

  it('offers only Cancel during a run', () => {
    assert.deepEqual(state(half, { isRunning: true }).can, {
      dryRun: false,
      apply: false,
      rollBack: false,
      verify: false,
      createDatabase: false,
      cancel: true,
    });
  });

  it('says why nothing is known', () => {
    assert.match(state(model(source([one]))).message!.text, /^The status of embedded has not been read/);
    assert.match(state(half, { isTrusted: false }).message!.text, /trust/);
    assert.equal(state(half, { isTrusted: false }).can.apply, false);
    const refused = {
      ...half,
      report: {
        ok: false as const,
        error: { message: 'Refused.', advice: 'Start the server.', page: 'ECONNREFUSED' as const },
        isLocked: false,
      },
    };
    assert.deepEqual(state(refused).message, { severity: 'error', text: 'Refused. Start the server.', page: 'ECONNREFUSED' });
  });

  it('shows no credentials of a server', () => {
    const shown = JSON.stringify(state(model(source([one]), undefined, server('staging', 'shared'))));
    assert.ok(shown.includes('db.example.com:5433/app') && !shown.includes('secret'));
  });

  it('tells what was predicted, where that was wrong, and what else was measured', () => {
    const [statement] = failed.statements;
    const measured = {
      ...{ effects: [], ms: 11, notices: [], locksHeldMs: 12 },
      hiddenWrites: [{ on: 'public.log', inserted: 2, updated: 0, deleted: 0 }],
    };
    const comparison = { agreed: [], missed: [], false: ['scan public.orders'], unknown: [] };
    const shown = (more: object) => {
      const step = { ...failed, outcome: 'done', statements: [{ ...statement!, measured, ...more }] } as const;
      return state(half, { run: run([step], {}) }).run!.steps[0]!.statements[0]!;
    };
    const differing = shown({ predicted: [{ kind: 'scan', on: 'public.orders' }], comparison });
    assert.deepEqual(differing.predicted, ['reads all of public.orders']);
    assert.deepEqual(differing.difference, { unforeseen: [], unmet: ['reads all of public.orders'] });
    assert.match(differing.locksHeld ?? '', /12 ms/);
    assert.match(differing.hiddenWrites?.[0] ?? '', /^inserts 2 rows into public\.log/);
    const agreed = shown({ predicted: [], comparison: { ...comparison, false: [] } });
    assert.deepEqual(agreed.predicted, ['nothing that others would notice']);
    assert.deepEqual([agreed.difference, agreed.isBorneOut], [undefined, true]);
    assert.equal(differing.isBorneOut, undefined);
    const untold = { kind: 'unknown', aspect: 'locks', why: 'it ran outside a transaction' } as const;
    const alone = { ...measured, effects: [untold] };
    assert.equal(shown({ measured: alone, predicted: [], comparison: { ...comparison, false: [] } }).isBorneOut, undefined);
    const unsure = { ...comparison, false: [], unknown: ['outcome'] };
    assert.equal(shown({ predicted: [], comparison: unsure }).isBorneOut, undefined);
  });

  describe('tells of a dry run besides', () => {
    const shownStep = (step: StepResult, more: Partial<PanelInput> = {}) =>
      state(half, { run: run([step], {}), ...more }).run!.steps[0]!;
    const [statement] = failed.statements;
    const done: StepResult = { ...failed, outcome: 'done' };
    const finding = (start: number, rule: string) =>
      ({ rule, severity: 'warning', message: 'It blocks writes.', at: { start, end: start + 3 } }) as never;

    it('what rules say of a statement, where they judged what was run', () => {
      const found = [finding(14, 'require-concurrent-index'), finding(50, 'elsewhere')];
      const said = (text: string) => shownStep(done, { findings: () => ({ findings: found, text }) }).statements[0]!.findings;
      assert.deepEqual(said(two.up!.text), [
        { rule: 'require-concurrent-index', severity: 'warning', message: 'It blocks writes.' },
      ]);
      assert.equal(said(`${two.up!.text}-- edited\n`), undefined);
    });

    it('what the statistics make of it, and what it changes in the catalog', () => {
      const extra = {
        kind: 'index',
        id: 'public.orders_id_idx',
        severity: 'medium',
        change: 'extra',
        def: {},
        along: {},
      } as const;
      const measured = { effects: [], ms: 1, notices: [], schemaChanges: [extra] };
      const step = { ...done, statements: [{ ...statement!, measured, estimate: ['scan about 3 min'] }] };
      const { estimate, schemaChanges } = shownStep(step).statements[0]!;
      assert.deepEqual([estimate, schemaChanges], [['scan about 3 min'], ['created index public.orders_id_idx']]);
    });

    it('whether it can be rolled back, with the reason and the place', () => {
      const shown = (rollback: RollbackProof) => shownStep({ ...done, migration: one, rollback }).rollback;
      assert.deepEqual(shown({ kind: 'proven' }), { kind: 'proven', lines: [] });
      assert.deepEqual(shown({ kind: 'unknown', why: 'no postgis' }), { kind: 'unknown', lines: ['no postgis'] });
      const error = { message: 'no such table', sqlstate: '42P01', path: one.down!.path, statement: { start: 0, end: 4 } };
      assert.deepEqual(shown({ kind: 'fails', in: 'down', error }), {
        kind: 'fails',
        lines: ['It fails in down.'],
        error: { message: 'no such table', sqlstate: '42P01', path: one.down!.path, line: 1, column: 1 },
      });
      const left = { kind: 'table', id: 'public.orders', severity: 'medium', change: 'extra', def: {}, along: {} } as const;
      assert.deepEqual(shown({ kind: 'differs', after: 'down', differences: [left] }), {
        kind: 'differs',
        lines: ['After down the schema is not what it was:', 'medium   extra table public.orders'],
      });
      const { lines } = shown({ kind: 'differs', after: 'down', differences: Array.from({ length: 1050 }, () => left) })!;
      assert.deepEqual([lines.length, lines.at(-1)], [52, '… and 1,000 more']);
    });

    it('what it changes in the schema, and that both schemas can be compared', () => {
      const empty = { engine: '', normaliser: 1, without: [], objects: [] };
      const schema = schemaChange(empty, { ...empty, objects: [{ kind: 'table', id: 'public.orders', def: {} }] });
      const { before, after, differences } = schema;
      const known = { before, after, differences };
      const shown = (change: SchemaChange) => state(half, { run: run([done], { schema: change }) }).run!.schema!;
      assert.deepEqual(shown(schema), {
        groups: [{ name: 'public.orders', changes: [{ change: 'created', kind: 'table', name: 'public.orders', parts: [] }] }],
        canCompare: true,
      });
      assert.equal(shown(known).canCompare, false);
    });

    it('how many statements are not listed', () => {
      assert.equal(shownStep({ ...done, unlisted: { statements: 4000, ms: 1, rows: 1 } }).unlisted, 4000);
    });
  });

  it('tells of a failure once, at its line', () => {
    const error = { message: 'out of disk', sqlstate: '53100' };
    const [step] = state(half, { run: run([{ ...failed, error }], { outcome: 'failed' }) }).run!.steps;
    assert.equal(step!.error, undefined);
    assert.deepEqual(step!.statements[0], {
      path: two.up!.path,
      line: 3,
      summary: 'create index on orders (id)',
      sql: 'create index\n  on orders (id)',
      ms: 11,
      locks: [{ on: 'public.orders', mode: 'SHARE', blocks: 'all writes', isSevere: true }],
      work: ['builds an index on public.orders'],
      notices: [],
      error: {
        message: 'out of disk',
        sqlstate: '53100',
        condition: 'disk_full',
        page: '53100',
        path: two.up!.path,
        line: 3,
        column: 1,
      },
    });
    assert.equal(step!.statements[1]!.skipped, 'an earlier statement failed');
  });

  it('shows the error of a step that no statement tells', () => {
    const alone = {
      ...failed,
      statements: [],
      error: { message: 'COMMIT failed', path: two.up!.path, statement: { start: 14, end: 41 } },
    };
    const [step] = state(half, { run: run([alone], { outcome: 'failed' }) }).run!.steps;
    assert.deepEqual(step!.error, { message: 'COMMIT failed', path: two.up!.path, line: 3, column: 1 });
  });

  it('finds the place of an error in the script that it is in, where a rollback was tried', () => {
    const both = migration('1', 'create orders', 'begin;\n\ncreate table orders (id nothing);\n', 'drop table orders;\n');
    const error = { message: 'no such type', path: both.up!.path, at: { start: 32, end: 39 } };
    const tested: StepResult = {
      ...{ migration: both, direction: 'down', outcome: 'failed', ms: 1, notes: [], statements: [] },
      ...{ error, rollback: { kind: 'fails', in: 'up', error } },
    };
    const [step] = state(half, { run: { ...run([tested], { outcome: 'failed' }), kind: 'test-rollback' } }).run!.steps;
    assert.deepEqual(step!.error, { message: 'no such type', path: both.up!.path, line: 3, column: 25 });
    assert.deepEqual(step!.rollback?.error, step!.error);
  });

  it('follows a run that goes on, and hides the run of another source', () => {
    const going = { ...run([failed]), progress: '2 index orders' };
    const shown = state(half, { run: going, isRunning: true }).run!;
    assert.deepEqual([shown.outcome, shown.progress, shown.steps.length, shown.ms], ['running', '2 index orders', 1, 12]);
    assert.equal(state(half, { run: { ...going, source: { ...half.source, id: '/other' } } }).run, undefined);
  });

  describe('knows whether a dry run still says what applying would do', () => {
    const well = (...of: readonly Migration[]): CurrentRun => {
      const steps = of.map((each): StepResult => ({ ...failed, migration: each, outcome: 'done' }));
      return { ...run(steps, { dryRun: 'trace' }), kind: 'dry-run' };
    };
    const shown = (of: SourceModel, current: CurrentRun): unknown => {
      const { isOutdated, triedPending } = state(of, { run: current }).run!;
      return { isOutdated, triedPending };
    };
    const both = model(source([one, two]), [pending, pending]);
    const fresh = { isOutdated: false, triedPending: true };
    const partial = { isOutdated: false, triedPending: false };

    it('of all that is pending', () => assert.deepEqual(shown(both, well(one, two)), fresh));
    it('but not of a part', () => assert.deepEqual(shown(both, well(one)), partial));
    it('but not of more than is pending by now', () => assert.deepEqual(shown(half, well(one, two)), partial));
    it('but not on another target', () => {
      const there = model(both.source, [pending, pending], server('local', 'local'));
      assert.deepEqual(shown(there, well(one, two)), partial);
    });
    it('but not where something could not be tried', () => {
      const current = well(one, two);
      const [first, second] = current.report!.steps;
      const steps: readonly StepResult[] = [first!, { ...second!, outcome: 'not-run' }];
      assert.deepEqual(shown(both, { ...current, report: { ...current.report!, steps } }), partial);
    });
    it('nor where the way back that was tried has changed', () => {
      const other = model(source([migration('1', 'create orders', one.up!.text, 'select 2;\n'), two]), [pending, pending]);
      const proof: RollbackProof = { kind: 'proven' };
      const current = well(one, two);
      const steps = current.report!.steps.map((step) => ({ ...step, rollback: proof }));
      assert.deepEqual(shown(other, current), fresh, 'it was not tried');
      assert.equal(state(other, { run: { ...current, report: { ...current.report!, steps } } }).run!.isOutdated, true);
    });
    it('but not of a file that has changed or gone since', () => {
      const outdated = { isOutdated: true, triedPending: false };
      const edited = model(source([one, migration('2', 'index orders', 'select 2;\n')]), [pending, pending]);
      assert.deepEqual(shown(edited, well(one, two)), outdated);
      assert.deepEqual(shown(model(source([one]), [pending]), well(one, two)), outdated);
      const read = model(source([one, { ...two, up: { ...two.up! } }]), [pending, pending]);
      assert.deepEqual(shown(read, well(one, two)), fresh, 'read again, it is the same');
    });
  });

  it('has the command line of the run that is shown, on the target that it ran on', () => {
    const there = model(half.source, [applied, pending], server('live', 'production'));
    const reset: CurrentRun = { ...run([], { direction: 'reset' }), kind: 'reset' };
    assert.equal(
      state(there, { run: reset }).commandLine,
      'npx lockkeeper reset --source migrations --target embedded --confirm RESET',
    );
    assert.equal(state(there).commandLine, 'npx lockkeeper up --source migrations --target live --confirm live');
  });

  it('tells what is in hand, and who keeps it waiting', () => {
    const waiting = 'a lock that is kept by psql';
    const going = { ...run([]), progress: '2 index orders, statement 1 of 1', statement: 'create index', waiting };
    const shown = state(half, { run: going, isRunning: true }).run!;
    assert.equal(shown.progress, '2 index orders, statement 1 of 1, waiting for a lock that is kept by psql');
    assert.equal(shown.statement, 'create index');
    const { progress, statement } = state(half, { run: { ...going, ...run([], { outcome: 'done' }) } }).run!;
    assert.deepEqual([progress, statement], [undefined, undefined], 'what has ended is in nobody’s hand');
  });

  it('offers to create the database that a server lacks', () => {
    const report = { ok: false, error: { message: 'No such database.', sqlstate: '3D000' }, isLocked: false } as const;
    const there = { ...half, report, target: server('local', 'local') };
    assert.equal(state(there).can.createDatabase, true);
    assert.equal(state(there, { isTrusted: false }).can.createDatabase, false);
  });

  it('says what the buttons wait for while another source is migrated', () => {
    const elsewhere = { ...run([failed]), source: { ...half.source, id: '/other', label: 'other/migrations' } };
    const { message, can } = state(half, { run: elsewhere, isRunning: true });
    assert.match(message?.text ?? '', /^A run of other\/migrations on embedded is going on\./);
    assert.equal(can.cancel, true);
  });

  it('shortens what nobody reads', () => {
    const long = { ...failed, statements: [{ path: two.up!.path, at: { start: 0, end: 1 }, text: 'x'.repeat(1_000_000) }] };
    const [step] = state(half, { run: run([long]) }).run!.steps;
    assert.ok(step!.statements[0]!.sql.length < 21_000 && step!.statements[0]!.summary.length === 121);
  });
});
