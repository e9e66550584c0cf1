import assert from 'node:assert/strict';
import type { Effect } from '../../../src/effects/effect';
import type { CurrentRun } from '../../../src/extension/model';
import type { Verdict } from '../../../src/extension/verdict';
import { VerdictBook } from '../../../src/extension/verdict-book';
import { lensWords, rollbackLens, shortWords, tooltipWords } from '../../../src/extension/verdict-words';
import type { Target } from '../../../src/database/target';
import type { Migration, Source } from '../../../src/migrations/project';
import type { Measured, RunReport, StatementResult, StepResult } from '../../../src/run/events';
import type { RollbackProof } from '../../../src/run/rollback-proof';
import { embedded, migration, server, source } from './support';

const first = migration('20250101', 'first', 'create table orders ();\n', 'drop table orders;\n');
const second = migration('20250102', 'second', 'alter table orders add n int;\n', 'alter table orders drop n;\n');
const third = migration('20250103', 'third', 'select 3;\n', 'select -3;\n');
const all = source([first, second, third]);

const lock = (mode: 'AccessExclusiveLock' | 'ShareLock', on: string): Effect => ({ kind: 'lock', mode, on });

function statement(measured?: Partial<Measured>): StatementResult {
  const given = measured && { measured: { effects: [], ms: 1, notices: [], ...measured } };
  return { path: '/p', at: { start: 0, end: 1 }, text: 'secret_sql', ...given };
}

function step(of: Migration, change: Partial<StepResult> = {}): StepResult {
  return { migration: of, direction: 'up', outcome: 'done', ms: 14, statements: [statement({})], notes: [], ...change };
}

function dryRun(steps: readonly StepResult[], change: Partial<RunReport> = {}, on: Partial<CurrentRun> = {}): CurrentRun {
  const outcome = steps.some((each) => each.outcome === 'failed') ? 'failed' : 'done';
  const report: RunReport = { direction: 'up', dryRun: 'trace', target: 'embedded', outcome, steps, ms: 20, ...change };
  return { number: 1, kind: 'dry-run', startedAt: 0, source: all, target: embedded, steps: [], report, ...on };
}

/** What is said of a migration after these runs. */
function said(runs: readonly CurrentRun[], of: Migration, where: { source?: Source; target?: Target } = {}): Verdict | undefined {
  const book = new VerdictBook();
  for (const run of runs) book.note(run, 1000);
  return book.of({ source: all, target: embedded, ...where }, of);
}

const proven: RollbackProof = { kind: 'proven' };

