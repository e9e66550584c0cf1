import assert from 'node:assert/strict';
import { buildChain } from '../../../src/migrations/chain';
import { type Draft, draftDown } from '../../../src/migrations/down/draft';
import { loadParser } from '../../../src/sql/parser';
import { createPrinter, type Printer } from '../../../src/sql/printer';
import { conventionNamed, newReader, sourceOf } from '../../support/chains';

type Files = Readonly<Record<string, string>>;

describe('a drafted down script', () => {
  let printer: Printer;
  before(async () => {
    printer = await createPrinter(await loadParser());
  });

  /** Drafts for the last migration of the source. */
  async function draft(convention: string, files: Files): Promise<Draft> {
    const source = sourceOf(files, conventionNamed(convention));
    const reader = await newReader();
    return draftDown(source, source.migrations.at(-1)!, { chain: buildChain(source, reader), reader, printer });
  }
  const place = async (convention: string, files: Files) => {
    const made = await draft(convention, files);
    return made.ok ? [made.path, made.text] : made.reason;
  };
  const up = 'CREATE TABLE t (id int);';
  const drop = 'DROP TABLE t;\n';

  it('stands where sqlx looks for it', async () => {
    assert.deepEqual(await place('sqlx', { '1_add_t.up.sql': up }), ['1_add_t.down.sql', `-- Undo: add t\n\n${drop}`]);
    assert.equal(await place('sqlx', { '1_add_t.sql': up }), 'sqlx has no down script for a file named 1_add_t.sql.');
  });

  it('stands where the numbered source has its others', async () => {
    const text = `-- Undo 002: add t\n\n${drop}`;
    assert.deepEqual(await place('numbered', { '002_add_t.sql': up }), ['002_add_t_down.sql', text]);
    assert.deepEqual(await place('numbered', { 'versions/002_add_t.sql': up }), ['down/002_add_t_down.sql', text]);
    const beside = { '001_a.sql': 'SELECT 1;', '001_a_down.sql': '', '002_add_t.sql': up };
    assert.deepEqual(await place('numbered', beside), ['002_add_t_down.sql', text]);
    const apart = { '001_a.sql': 'SELECT 1;', 'down/001_a_down.sql': '', '002_add_t.sql': up };
    assert.deepEqual(await place('numbered', apart), ['down/002_add_t_down.sql', text]);
    const inVersions = { 'versions/001_a.sql': 'SELECT 1;', 'versions/001_a_down.sql': '', 'versions/002_add_t.sql': up };
    assert.deepEqual(await place('numbered', inVersions), ['versions/002_add_t_down.sql', text]);
  });

  it('stands where the source with typed timestamps has its others', async () => {
    const [first, second] = ['20250101_000000_schema_a', '20250102_000000_schema_add_t'];
    const text = `-- Undo 20250102_000000: add t\n\n${drop}`;
    assert.deepEqual(await place('typed', { [`${second}.sql`]: up }), [`${second}.down.sql`, text]);
    const apart = { [`${first}.sql`]: 'SELECT 1;', [`down/${first}.sql`]: '', [`${second}.sql`]: up };
    assert.deepEqual(await place('typed', apart), [`down/${second}.down.sql`, text]);
  });

  it('is found by its convention as the way back of its migration', async () => {
    for (const [convention, file] of [
      ['sqlx', '1_add_t.up.sql'],
      ['numbered', 'versions/002_add_t.sql'],
      ['numbered', '002_add_t.sql'],
      ['typed', '20250102_000000_schema_add_t.sql'],
    ] as const) {
      const made = await draft(convention, { [file]: up });
      assert.ok(made.ok);
      const { migrations, problems } = sourceOf({ [file]: up, [made.path]: made.text }, conventionNamed(convention));
      assert.deepEqual([migrations.map(({ down }) => down?.text), problems], [[made.text], []], file);
    }
  });

  it('is refused where there is one, and where the up script cannot be read', async () => {
    const has = { '1_a.up.sql': up, '1_a.down.sql': drop };
    assert.equal(await place('sqlx', has), '1_a.up.sql has a down script already: 1_a.down.sql.');
    const broken = await place('sqlx', { '1_a.up.sql': 'CREATE TABEL t ();' });
    assert.equal(broken, '1_a.up.sql cannot be undone by a draft: syntax error at or near "TABEL".');
    assert.match(String(await place('sqlx', { '1_a.up.sql': '\\connect x\nSELECT 1;' })), /it has lines for psql/);
    assert.match(String(await place('sqlx', { '1_a.down.sql': drop })), /no up script/);
  });

  it('leaves the transaction only where its one query is one statement', async () => {
    const first = { '1_a.up.sql': 'CREATE TABLE t (a int, b int);', '1_a.down.sql': '' };
    const one = { ...first, '2_b.up.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);' };
    assert.deepEqual(await place('sqlx', one), ['2_b.down.sql', '-- no-transaction\n-- Undo: b\n\nDROP INDEX CONCURRENTLY i;\n']);
    const two = { ...first, '2_b.up.sql': '-- no-transaction\nDROP INDEX CONCURRENTLY i, j;' };
    const before = { ...two, '1_a.up.sql': 'CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b);' };
    assert.deepEqual(await place('sqlx', before), [
      '2_b.down.sql',
      '-- Undo: b\n\nCREATE INDEX j ON t (b);\nCREATE INDEX i ON t (a);\n',
    ]);
  });

  it('names things in the schema where they are, whatever the search path of the up script was', async () => {
    const files = {
      '1_a.up.sql': 'CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (id int); CREATE INDEX i ON t (id);',
    };
    assert.deepEqual(await place('sqlx', files), ['1_a.down.sql', '-- Undo: a\n\nDROP TABLE app.t;\nDROP SCHEMA app;\n']);
  });

  it('undoes what was done to a table of elsewhere, as far as names tell', async () => {
    const files = {
      '1_a.up.sql':
        'CREATE INDEX i ON app.far (a); CREATE INDEX ON far (a); ALTER TABLE far ADD b int; ALTER TABLE far ALTER b SET NOT NULL; DROP TABLE other;',
    };
    const [, text] = (await place('sqlx', files)) as string[];
    assert.deepEqual(text?.split('\n').slice(2), [
      '-- By hand: Create again what this dropped: DROP TABLE other',
      '-- By hand: Give far.b back what it had: its definition is not known here.',
      'ALTER TABLE far DROP COLUMN b;',
      '-- By hand: Drop the index that was made on far: its name is not known here.',
      'DROP INDEX app.i;',
      '-- By hand: Not as before yet: index far_a_idx.',
      '',
    ]);
  });

  it('quotes names, and says in one comment line what a person must do', async () => {
    const files = {
      '1_a.up.sql': 'CREATE TABLE "Odd Name" ("user" int NOT NULL);',
      '2_b.up.sql': 'ALTER TABLE "Odd Name" DROP COLUMN "user";\nSELECT 1;\nREVOKE ALL\n  ON "Odd Name" FROM PUBLIC;',
    };
    const [, text] = (await place('sqlx', files)) as string[];
    assert.deepEqual(text?.split('\n').slice(2), [
      '-- By hand: Undo what this did: REVOKE ALL ON "Odd Name" FROM PUBLIC',
      '-- By hand: The values of Odd Name.user are gone: bring them back from a backup where they are needed.',
      'ALTER TABLE "Odd Name" ADD COLUMN "user" integer;',
      '-- By hand: user was NOT NULL: once every row has a value, ALTER TABLE "Odd Name" ALTER COLUMN "user" SET NOT NULL;',
      '-- By hand: Not as before yet: table Odd Name.',
      '',
    ]);
  });
});
