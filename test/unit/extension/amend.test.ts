import assert from 'node:assert/strict';
import { amendCommandLine, historyCommandLine } from '../../../src/extension/amend-command-line';
import { amendWords } from '../../../src/extension/amend-words';
import { calledFor, missingFlags } from '../../../src/extension/called-for';
import { groupsOf } from '../../../src/extension/groups';
import { standingWords } from '../../../src/extension/standing';
import { brokenOffWords, waysOut } from '../../../src/extension/ways-out';
import { stateWords } from '../../../src/extension/words';
import { goose } from '../../../src/migrations/conventions/goose';
import type { MigrationState } from '../../../src/run/status';
import { applied, migration, model, pending, server, source } from './support';

const one = migration('1', 'one');
const row = { version: '1', failed: false };
const reached = { direction: 'up', statement: 2, of: 3, line: 5, at: new Date(0), error: 'division by zero' } as const;

describe('the question before a history is amended', () => {
  it('shows both checksums and how the file changed', () => {
    const words = amendWords(
      { kind: 'repair' },
      [{ migration: one, change: 'checksum', from: 'aa', to: 'bb', difference: 'comments', note: 'Only comments differ.' }],
      'staging',
    );
    assert.deepEqual(words, {
      question: 'Store the checksum of 1 one as the file is now, on staging?',
      detail:
        'Only comments differ.\nStored: aa\nFile: bb\n\nThe history alone changes: no SQL runs, and the reason is kept in the journal.',
      button: 'Repair on staging',
    });
  });

  it('says of marks and baselines what they do not do', () => {
    const marked = amendWords({ kind: 'mark', version: '1', as: 'applied' }, [{ migration: one, change: 'applied' }], 'staging');
    assert.match(marked.detail, /^No SQL runs: nothing of it is made in the database\./);
    const note = 'It was begun and did not finish.';
    const unmarked = amendWords(
      { kind: 'mark', version: '1', as: 'not-applied' },
      [{ migration: one, change: 'not-applied', note }],
      'staging',
    );
    assert.match(unmarked.detail, /^No SQL runs: what it did stays in the database\.[^]*It was begun and did not finish\.$/);
    const baseline = amendWords(
      { kind: 'baseline', version: '2' },
      [one, migration('2', 'two')].map((each) => ({ migration: each, change: 'applied' })),
      'staging',
    );
    assert.match(baseline.detail, /^2 migrations, up to and with 2, will count as applied\.\n\nNo SQL runs/);
  });
});

describe('the command line of an amended history', () => {
  const on = model(source([one]), [pending], server('prod', 'production'));
  it('names what, where, and the word that is asked for', () => {
    const where = '--source migrations --target prod';
    assert.equal(
      amendCommandLine(on, { kind: 'mark', version: '1', as: 'not-applied' }),
      `npx lockkeeper mark not-applied 1 ${where} --confirm prod`,
    );
    assert.equal(amendCommandLine(on, { kind: 'baseline', version: '1' }), `npx lockkeeper baseline 1 ${where} --confirm prod`);
    assert.equal(
      amendCommandLine(on, { kind: 'repair', versions: ['1'], acceptUnknown: true }),
      `npx lockkeeper repair 1 --accept-unknown --reason 'say why' ${where} --confirm prod`,
    );
    assert.equal(historyCommandLine(on), `npx lockkeeper history ${where}`);
  });
});

describe('what a state calls for', () => {
  const flags = (state: MigrationState, of = source([one])): readonly string[] => {
    const held = model(of, [state]);
    return Object.entries(calledFor).flatMap(([flag, fits]) => (fits(one, held) ? flag : []));
  };

  it('is an offer where it can be taken, and none elsewhere', () => {
    assert.deepEqual(flags(pending), ['baselinable', 'markable']);
    assert.deepEqual(flags(applied), ['unmarkable']);
    assert.deepEqual(flags({ kind: 'changed', row, difference: 'meaning' }), ['repairable', 'unmarkable']);
    assert.deepEqual(flags({ kind: 'failed', row }), ['markable', 'unmarkable', 'unresolved']);
    assert.deepEqual(flags({ kind: 'pending', reached }), ['baselinable', 'markable', 'unresolved']);
    assert.deepEqual(flags({ kind: 'pending', renamedFrom: row }), ['baselinable', 'markable', 'renamed']);
    assert.deepEqual(flags({ kind: 'out-of-order', after: '2', refused: false }), ['markable']);
    assert.deepEqual(flags({ kind: 'blocked', why: 'no' }), []);
    const withoutChecksums = { ...source([one]), convention: goose };
    assert.deepEqual(flags({ kind: 'changed', row, difference: 'unknown' }, withoutChecksums), ['unmarkable']);
  });

  it('begins no history that has begun', () => {
    const two = migration('2', 'two');
    const begun = model(source([one, two]), [applied, pending]);
    assert.ok(!calledFor.baselinable(two, begun));
    assert.ok(!calledFor.baselinable(one, model(source([one]))));
  });

  it('tells a file that is gone from one that was renamed', () => {
    const held = model(source([one]), [pending]);
    assert.deepEqual(missingFlags(held, row), ['missing', 'restorable', 'unmarkable']);
    assert.deepEqual(missingFlags(held, { ...row, renamedTo: one }), ['missing', 'renamed', 'unmarkable']);
  });
});

describe('a script that broke off', () => {
  const ways = (state: MigrationState, canUnmark = true): readonly string[] => waysOut(state, canUnmark).map(({ way }) => way);

  it('has ways out that fit what the history has of it', () => {
    assert.deepEqual(ways({ kind: 'failed', row, reached }), ['open', 'mark-applied', 'mark-not-applied', 'history', 'explain']);
    assert.deepEqual(ways({ kind: 'failed', row }, false), ['mark-applied', 'history', 'explain']);
    assert.deepEqual(ways({ kind: 'pending', reached }), ['open', 'mark-applied', 'run-again', 'history', 'explain']);
    const back = { ...reached, direction: 'down' } as const;
    assert.deepEqual(ways({ ...applied, reached: back }), ['open', 'mark-not-applied', 'history', 'explain']);
  });

  it('is told by the statement that it ended at, and what stays', () => {
    assert.equal(
      brokenOffWords(reached),
      'It ended at statement 2 of 3, in line 5: the one before it is carried out, and stays.',
    );
    assert.match(brokenOffWords({ ...reached, statement: 1 }) ?? '', /nothing was carried out before it\.$/);
    const silent = { direction: 'up', statement: 3, of: 3, line: 5, at: new Date(0) } as const;
    assert.match(
      brokenOffWords(silent) ?? '',
      /the 2 before it are carried out, and stay\. Whether that one was .* not known\.$/,
    );
    assert.equal(brokenOffWords(undefined), undefined);
  });

  it('stands among the failed ones and is to look at, whatever the history has of it', () => {
    const held = model(source([one]), [{ kind: 'pending', reached }]);
    assert.deepEqual(
      groupsOf(held.source, held.report, held.states).map(({ title }) => title),
      ['Failed or Partly Applied'],
    );
    assert.equal(standingWords([held]), '1 pending, 1 to look at');
    assert.equal(stateWords({ kind: 'pending', reached }, 0), 'Partly applied: ended at statement 2 of 3');
    const back = { ...reached, direction: 'down' } as const;
    assert.equal(stateWords({ ...applied, reached: back }, 0), 'Partly rolled back: way back ended at statement 2 of 3');
  });
});
