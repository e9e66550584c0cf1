import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { standingsByBranch } from '../../../src/workspace/standing';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
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