describe('a verdict', () => {
  it('says that it would apply, with the heaviest lock and how long it is held', () => {
    const statements = [
      statement({ effects: [lock('ShareLock', 'public.orders')], locksHeldMs: 14 }),
      statement({ effects: [lock('AccessExclusiveLock', 'public.items')], locksHeldMs: 9 }),
      statement({ effects: [lock('AccessExclusiveLock', 'public.orders')], locksHeldMs: 12 }),
    ];
    const verdict = said([dryRun([step(first, { statements, rollback: proven })])], first)!;
    assert.equal(lensWords(verdict), 'dry run: 14 ms, ACCESS EXCLUSIVE on public.orders held 12 ms · rollback proven');
    assert.deepEqual(shortWords(verdict), { wrong: [], right: ['dry run ok', 'rollback proven'] });
    assert.deepEqual(tooltipWords(verdict, 'embedded', 61_000), [
      {
        icon: 'beaker',
        text: 'Dry run for embedded, 1 min ago: it would apply; 14 ms in all, ACCESS EXCLUSIVE on public.orders held 12 ms.',
      },
      {
        icon: 'verified',
        text: 'Rollback proven, 1 min ago: up, down and up again give the same schemas; rows are not compared.',
      },
    ]);
  });

  it('says at which statement it fails, and with what, but not the message', () => {
    const error = { message: 'Key (a)=(secret_value) exists.', sqlstate: '23505', condition: 'unique_violation' };
    const ahead: StatementResult = { ...statement({}), isAhead: true };
    const statements = [ahead, statement({}), statement({ error }), statement()];
    const run = dryRun([step(first, { outcome: 'failed', error, statements }), step(second, { outcome: 'not-run' })]);
    const verdict = said([run], first)!;
    assert.equal(lensWords(verdict), 'dry run: fails at statement 2 with 23505 unique_violation');
    assert.deepEqual(shortWords(verdict), { wrong: ['dry run failed at statement 2'], right: [] });
    const later = said([run], second)!;
    assert.equal(lensWords(later), 'dry run: did not get to it');
    assert.deepEqual(shortWords(later), { wrong: [], right: [] });
  });

  it('counts no statement where not all of them are listed', () => {
    const statements = [statement({}), statement({ error: { message: 'm', sqlstate: '22012' } })];
    const unlisted = { statements: 5000, ms: 1, rows: 0 };
    const verdict = said([dryRun([step(first, { outcome: 'failed', statements, unlisted })])], first)!;
    assert.equal(lensWords(verdict), 'dry run: fails with 22012');
  });

  it('says what was refused, and what could not be measured', () => {
    const error = { message: 'psql commands are not run' };
    const refused = said([dryRun([step(first, { outcome: 'failed', error, statements: [] })], { outcome: 'refused' })], first)!;
    assert.deepEqual([lensWords(refused), shortWords(refused).wrong], ['dry run: refused', ['dry run refused']]);
    const partly = said([dryRun([step(first, { statements: [statement({}), statement()] })], { dryRun: 'shadow' })], first)!;
    assert.equal(lensWords(partly), 'dry run on the shadow: 14 ms');
    assert.match(
      tooltipWords(partly, 'prod', 1000)[0]!.text,
      /prod on the shadow, just now: .* 1 of its statements not measured\.$/,
    );
  });

  it('tells the ways in which a rollback is not proven', () => {
    const words = (rollback: RollbackProof): readonly unknown[] => {
      const verdict = said([dryRun([step(first, { rollback })])], first)!;
      return [shortWords(verdict).wrong, rollbackLens(verdict), tooltipWords(verdict, 'embedded', 1000)[1]?.text];
    };
    const differences = [{}, {}] as never;
    assert.deepEqual(words({ kind: 'differs', after: 'down', differences }), [
      ['rollback differs'],
      ['rollback differs'],
      'Rollback differs, just now: after down the schema is not what it was, 2 differences.',
    ]);
    assert.deepEqual(words({ kind: 'fails', in: 'up again', error: { message: 'secret', sqlstate: '42P07' } }), [
      ['rollback fails'],
      ['rollback fails'],
      'Rollback fails, just now: up again with 42P07.',
    ]);
    assert.deepEqual(words({ kind: 'unknown', why: 'secret' }), [
      [],
      [],
      'Rollback not known, just now: it could not be tried here.',
    ]);
    assert.deepEqual(words({ kind: 'none' }), [[], [], undefined]);
  });

  it('is outdated once its script, its way back, or one before it is another', () => {
    const run = dryRun([step(first), step(second, { rollback: proven }), step(third)]);
    const at = (...migrations: Migration[]): Verdict => said([run], second, { source: source(migrations) })!;
    assert.equal(lensWords(at(first, second, third)), 'dry run: 14 ms · rollback proven');
    const edited = migration('20250102', 'second', 'alter table orders add m int;\n', 'alter table orders drop n;\n');
    const otherDown = migration('20250102', 'second', 'alter table orders add n int;\n', 'select 1;\n');
    const otherFirst = migration('20250101', 'first', 'create table orders (n int);\n', 'drop table orders;\n');
    const otherThird = migration('20250103', 'third', 'select 4;\n', 'select -3;\n');
    for (const verdict of [
      at(first, edited, third),
      at(first, otherDown, third),
      at(otherFirst, second, third),
      at(second, third),
    ]) {
      assert.equal(lensWords(verdict), 'dry run: outdated');
      assert.deepEqual(shortWords(verdict), { wrong: [], right: ['dry run outdated'] });
      for (const { text } of tooltipWords(verdict, 'embedded', 1000)) assert.match(text, /outdated, since/);
    }
    assert.equal(lensWords(at(first, second, otherThird)), 'dry run: 14 ms · rollback proven', 'what comes later does not count');
    const known = said([run], second, { source: source([first, edited, third]) })!;
    const tested = said([run, dryRun([step(second, { direction: 'down', rollback: proven })], { dryRun: 'shadow' })], second)!;
    assert.ok(known.dryRun!.isOutdated && !tested.rollback!.isOutdated);
  });

  it('is of the script that was tried, also where that is newer than what was known before', () => {
    const newer = migration('20250101', 'first', 'create table orders (n int);\n', 'drop table orders;\n');
    const run = dryRun([step(newer), step(second)]);
    const seen = source([newer, second, third]);
    for (const each of [first, second]) {
      assert.equal(lensWords(said([run], each, { source: seen })!), 'dry run: 14 ms');
      assert.equal(lensWords(said([run], each)!), 'dry run: outdated', 'the older one was never tried');
    }
  });

  it('holds for its target alone; the proof of a rollback holds for all', () => {
    const prod = server('prod', 'production');
    const run = dryRun([step(first, { rollback: proven })]);
    const elsewhere = said([run], first, { target: prod })!;
    assert.equal(lensWords(elsewhere), 'rollback proven');
    assert.equal(said([dryRun([step(first)])], first, { target: prod }), undefined);
    const back = said([dryRun([step(first)], {}, { target: prod })], first, {
      target: server('prod', 'production', 'postgres://you@db.example.com:5433/app'),
    });
    assert.ok(back?.dryRun, 'who connects is no part of the place');
  });

  it('gives way to the next run, which the rows then tell apart', () => {
    const book = new VerdictBook();
    assert.deepEqual([...book.note(dryRun([step(first), step(second)]), 1)], [first.id, second.id]);
    const again = dryRun([step(second)], {}, { number: 2 });
    assert.deepEqual([...book.note(again, 2)].sort(), [first.id, second.id], 'the first is no longer among those tried last');
    const model = { source: all, target: embedded };
    assert.deepEqual([book.of(model, first)?.isLatest, book.of(model, second)?.isLatest], [false, true]);
    const test = dryRun(
      [step(second, { direction: 'down', rollback: proven })],
      { dryRun: 'shadow', direction: 'down' },
      { number: 3 },
    );
    book.note(test, 3);
    assert.equal(lensWords(book.of(model, second)!), 'dry run: 14 ms · rollback proven', 'the dry run still stands');
  });

  it('is not taken from what tried nothing, or was cut off', () => {
    for (const kind of ['list', 'sql'] as const) assert.equal(said([dryRun([step(first)], { dryRun: kind })], first), undefined);
    assert.equal(said([dryRun([step(first, { outcome: 'cancelled' })])], first), undefined);
    const { dryRun: none, ...applied } = dryRun([step(first)]).report!;
    assert.equal(none, 'trace');
    assert.equal(said([{ ...dryRun([]), kind: 'apply', report: applied }], first), undefined);
  });

  it('comes back as it was kept, without SQL, messages and credentials, the newest five hundred', () => {
    const error = { message: 'secret_message', detail: 'secret_detail', sqlstate: '42P01', path: '/p' };
    const book = new VerdictBook();
    const prod = server('prod', 'production');
    const failing = step(first, { outcome: 'failed', error, statements: [statement({ error, notices: ['secret_notice'] })] });
    book.note(dryRun([failing, step(second, { rollback: { kind: 'fails', in: 'down', error } })], {}, { target: prod }), 1);
    const kept = JSON.stringify(book.entries);
    assert.doesNotMatch(kept, /secret|create table|drop table|example\.com/);
    const back = new VerdictBook(JSON.parse(kept) as never);
    const model = { source: all, target: prod };
    for (const each of [first, second]) assert.deepEqual(back.of(model, each), book.of(model, each));

    const many = Array.from({ length: 600 }, (_, index) => migration(String(20250200 + index), `m ${index}`));
    book.note(
      dryRun(
        many.map((each) => step(each)),
        {},
        { number: 2, source: source(many) },
      ),
      2,
    );
    assert.equal(book.entries.length, 500);
    const at = { source: source(many), target: embedded };
    assert.ok(
      book.of(at, many[599]!) !== undefined && book.of(at, many[0]!) === undefined && book.of(model, first) === undefined,
    );
  });

  it('shows a name that would be a picture, or turn the line around, as it is', () => {
    const effects = [lock('AccessExclusiveLock', 'public.$(bug)\u202e')];
    const verdict = said([dryRun([step(first, { statements: [statement({ effects })] })])], first)!;
    assert.equal(lensWords(verdict), 'dry run: 14 ms, ACCESS EXCLUSIVE on public.$ (bug)\\u202e');
  });
});
