import assert from 'node:assert/strict';
import { sqitch } from '../../../src/migrations/conventions/sqitch';
import { parsePlan } from '../../../src/migrations/conventions/sqitch-plan';
import { made, read } from './reading';

/** As Sqitch 1.3.1 writes it. */
const plan = String.raw`%syntax-version=1.0.0
%project=locks
%uri=https://example.com/locks

ports 2026-11-28T18:57:30Z Lisa Keeper <lisa@example.com> # Adds “ports”.
berths [ports !quays] 2026-11-28T18:57:30Z Lisa Keeper <lisa@example.com> # First.\nSecond \\ line.
@v1 2026-11-28T18:57:30Z Lisa Keeper <lisa@example.com> # One
ports [ports@v1] 2026-11-28T18:57:31Z Lisa Keeper <lisa@example.com> # Again
all [ports@v1 @v1] 2026-11-28T18:57:31Z Lisa Keeper <lisa@example.com> # x
`;
const scripts = {
  'deploy/ports@v1.sql': 'SELECT 1;',
  'revert/ports@v1.sql': 'SELECT -1;',
  'deploy/berths.sql': 'SELECT 2;',
  'deploy/ports.sql': 'SELECT 3;',
  'revert/ports.sql': 'SELECT -3;',
  'deploy/all.sql': 'SELECT 4;',
  'verify/all.sql': 'SELECT 5;',
};
const files = { 'sqitch.plan': plan, ...scripts };
const head = '%project=locks\n\n';
const by = '2026-11-28T18:57:30Z Lisa Keeper <lisa@example.com>';

describe('sqitch', () => {
  it('gives changes and tags the ids that Sqitch gives them', () => {
    const parsed = parsePlan(plan);
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.plan.changes.map(({ id }) => id),
      [
        'ef22daa4ad232dd053d1e1b5b912127db44493bc',
        '7b020d664fa3fa394b92611dc05286f074dda568',
        '071c92e07c753f2595876a775d6f0b525a38803b',
        '51270b3e1a6d2b11d4f6f7abf0ca3e790fad4c72',
      ],
    );
    const [ports, berths] = parsed.plan.changes;
    assert.deepEqual(parsed.plan.changes[3]?.requires, [
      { text: 'ports@v1', id: ports?.id },
      { text: '@v1', id: berths?.id },
    ]);
    assert.deepEqual([berths?.note, berths?.conflicts], ['First.\nSecond \\ line.', ['quays']]);
  });

  it('reads changes in the order of the plan, and one that came again by its tag', () => {
    const { chain, migrations, problems } = read(sqitch, files);
    assert.deepEqual(chain, [
      ['ports@v1', 'ports', 'deploy/ports@v1.sql', 'revert/ports@v1.sql'],
      ['berths', 'berths', 'deploy/berths.sql', undefined],
      ['ports', 'ports', 'deploy/ports.sql', 'revert/ports.sql'],
      ['all', 'all', 'deploy/all.sql', undefined],
    ]);
    assert.equal(migrations[0]?.title, 'Adds “ports”.');
    assert.deepEqual(problems, ['refused berths.sql cannot run: it conflicts with quays, which the plan does not have.']);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no project', `a ${by}\n`, /no pragma|no line «%project=…»/],
    ['no planner', `${head}a 2026-11-28T18:57:30Z\n`, /«a 2026-11-28T18:57:30Z» is no change and no tag/],
    ['a requirement that comes later', `${head}a [b] ${by}\nb ${by}\n`, /a requires b, which is not before it/],
    ['a change twice', `${head}a ${by}\na ${by}\n`, /a twice without a tag between/],
    ['a tag first', `${head}@v1 ${by}\n`, /the tag @v1 has no change before it/],
    ['a tag twice', `${head}a ${by}\n@v1 ${by}\n@v1 ${by}\n`, /the tag @v1 twice/],
    ['a way back in it', `${head}a ${by}\n-a ${by}\n`, /reverts a change/],
  ];
  for (const [what, text, why] of wrong) {
    it(`reads no plan with ${what}`, () => {
      const { problems, migrations } = read(sqitch, { 'sqitch.plan': text, 'deploy/a.sql': '' });
      assert.match(problems.join('\n'), why);
      assert.match(problems.join('\n'), /^refused sqitch\.plan cannot run: /);
      assert.deepEqual(migrations, []);
    });
  }

  it('runs nothing behind a change without a script, no script twice, and none that the plan does not name', () => {
    const { problems } = read(sqitch, {
      'sqitch.plan': `${head}a ${by}\nb ${by}\nc ${by}\nd ${by}\n`,
      'deploy/a.sql': 'SELECT 1;',
      'deploy/b.sql': 'SELECT 1;',
      'deploy/d.sql': 'SELECT 4;',
      'deploy/x.sql': 'SELECT 5;',
    });
    assert.match(problems.join('\n'), /its change c has no deploy\/c\.sql/);
    assert.match(problems.join('\n'), /b\.sql cannot run: it is the same as that of a/);
    assert.match(problems.join('\n'), /d\.sql cannot run: c, which is before it in the plan, has no deploy script/);
    assert.match(problems.join('\n'), /unmanaged x\.sql .* sqitch\.plan does not name it/);
  });

  it('knows what a change would not be deployed beside', () => {
    const said = (text: string) =>
      read(sqitch, { 'sqitch.plan': head + text, 'deploy/a.sql': 'SELECT 1;', 'deploy/b.sql': '' }).problems;
    assert.deepEqual(said(`a [!b] ${by}\nb ${by}\n`), []);
    assert.deepEqual(said(`a [!other:b] ${by}\nb ${by}\n`), []);
    assert.match(said(`a ${by}\nb [!a] ${by}\n`).join(), /b\.sql cannot run: it conflicts with a, which is before it/);
    assert.match(said(`a ${by}\n@v1 ${by}\nb [!@v1] ${by}\n`).join(), /conflicts with @v1, which is before it/);
  });

  it('takes rows by their ids, those of its own project alone', () => {
    const { migrations } = read(sqitch, files);
    const row = { project: 'locks', script_hash: 'x' };
    const rows = [
      { ...row, change_id: 'ef22daa4ad232dd053d1e1b5b912127db44493bc', change: 'ports' },
      { ...row, change_id: 'f'.repeat(40), change: 'berths' },
      { ...row, change_id: 'e'.repeat(40), change: 'theirs', project: 'other' },
    ];
    assert.deepEqual(
      sqitch.history.read(rows, migrations).map(({ version, name }) => [version, name]),
      [
        ['ports@v1', 'ports'],
        ['f'.repeat(40), 'berths'],
      ],
    );
    assert.equal(sqitch.history.matches({ version: 'a', failed: false, checksum: 'x' }, migrations[0]!), false);
  });

  it('leaves to Sqitch what only Sqitch knows', () => {
    const { migrations } = read(sqitch, { 'sqitch.plan': `${head}a [other:b] ${by}\n`, 'deploy/a.sql': '' });
    assert.match(sqitch.history.cannotRecord?.(migrations[0]!) ?? '', /depends on other:b, a change of another project/);
    assert.match(made(sqitch, files) as string, /let «sqitch add» make it/);
  });
});
