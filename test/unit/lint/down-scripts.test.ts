import assert from 'node:assert/strict';
import { rules } from '../../../src/lint/rules/index';
import { lintCase, withRule } from '../../support/chains';
import { readPages } from '../../support/rule-pages';

/** The rules that find something in a down script beside an up script. */
async function found(up: string, down: string, before: readonly string[] = []): Promise<readonly string[]> {
  const findings = await lintCase({ before, sql: up, down, standing: 'pending' }, 'down');
  return findings.map(({ rule }) => rule).filter((rule) => rule !== 'missing-lock-timeout');
}

describe('a way back', () => {
  const bySample = readPages().flatMap(({ id, samples }) =>
    samples.filter(({ kind, convention }) => kind === 'bad' && convention === 'sqlx').map((sample) => ({ id, sample })),
  );

  for (const { id } of rules.filter((rule) => rule.scope === 'change' && rule.upOnly === true)) {
    it(`is no affair of ${id}`, async () => {
      const samples = bySample.filter((each) => each.id === id);
      assert.ok(samples.length > 0, 'there is a sample to try');
      for (const { sample } of samples) {
        const { setup, sql, postgres } = sample;
        const it_ = withRule(id, { before: setup, postgres, sql: 'SELECT 1;', down: sql, standing: 'pending' as const });
        const there = await lintCase(withRule(id, { before: setup, postgres, sql, standing: 'pending' as const }));
        assert.ok(
          there.some(({ rule }) => rule === id),
          'it is one in an up script',
        );
        assert.deepEqual(
          (await lintCase(it_, 'down')).filter(({ rule }) => rule === id),
          [],
        );
      }
    });
  }

  const before = [
    `CREATE TABLE t (a int, b int);
     CREATE VIEW v AS SELECT a FROM t; CREATE TYPE mood AS ENUM ('sad');
     CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
  ];

  it('renames back', async () => {
    assert.deepEqual(await found('ALTER TABLE t RENAME TO u;', 'ALTER TABLE u RENAME TO t;', before), []);
    assert.deepEqual(await found('ALTER TABLE t RENAME a TO c;', 'ALTER TABLE t RENAME c TO a;', before), []);
    assert.deepEqual(
      await found("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';", "ALTER TYPE mood RENAME VALUE 'blue' TO 'sad';", before),
      [],
    );
  });

  it('takes away what the way there has made', async () => {
    assert.deepEqual(await found('CREATE VIEW w AS SELECT 1 AS x;', 'DROP VIEW w;', before), []);
    assert.deepEqual(await found('CREATE SCHEMA s; CREATE TABLE s.u (a int);', 'DROP SCHEMA s CASCADE;', before), []);
    assert.deepEqual(await found("CREATE TYPE c AS ENUM ('a');", 'DROP TYPE c CASCADE;', before), []);
  });

  it('loses what was there before, and that is told', async () => {
    assert.deepEqual(await found('SELECT 1;', 'DROP VIEW v;', before), ['drop-view-or-matview']);
    assert.deepEqual(await found('SELECT 1;', 'DROP FUNCTION f();', before), ['drop-function']);
    assert.deepEqual(await found('SELECT 1;', 'ALTER TABLE t DROP COLUMN b;', before), ['drop-column']);
    assert.deepEqual(await found('SELECT 1;', 'TRUNCATE t;', before), ['truncate']);
    assert.deepEqual(await found('SELECT 1;', 'DELETE FROM t;', before), ['delete-without-where']);
  });
});
