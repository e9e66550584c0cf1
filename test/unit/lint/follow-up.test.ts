import assert from 'node:assert/strict';
import { conventions } from '../../../src/migrations/conventions/all';
import { scaffold } from '../../../src/migrations/scaffold';
import { applyFix, lintLast, newReader, sourceOf } from '../../support/chains';

/** Runners that have no way to run one file outside a transaction, or whose files only they can make. */
const never = ['drizzle', 'hasura', 'mybatis', 'node-pg-migrate', 'numbered', 'pop', 'refinery', 'sqitch', 'synapse'];

describe('a migration that follows and must run outside a transaction', () => {
  for (const convention of conventions) {
    const canBe = !never.includes(convention.id);
    it(`${canBe ? 'is' : 'is not'} made for ${convention.title}`, () => {
      const [type] = convention.types;
      const empty = sourceOf({}, convention);
      const content = { up: 'CREATE INDEX CONCURRENTLY a ON b (c);\n', down: '', outsideTransaction: true };
      const made = scaffold(empty, { description: 'build a', withDown: false, ...(type && { type }), content }, 0, []);
      assert.equal(made.ok, canBe);
      if (!made.ok) return;
      const texts = made.edits.flatMap((edit) =>
        edit.kind === 'create' ? [[edit.path.slice(empty.path.length + 1), edit.text] as const] : [],
      );
      const [migration] = sourceOf(Object.fromEntries(texts), convention).migrations;
      assert.ok(migration?.up);
      assert.deepEqual(migration.problems, []);
      assert.equal(convention.transaction(migration.up), 'none');
    });
  }

  it('is one of dbmate where a unique column is added', async () => {
    const dbmate = conventions.find(({ id }) => id === 'dbmate');
    assert.ok(dbmate);
    const head = (sql: string): string => `-- migrate:up\n${sql}\n-- migrate:down\n`;
    const files = {
      '20250101000000_a.sql': head('CREATE TABLE orders (id bigint PRIMARY KEY);'),
      '20250102000000_b.sql': head('ALTER TABLE orders ADD COLUMN code text UNIQUE;'),
    };
    const findings = lintLast(sourceOf(files, dbmate), await newReader(), {});
    const fix = findings
      .filter(({ rule }) => rule === 'add-column-unique')
      .flatMap(({ fixes }) => fixes)
      .find(({ edits }) => edits.some(({ kind }) => kind === 'create'));
    assert.ok(fix, findings.map(({ rule, fixes }) => `${rule}: ${fixes.map(({ title }) => title).join(', ')}`).join('\n'));
    const added = Object.entries(applyFix(files, fix)).find(([path]) => !(path in files));
    assert.match(added?.[1] ?? '', /^-- migrate:up transaction:false\n[^]*CREATE UNIQUE INDEX CONCURRENTLY/);
  });
});
