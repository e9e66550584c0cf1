import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appliedByBranch, appliedByHistory, standingsByBranch } from '../../../src/workspace/standing';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { statusOf } from '../../../src/run/status';
import { sourceOf } from '../../support/chains';

const source = sourceOf({ '1_a.sql': 'SELECT 1;\r\n', '2_b.sql': 'SELECT 2;\n', '3_c.sql': 'SELECT 3;\n' }, sqlx);
const [first, second] = source.migrations.flatMap(({ up }) => up ?? []);
assert.ok(first && second);

/** As `git hash-object` prints it. */
const blob = (text: string, algorithm = 'sha1'): string =>
  createHash(algorithm)
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

const standings = (branch: ReadonlyMap<string, string> | undefined): readonly string[] => {
  const found = standingsByBranch(source, branch);
  return source.migrations.map(({ id }) => found.get(id) ?? 'unknown');
};

describe('standing by the default branch', () => {
  it('is applied for what the branch has unchanged, and pending for what it lacks or has otherwise', () => {
    const branch = new Map([
      [first.path, blob('SELECT 1;\r\n')],
      [second.path, blob('SELECT 20;\n')],
    ]);
    assert.deepEqual(standings(branch), ['applied', 'pending', 'pending']);
  });

  it('takes line ends that the checkout has turned into CRLF for unchanged', () => {
    assert.deepEqual(standings(new Map([[first.path, blob('SELECT 1;\n')]])), ['applied', 'pending', 'pending']);
  });

  it('knows repositories with SHA-256', () => {
    assert.deepEqual(standings(new Map([[second.path, blob('SELECT 2;\n', 'sha256')]])), ['pending', 'applied', 'pending']);
  });

  it('is unknown where there is no branch, and where the branch has nothing of the source', () => {
    assert.deepEqual(new Set(standings(undefined)), new Set(['unknown']));
    assert.deepEqual(new Set(standings(new Map([['/elsewhere.sql', blob('')]]))), new Set(['unknown']));
  });
});

describe('what counts as applied', () => {
  const files = new Map([
    [first.path, blob('SELECT 1;\n')],
    [second.path, 'a'.repeat(40)],
  ]);
  const byBranch = async (isOwn: boolean, content: string | undefined) =>
    [
      ...(await appliedByBranch(
        source,
        { name: 'origin/main', files, isOwn },
        { standings: standingsByBranch(source, files), contentOf: () => Promise.resolve(content) },
      )),
    ].map(([, it]) => it);

  it('is what the default branch has, with its own line ends', async () => {
    assert.deepEqual(await byBranch(false, 'SELECT 20;\n'), [
      { by: 'origin/main', text: 'SELECT 1;\n' },
      { by: 'origin/main', text: 'SELECT 20;\n' },
    ]);
  });

  it('is nothing where git has no text, and on a branch of this repository alone', async () => {
    const [known] = await byBranch(false, undefined);
    assert.deepEqual(await byBranch(false, undefined), [known]);
    assert.deepEqual(await byBranch(false, 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n'), [known]);
    assert.deepEqual(await byBranch(true, 'SELECT 20;\n'), []);
  });

  it('is what a history has, or its row alone where its checksum is another', () => {
    const [one, two] = source.migrations;
    assert.ok(one && two);
    const row = { failed: false, name: 'x' };
    const rows = [
      { ...row, version: one.version, checksum: sqlx.history.checksum?.(one) ?? '' },
      { ...row, version: two.version, checksum: '00' },
    ];
    const applied = appliedByHistory(statusOf(source, { exists: true, rows }), 'app on localhost', new Map());
    const [oneRow, twoRow] = rows;
    assert.deepEqual(
      [...applied.values()],
      [
        { by: 'app on localhost', row: oneRow, text: 'SELECT 1;\r\n' },
        { by: 'app on localhost', row: twoRow },
      ],
    );
  });
});
