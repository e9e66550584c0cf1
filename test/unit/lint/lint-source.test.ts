import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge, type MigrationStanding } from '../../../src/lint/judge';
import { lint } from '../../../src/lint/linter';
import { lintSource } from '../../../src/lint/lint-source';
import type { LintOptions } from '../../../src/lint/options';
import { buildChain } from '../../../src/migrations/chain';
import { conventionNamed, fileName, newReader, sourceOf } from '../../support/chains';
import type { AppliedScript } from '../../../src/lint/edited';
import type { Migration } from '../../../src/migrations/project';

/** Statements that make, fill, rename, drop and lock what others of them made. */
const statements = [
  'CREATE TABLE a (id bigint PRIMARY KEY, note text);',
  'CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint REFERENCES a (id));',
  'CREATE INDEX a_note_idx ON a (note);',
  'CREATE INDEX b_a_id_idx ON b (a_id);',
  'DROP INDEX b_a_id_idx;',
  "INSERT INTO a VALUES (1, 'one');",
  'ALTER TABLE a ADD COLUMN n int NOT NULL;',
  'ALTER TABLE a RENAME TO c;',
  'ALTER TABLE c RENAME TO a;',
  'ALTER TABLE b ADD CONSTRAINT b_fkey FOREIGN KEY (a_id) REFERENCES a (id) NOT VALID;',
  'ALTER TABLE b VALIDATE CONSTRAINT b_fkey;',
  'ALTER TABLE a ADD CONSTRAINT a_note_key UNIQUE (note);',
  'ALTER TABLE a DROP CONSTRAINT a_note_key;',
  'DROP TABLE IF EXISTS a CASCADE;',
  'UPDATE b SET a_id = NULL;',
  'COMMIT;',
  'SELECT broken FROM;',
  '-- lockkeeper-ignore create-index-not-concurrent: it is empty',
];

const options: LintOptions = { preset: 'all', rules: new Map() };
const script = fc.array(fc.constantFrom(...statements), { maxLength: 4 }).map((lines) => `${lines.join('\n')}\n`);
const migration = fc.record({
  up: script,
  down: fc.option(script, { nil: undefined }),
  standing: fc.constantFrom<MigrationStanding>('applied', 'pending', 'unknown'),
  applied: fc.option(script, { nil: undefined }),
});

/** The place of a migration in another language, if it is not behind all of them. */
const foreign = fc.integer({ min: 1, max: 9 });

describe('The linter, script after script of a source', () => {
  it('finds what it finds in each script alone', async () => {
    const reader = await newReader();
    fc.assert(
      fc.property(fc.array(migration, { maxLength: 6 }), foreign, (migrations, at) => {
        const files = Object.fromEntries(
          migrations.flatMap(({ up, down }, index) => {
            const name = fileName('sqlx', index + 1).replace(/\.sql$/, '');
            return [[`${name}.up.sql`, up] as const, ...(down === undefined ? [] : [[`${name}.down.sql`, down] as const])];
          }),
        );
        const read = sourceOf(files, conventionNamed('sqlx'));
        const path = `${read.path}/${fileName('sqlx', at).replace(/sql$/, 'go')}`;
        const other = { kind: 'foreign', path, message: 'is Go.', related: [] } as const;
        const source = at > migrations.length ? read : { ...read, problems: [...read.problems, other] };
        const standings = new Map(source.migrations.map(({ id }, index) => [id, migrations[index]?.standing ?? 'unknown']));
        const chain = buildChain(source, reader);
        const shared = { source, reader, options, postgres: 16, now: () => 0 };
        const input = { ...shared, standing: ({ id }: { readonly id: string }) => standings.get(id) ?? 'unknown' };
        const applied = (it: Migration): AppliedScript | undefined => {
          const text = migrations[source.migrations.indexOf(it)]?.applied;
          return text === undefined ? undefined : { by: 'origin/main', text };
        };
        const found = new Map(
          [...lintSource({ ...input, applied, ofFile: () => [] }, () => true)].flat().map((each) => [each.script, each.findings]),
        );
        for (const each of source.migrations) {
          for (const one of [each.up, each.down]) {
            if (one === undefined) continue;
            const known = applied(each);
            const alone = { ...input, migration: each, script: one, chain, ...(known && { applied: known }) };
            assert.deepEqual(found.get(one), lint(alone, judge(alone)));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
