import assert from 'node:assert/strict';
import { beforeScript, buildChain, type Chain, growChain } from '../../../src/migrations/chain';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { Source } from '../../../src/migrations/project';
import { originOf, walk } from '../../../src/migrations/walk';
import { emptySchema } from '../../../src/schema/schema';
import { fileName, folder, newReader, sourceOf } from '../../support/chains';

const files = {
  [fileName('sqlx', 1)]: 'CREATE TABLE a (id int);',
  [fileName('sqlx', 2)]: 'CREATE TABLE b (id int);\nINSERT INTO a VALUES (1);',
  [fileName('sqlx', 3)]: 'ALTER TABLE b RENAME TO c;',
};

describe('a chain', () => {
  it('knows the schema before and after each migration', async () => {
    const source = sourceOf(files, sqlx);
    const chain = buildChain(source, await newReader());
    assert.deepEqual(
      chain.steps.map(({ before }) => [...before.schema.relations.keys()].sort()),
      [[], ['public.a'], ['public.a', 'public.b']],
    );
    assert.deepEqual([...chain.end.relations.keys()].sort(), ['public.a', 'public.c']);
  });

  it('knows only in part what is there from a migration on that is no SQL', async () => {
    const source = sourceOf(files, sqlx);
    const foreign = (name: string): Source => ({
      ...source,
      problems: [{ kind: 'foreign', path: `${folder}/${name}`, message: '', related: [] }],
    });
    const known = ({ steps }: Chain): readonly boolean[] => steps.map(({ before }) => !before.schema.partlyKnown);
    const reader = await newReader();
    const chain = buildChain(source, reader);
    assert.deepEqual(known(chain), [true, true, true]);
    assert.deepEqual(known(buildChain(foreign(`${fileName('sqlx', 2).slice(0, 14)}_fill.go`), reader, chain)), [
      true,
      false,
      false,
    ]);
    assert.deepEqual(known(buildChain(foreign('1_first.py'), reader)), [false, false, false]);
    assert.deepEqual(known(buildChain(foreign('1_graph.cypher'), reader)), [true, true, true]);
    assert.deepEqual(known(buildChain(foreign('99990101000000_last.ts'), reader)), [true, true, true]);
  });

  it('knows which tables nobody has filled', async () => {
    const chain = buildChain(sourceOf(files, sqlx), await newReader());
    assert.deepEqual(
      chain.steps.map(({ after }) => [...after.fresh]),
      [['public.a'], ['public.b'], ['public.c']],
    );
  });

  it('knows where an object was made, also after a rename', async () => {
    const chain = buildChain(sourceOf(files, sqlx), await newReader());
    const table = chain.end.relations.get('public.c');
    assert.deepEqual(table && originOf(table), { path: `${folder}/${fileName('sqlx', 2)}`, statement: { start: 0, end: 23 } });
  });

  it('keeps the steps before the first changed script, and walks the rest a migration at a time', async () => {
    const reader = await newReader();
    const first = buildChain(sourceOf(files, sqlx), reader);
    const edited = sourceOf({ ...files, [fileName('sqlx', 2)]: 'CREATE TABLE z (id int);' }, sqlx);
    const growing = growChain(edited, reader, first);
    const walked: string[] = [];
    let next = growing.next();
    for (; next.done !== true; next = growing.next()) if (next.value) walked.push(next.value.migration.version);
    assert.deepEqual(walked, ['20250102000000', '20250103000000']);
    assert.equal(next.value.steps[0]?.after, first.steps[0]?.after);
    assert.deepEqual([...next.value.end.relations.keys()].sort(), ['public.a', 'public.z']);
  });

  it('walks anew when a migration comes in between or goes', async () => {
    const reader = await newReader();
    const first = buildChain(sourceOf(files, sqlx), reader);
    const more = buildChain(
      sourceOf({ ...files, '20250101120000_between.sql': 'CREATE TABLE d (id int);' }, sqlx),
      reader,
      first,
    );
    assert.deepEqual([...more.end.relations.keys()].sort(), ['public.a', 'public.c', 'public.d']);
    const fewer = buildChain(sourceOf({ [fileName('sqlx', 1)]: 'CREATE TABLE a (id int);' }, sqlx), reader, more);
    assert.deepEqual([...fewer.end.relations.keys()], ['public.a']);
  });

  it('gives a down script what its up script left', async () => {
    const pair = { '1_a.up.sql': 'CREATE TABLE a (id int);', '1_a.down.sql': 'DROP TABLE a;' };
    const source = sourceOf(pair, sqlx);
    const chain = buildChain(source, await newReader());
    const [migration] = source.migrations;
    assert.ok(migration);
    assert.deepEqual([...beforeScript(chain, migration, 'down').schema.relations.keys()], ['public.a']);
    assert.deepEqual([...beforeScript(chain, migration, 'up').schema.relations.keys()], []);
  });

  it('is empty for a source without migrations', async () => {
    assert.deepEqual([...buildChain(sourceOf({}, sqlx), await newReader()).end.relations.keys()], []);
  });
});

describe('a walk', () => {
  const sessions = async (text: string, convention = sqlx) => {
    const name = convention === sqlx ? '1_a.sql' : convention === numbered ? '001_a.sql' : fileName('typed', 1);
    const script = sourceOf({ [name]: text }, convention).migrations[0]?.up;
    assert.ok(script);
    const walked = walk(script, { convention, reader: await newReader(), before: { schema: emptySchema, fresh: new Set() } });
    return { walked, inTransaction: walked.statements.map(({ found }) => found.session.inTransaction) };
  };

  it('is in the runner’s transaction', async () => {
    assert.deepEqual((await sessions('SELECT 1; SELECT 2;')).inTransaction, [true, true]);
    assert.deepEqual((await sessions('SELECT 1; SELECT 2;', numbered)).inTransaction, [true, true]);
  });

  it('is outside of one where the file says so and is one statement, or is sent as many', async () => {
    assert.deepEqual((await sessions('-- no-transaction\nSELECT 1;')).inTransaction, [false]);
    const typed = await sessions('-- lockkeeper: no-transaction\nSELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3;', typedTimestamps);
    assert.deepEqual(typed.inTransaction, [false, false, true, true, false]);
  });

  it('is in one again where several statements are one query, even after COMMIT', async () => {
    const { inTransaction } = await sessions('-- no-transaction\nSELECT 1; COMMIT; SELECT 2;');
    assert.deepEqual(inTransaction, [true, true, true]);
  });

  it('undoes what is rolled back', async () => {
    const { walked } = await sessions(
      '-- lockkeeper: no-transaction\nBEGIN; CREATE TABLE a (id int); ROLLBACK; CREATE TABLE b (id int);',
      typedTimestamps,
    );
    assert.deepEqual([...walked.after.schema.relations.keys()], ['public.b']);
  });

  it('goes back to a savepoint', async () => {
    const { walked } = await sessions(
      'CREATE TABLE a (id int); SAVEPOINT s; CREATE TABLE b (id int); ROLLBACK TO s; CREATE TABLE c (id int);',
    );
    assert.deepEqual([...walked.after.schema.relations.keys()], ['public.a', 'public.c']);
  });
});
