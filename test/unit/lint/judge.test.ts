import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge, type Judgement, type MigrationStanding, type ScriptInput } from '../../../src/lint/judge';
import { lint } from '../../../src/lint/linter';
import { buildChain } from '../../../src/migrations/chain';
import { withText } from '../../../src/migrations/edited';
import { conventionNamed, defaultOptions, fileName, newReader, sourceOf } from '../../support/chains';

const before = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n';

const statement = fc.constantFrom(
  "INSERT INTO orders (id, note) VALUES (1, 'one');\n",
  "UPDATE orders SET note = 'x' WHERE id = 1;\n",
  'CREATE TABLE lines (id int, orders_id bigint REFERENCES orders);\n',
  'INSERT INTO lines VALUES (1, 1);\n',
  'CREATE INDEX lines_idx ON lines (orders_id);\n',
  'ALTER TABLE orders ADD COLUMN lines int NOT NULL;\n',
  'ALTER TABLE orders DROP COLUMN note;\n',
  'DROP TABLE lines;\n',
  'BEGIN;\n',
  'COMMIT;\n',
  'ROLLBACK;\n',
  'SAVEPOINT s;\n',
  'ROLLBACK TO s;\n',
  "SET lock_timeout = '1s';\n",
  'SET LOCAL search_path = other;\n',
  'RESET ALL;\n',
  'CREATE SCHEMA other;\n',
  'CREATE TABEL x (id int);\n',
  '-- lockkeeper-ignore drop-column: nobody reads it\n',
  '\\echo x\n',
);
/** Where a statement is put in, as a part of those there are, how many go there, and what comes instead. */
const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2), fc.array(statement, { maxLength: 2 }));

/** What the script leaves behind, each with where it was made. */
const relationsOf = ({ walk }: Judgement) => [[...walk.after.schema.relations.values()], walk.after.fresh];

describe('a judgement', () => {
  const inputOf = async (
    convention: string,
    text: string,
    standing: MigrationStanding = 'pending',
  ): Promise<(text: string) => ScriptInput> => {
    const names = [fileName(convention, 1), fileName(convention, 2)] as const;
    const source = sourceOf({ [names[0]]: before, [names[1]]: text }, conventionNamed(convention));
    const reader = await newReader();
    const chain = buildChain(source, reader);
    const [, migration] = source.migrations;
    assert.ok(migration?.up);
    const { up } = migration;
    return (now) => ({
      ...{ source, migration, chain, reader, standing: () => standing, postgres: 16 },
      script: withText(source, up, now),
    });
  };

  for (const convention of ['sqlx', 'numbered', 'typed']) {
    it(`of a changed ${convention} script says what one from nothing says`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(statement, { maxLength: 12 }), fc.array(edit, { maxLength: 5 }), async (first, edits) => {
          let statements = first;
          const input = await inputOf(convention, statements.join(''));
          let judgement: Judgement | undefined;
          for (const [place, less, more] of [[0, 0, []] as const, ...edits]) {
            const at = Math.floor(place * statements.length);
            statements = [...statements.slice(0, at), ...more, ...statements.slice(at + less)];
            const now = input(statements.join(''));
            judgement = judge(now, judgement);
            const anew = judge(now);
            assert.deepEqual(judgement.judged, anew.judged);
            assert.deepEqual(relationsOf(judgement), relationsOf(anew));
            const findings = (from: Judgement) => lint({ ...now, options: defaultOptions, now: () => 0 }, from);
            assert.deepEqual(findings(judgement), findings(anew));
          }
        }),
        { numRuns: 150 },
      );
    });
  }

  it('keeps all but the statement that changed', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => `INSERT INTO orders (id) VALUES (${n});\n`);
    const input = await inputOf('sqlx', rows.join(''));
    const first = judge(input(rows.join('')));
    const changed = rows.with(10, 'INSERT INTO orders (id) VALUES (1000);\n');
    const second = judge(input(changed.join('')), first);
    const isKept = second.judged.map(({ changes }, index) => changes === first.judged[index]?.changes);
    assert.deepEqual(
      isKept.flatMap((kept, index) => (kept ? [] : [index])),
      [10],
    );
  });

  it('takes an INSERT for a repetition once another is put in before it', async () => {
    const rest = 'INSERT INTO orders (id) VALUES (1);\nSELECT 1;\n';
    const input = await inputOf('sqlx', rest, 'unknown');
    const second = judge(input(`INSERT INTO orders (id) VALUES (2);\n${rest}`), judge(input(rest)));
    assert.deepEqual(
      second.judged.map(({ isRepeated }) => isRepeated),
      [false, true, false],
    );
  });
});
