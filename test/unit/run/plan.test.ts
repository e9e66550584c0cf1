import assert from 'node:assert/strict';
import type { Convention } from '../../../src/migrations/convention';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import type { HistoryRow } from '../../../src/migrations/history';
import type { Source } from '../../../src/migrations/project';
import type { Target } from '../../../src/database/target';
import { type Plan, planDown, planOf, planUp } from '../../../src/run/plan';
import { disagreements } from '../../../src/run/read-status';
import { statusOf } from '../../../src/run/status';
import { describeStateDetail } from '../../../src/report/describe';
import { statusJson } from '../../../src/report/run-json';
import { statusText } from '../../../src/report/run-text';
import { standingsByHistory } from '../../../src/workspace/standing';
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
  more: { count?: number; to?: string; only?: string } = {},
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
      disagreements(statusOf(source, { exists: true, rows: [changed, row(source, '9')] }), 'staging').map(
        ({ severity, message }) => `${severity}: ${message}`,
      ),
      [
        'error: 1 a: changed after it was applied. The file differs from what staging has applied.',
        'error: 9: applied, but there is no file for it here.',
      ],
    );
  });

  it('say where more is said of what is wrong', () => {
    const pages = (rows: readonly HistoryRow[]) => [
      plan(planUp, source, rows).refused?.page,
      ...disagreements(statusOf(source, { exists: true, rows }), 'staging').map(({ page }) => page),
    ];
    assert.deepEqual(pages([row(source, '1', { checksum: 'other' })]), ['checksum-mismatch', 'checksum-mismatch']);
    assert.deepEqual(pages([row(source, '1', { failed: true })]), ['failed-migration', 'failed-migration']);
    // After all that is here, or between: 10 comes after 3.
    assert.deepEqual(pages([row(source, '10')]).slice(0, 1), ['database-ahead']);
    assert.deepEqual(pages([row(source, '0')]).slice(0, 1), ['missing-file']);
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

  it('applies one alone, and leaves those before it for later', () => {
    assert.deepEqual(versions(plan(planUp, source, [], { only: '2' })), ['2']);
    assert.deepEqual(versions(plan(planUp, source, [row(source, '1'), row(source, '3')], { only: '2' })), ['2']);
    assert.deepEqual(plan(planUp, source, all, { only: '2' }).steps, [], 'it is applied already');
    assert.match(plan(planUp, source, [], { only: '7' }).refused?.reason ?? '', /no migration 7/);
  });

  it('applies none alone where those before it would come too late, and says which', () => {
    const { history } = source.convention;
    const can = { ...history.can, outOfOrder: false };
    const strict: Source = { ...source, convention: { ...source.convention, history: { ...history, can } } };
    const { steps, refused } = plan(planUp, strict, [], { only: '2' });
    assert.deepEqual([steps, refused?.kind, refused?.page], [[], 'refused', 'out-of-order']);
    assert.match(refused?.reason ?? '', /^2 cannot be applied alone: 1 a comes before it, .* Apply both, up to 2\.$/);
    assert.deepEqual(versions(plan(planUp, strict, [], { only: '1' })), ['1'], 'nothing comes before it');
    assert.deepEqual(versions(plan(planUp, strict, [row(source, '1')], { only: '2' })), ['2']);
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

describe('repeatable migrations', () => {
  const versioned = sourceOf(files);
  const named = ['view', 'other'].map((name) => ({
    ...sourceOf({ [`9_${name}.sql`]: `SELECT '${name}';\n` }).migrations[0]!,
    version: '',
    isRepeatable: true as const,
  }));
  // Wherever a convention puts them, they run last.
  const source: Source = { ...versioned, migrations: [...named, ...versioned.migrations] };
  const ran = (name: string, more: Partial<HistoryRow> = {}): HistoryRow => {
    const migration = named.find((it) => it.name === name)!;
    return { version: '', name, failed: false, checksum: source.convention.history.checksum?.(migration) ?? '', ...more };
  };
  const names = (made: Plan): readonly string[] => made.steps.map(({ migration }) => migration.name);
  const all = ['1', '2', '3'].map((version) => row(source, version));

  it('are applied while their rows have their content, and pending again when it has changed', () => {
    const status = statusOf(source, { exists: true, rows: [ran('view'), ran('other', { checksum: 'old' }), ...all] });
    const [view, other] = status.migrations.map(({ state }) => state);
    assert.equal(view?.kind, 'applied');
    assert.equal(other?.kind, 'pending');
    assert.equal(other.before?.checksum, 'old');
    assert.equal(describeStateDetail(other), 'changed since it ran');
    assert.deepEqual([...standingsByHistory(status).values()], ['applied', 'unknown', 'applied', 'applied', 'applied']);
    assert.deepEqual(disagreements(status, 'staging'), []);
    assert.match(statusText(status, { colours: false }), /^repeatable {2}other +pending \(changed since it ran\)/m);
    const [, json] = statusJson([{ path: '/p', target: 't', place: 't', server: '17', status }], {
      label: (path) => path,
      text: () => undefined,
    }).sources[0]!.migrations;
    assert.deepEqual([json?.repeatable, json?.state, json?.detail], [true, 'pending', 'changed since it ran']);
  });

  it('run after all that have a version, each time that they have changed', () => {
    assert.deepEqual(names(plan(planUp, source, [])), ['a', 'b', 'c', 'view', 'other']);
    assert.deepEqual(names(plan(planUp, source, [...all, ran('view'), ran('other', { checksum: 'old' })])), ['other']);
    assert.deepEqual(names(plan(planUp, source, [], { count: 4 })), ['a', 'b', 'c', 'view']);
    assert.deepEqual(names(plan(planUp, source, [], { to: '3' })), ['a', 'b', 'c']);
    assert.match(plan(planUp, source, [], { to: '' }).refused?.reason ?? '', /^There is no migration/);
  });

  it('put nothing out of order, go missing by their names, and are left alone by a way back', () => {
    assert.deepEqual(states(source, [ran('view')]), [' applied', ' pending', '1 pending', '2 pending', '3 pending']);
    assert.deepEqual(states(source, [...all, { version: '', name: 'gone', failed: false }]).at(-1), ' missing');
    const back = plan(planDown, source, [...all, ran('view'), ran('other')]);
    assert.deepEqual(versions(back), ['3']);
  });
});

describe('a history whose table only its runner can make', () => {
  const base = sourceOf(files);
  const cannotSetUp = 'Run it once by itself.';
  const history = { ...base.convention.history, cannotSetUp };
  const source: Source = { ...base, convention: { ...base.convention, history } };

  it('is refused before anything runs where the table is not there', () => {
    const missing = planUp({ source, target, status: statusOf(source, { exists: false, rows: [] }) });
    assert.deepEqual(missing.refused, {
      kind: 'refused',
      reason: 'There is no _sqlx_migrations in the database yet. Run it once by itself.',
    });
    assert.equal(plan(planUp, source, []).refused, undefined);
  });
});

describe('a plan to redo', () => {
  const pairs = sourceOf({
    '1_a.up.sql': 'SELECT 1;',
    '1_a.down.sql': 'SELECT -1;',
    '2_b.up.sql': 'SELECT 2;',
    '2_b.down.sql': 'SELECT -2;',
    '3_c.up.sql': 'SELECT 3;',
    '3_c.down.sql': 'SELECT -3;',
  });
  const redo = (source: Source, rows: readonly HistoryRow[], more: { count?: number; to?: string } = {}): Plan =>
    planOf('redo', { source, target, status: statusOf(source, { exists: true, rows }), ...more });
  const steps = (made: Plan): readonly string[] =>
    made.steps.map(({ migration, direction }) => `${direction} ${migration.version}`);
  const all = ['1', '2', '3'].map((version) => row(pairs, version));

  it('goes back and comes forth the same way', () => {
    assert.deepEqual(steps(redo(pairs, all)), ['down 3', 'up 3']);
    assert.deepEqual(steps(redo(pairs, all, { count: 2 })), ['down 3', 'down 2', 'up 2', 'up 3']);
    assert.deepEqual(steps(redo(pairs, all, { to: '1' })), ['down 3', 'down 2', 'up 2', 'up 3']);
    assert.deepEqual(steps(redo(pairs, [])), []);
  });

  it('takes an edited one, and no other that was edited', () => {
    const edited = [...all.slice(0, 2), { ...row(pairs, '3'), checksum: 'other' }];
    assert.deepEqual(steps(redo(pairs, edited)), ['down 3', 'up 3']);
    const other = [{ ...row(pairs, '1'), checksum: 'other' }, ...all.slice(1)];
    assert.match(redo(pairs, other).refused?.reason ?? '', /^1 a was changed after it had been applied/);
  });

  it('is refused where there is no way back, also only from a part of them', () => {
    const oneWay = sourceOf(files);
    const rows = ['1', '2', '3'].map((version) => row(oneWay, version));
    const refused = redo(oneWay, rows, { count: 2 });
    assert.deepEqual([refused.steps, refused.direction], [[], 'redo']);
    assert.match(refused.refused?.reason ?? '', /^2 b has no down script/);
  });
});

describe('a plan to reset', () => {
  it('goes all the way back', () => {
    const pairs = sourceOf({ '1_a.up.sql': 'SELECT 1;', '1_a.down.sql': '', '2_b.up.sql': 'SELECT 2;', '2_b.down.sql': '' });
    const status = statusOf(pairs, { exists: true, rows: ['1', '2'].map((version) => row(pairs, version)) });
    const made = planOf('reset', { source: pairs, target, status });
    assert.deepEqual([versions(made), made.direction], [['2', '1'], 'reset']);
  });
});

describe('what comes late', () => {
  const was = { 'V1__a.sql': 'SELECT 1;\n', 'V3__c.sql': 'SELECT 3;\n' };
  const late = { ...was, 'V2__b.sql': 'SELECT 2;\n' };
  const planned = (convention: Convention, allowLate?: boolean): Plan => {
    const files = (all: object): Readonly<Record<string, string>> =>
      convention === flyway
        ? (all as Record<string, string>)
        : Object.fromEntries(
            Object.entries(all).map(([name, text]) => [name.replace(/^V(\d)__(.*)\.sql/, '$1_$2.up.sql'), String(text)]),
          );
    const source = sourceOf(files(late), convention);
    const rows = ['1', '3'].map((version) => row(source, version));
    return planUp({
      ...{ source, target, status: statusOf(source, { exists: true, rows }) },
      ...(allowLate !== undefined && { allowLate }),
    });
  };

  it('is applied on request where the runner itself does so, and nowhere else', () => {
    assert.match(planned(flyway).refused?.reason ?? '', /give it a later version, or allow it this once \(--allow-late\)\.$/);
    assert.deepEqual(versions(planned(flyway, true)), ['2']);
    const refused = planned(golangMigrate, true).refused?.reason ?? '';
    assert.match(refused, /give it a later version\.$/);
  });
});
