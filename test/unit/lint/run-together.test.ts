/** What a migration does to those behind it where their runner applies all pending ones in one transaction. */
import assert from 'node:assert/strict';
import type { MigrationStanding } from '../../../src/lint/judge';
import type { Convention } from '../../../src/migrations/convention';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { lintMigration, newReader, sourceOf } from '../../support/chains';

const together: Convention = { ...sqlx, title: 'Together', transaction: () => 'run' };
const files = {
  '20250101000000_a.sql': `CREATE TYPE mood AS ENUM ('ok');`,
  '20250102000000_b.sql': `ALTER TYPE mood ADD VALUE 'bad';`,
  '20250103000000_c.sql': `CREATE TABLE t (m mood DEFAULT 'bad');`,
};

describe('migrations that share the transaction of their run', () => {
  const found = async (
    convention: Convention,
    more: { earlier?: MigrationStanding; standing?: MigrationStanding; later?: MigrationStanding; postgres?: number },
  ): Promise<readonly (readonly [string, string | undefined])[]> => {
    const source = sourceOf(files, convention);
    const [first, second] = source.migrations;
    assert.ok(first !== undefined && second !== undefined);
    return lintMigration(source, second, await newReader(), {
      standing: more.standing ?? 'pending',
      standings: (other) => (other === first ? (more.earlier ?? 'applied') : (more.later ?? 'pending')),
      ...(more.postgres !== undefined && { postgres: more.postgres }),
    })
      .filter(({ rule }) => rule === 'enum-value-used-in-transaction')
      .map(({ message, related }) => [message, related[0]?.path]);
  };

  it('cannot use an enum value that one of them adds', async () => {
    const [[message, path] = []] = await found(together, {});
    assert.match(message ?? '', /^Makes 20250103000000 fail with 55P04: ‘bad’ cannot be used before .* and Together applies all/);
    assert.match(path ?? '', /20250103000000_c\.sql$/);
  });

  it('can where each has a transaction of its own, or where one is applied already', async () => {
    assert.deepEqual(await found(sqlx, {}), []);
    assert.deepEqual(await found(together, { standing: 'applied' }), []);
    assert.deepEqual(await found(together, { later: 'applied' }), []);
  });

  it('can since 17 where the type itself is made in that transaction', async () => {
    assert.deepEqual(await found(together, { earlier: 'pending', postgres: 17 }), []);
    assert.equal((await found(together, { earlier: 'pending', postgres: 16 })).length, 1);
  });
});
