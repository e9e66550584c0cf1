import assert from 'node:assert/strict';
import { amendCommandLine, historyCommandLine } from '../../../src/extension/amend-command-line';
import { amendWords } from '../../../src/extension/amend-words';
import { calledFor, missingFlags } from '../../../src/extension/called-for';
import { commandLine } from '../../../src/extension/command-line';
import { groupsOf } from '../../../src/extension/groups';
import { standingWords } from '../../../src/extension/standing';
import { resumeWish } from '../../../src/extension/resume';
import { brokenOffWords, lastWords, resumeChoices, waysOut, whyAsked } from '../../../src/extension/ways-out';
import { stateWords } from '../../../src/extension/words';
import { goose } from '../../../src/migrations/conventions/goose';
import type { MigrationState } from '../../../src/run/status';
import type { Unfinished } from '../../../src/run/unfinished';
import { applied, migration, model, pending, server, source } from './support';

const one = migration('1', 'one');
const row = { version: '1', failed: false };
const silent: Unfinished = {
  direction: 'up',
  ...{ done: 1, of: 3, isInHand: false, statement: 2, line: 5, at: new Date(0) },
  digests: { before: '', own: '' },
};
const reached: Unfinished = { ...silent, error: 'division by zero' };

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
  const ways = (known?: Unfinished, canUnmark = true): readonly string[] => waysOut(known, canUnmark).map(({ way }) => way);

  it('has ways out that fit what is known of it', () => {
    const on = ['open', 'resume', 'restart'];
    assert.deepEqual(ways(reached), [...on, 'mark-applied', 'mark-not-applied', 'copy', 'history', 'explain']);
    assert.deepEqual(ways(undefined), ['mark-applied', 'mark-not-applied', 'history', 'explain']);
    assert.deepEqual(ways(undefined, false), ['mark-applied', 'history', 'explain']);
    const begun = { ...reached, statement: 0, done: 0 };
    assert.deepEqual(ways(begun).slice(0, 2), ['resume', 'restart']);
  });

  it('can go on where nobody knows in ways that the user chooses from, each with what it means', () => {
    const offered = resumeChoices(['retry', 'skip', 'restart']);
    assert.deepEqual(
      offered.map(({ mode, label }) => `${mode}: ${label}`),
      ['retry: Send That Statement Again', 'skip: Go On behind It', 'restart: Restart from the First Statement'],
    );
    assert.ok(offered.every(({ detail }) => detail.startsWith('Where ')));
    assert.match(whyAsked(reached, ['retry', 'skip', 'restart']), /whether statement 2, line 5, was carried out/);
    assert.match(whyAsked(reached, ['restart']), /not what the file says now/);
  });

  it('is resumed alone, by the command line as well', () => {
    const held = model(source([one]), [{ kind: 'failed', row, reached }]);
    const given = { model: held, migration: one };
    const where = `--source ${held.source.label} --target ${held.target.name}`;
    assert.equal(commandLine(held, resumeWish(given, 'auto')), `npx lockkeeper up 1 ${where} --resume`);
    assert.equal(commandLine(held, resumeWish(given, 'skip')), `npx lockkeeper up 1 ${where} --resume=skip`);
    const back = model(source([one]), [{ kind: 'failed', row, reached: { ...reached, direction: 'down' } }]);
    assert.equal(commandLine(back, resumeWish({ ...given, model: back }, 'auto')), `npx lockkeeper down 1 ${where} --resume`);
  });

  it('is told by the statement that it ended at, and what stays', () => {
    assert.equal(
      brokenOffWords(reached),
      'It ended at statement 2 of 3, in line 5: the one before it is carried out, and stays.',
    );
    assert.match(brokenOffWords({ ...reached, statement: 1, done: 0 }) ?? '', /nothing was carried out before it\.$/);
    assert.match(
      brokenOffWords({ ...reached, statement: 3, done: 2, isInHand: true }) ?? '',
      /the 2 before it are carried out, and stay\. Whether that one was .* not known\.$/,
    );
    assert.match(brokenOffWords({ ...reached, statement: 0, done: 0 }) ?? '', /before the first of its 3 statements/);
    assert.match(brokenOffWords({ ...reached, done: 2 }) ?? '', /ended behind statement 2 of 3, in line 5/);
    assert.match(lastWords({ ...silent, isInHand: true }), /no answer came/);
    assert.match(lastWords({ ...silent, isInHand: false }), /: it failed$/);
    assert.equal(brokenOffWords(undefined), undefined);
  });

  it('stands among the failed ones and is to look at', () => {
    const held = model(source([one]), [{ kind: 'failed', row, reached }]);
    assert.deepEqual(
      groupsOf(held.source, held.report, held.states).map(({ title }) => title),
      ['Failed or Partly Applied'],
    );
    assert.equal(standingWords([held]), '1 to look at');
    assert.equal(stateWords({ kind: 'failed', row, reached }, 0), 'Partly applied: ended at statement 2 of 3');
    const back = { ...reached, direction: 'down' } as const;
    assert.equal(stateWords({ kind: 'failed', row, reached: back }, 0), 'Partly rolled back: way back ended at statement 2 of 3');
  });
});
