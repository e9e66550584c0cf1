import assert from 'node:assert/strict';
import { conventions } from '../../../src/migrations/conventions/all';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { Convention } from '../../../src/migrations/convention';
import type { Source } from '../../../src/migrations/project';
import { type NewMigration, fileNames, scaffold, slugOf } from '../../../src/migrations/scaffold';
import { split } from '../../../src/sql/splitter';
import { text } from './text';

const noon = Date.UTC(2025, 2, 4, 12, 30, 15, 250);

function source(convention: Convention, paths: readonly string[] = []): Source {
  const { migrations, problems } = convention.read(text(Object.fromEntries(paths.map((path) => [path, '']))));
  return { id: '/m', path: '/m', label: 'm', convention, reason: '', migrations, problems, companions: [] };
}

/** The names of the files that are made, or why none are. */
function names(
  convention: Convention,
  existing: readonly string[],
  wanted: Partial<NewMigration> = {},
): readonly string[] | string {
  const from = source(convention, existing);
  const made = scaffold(from, { description: 'Add berths', withDown: false, ...wanted }, noon, existing);
  return made.ok ? fileNames(from, made) : made.reason;
}

describe('slugOf', () => {
  const slugs: readonly (readonly [string, string])[] = [
    ['Add user preferences', 'add_user_preferences'],
    ['  add--user__preferences!  ', 'add_user_preferences'],
    ['Änderung der Größe', 'anderung_der_grosse'],
    ['ajout d’un entrepôt', 'ajout_dun_entrepot'],
    ['Łódź, København', 'lodz_kobenhavn'],
    ['добавить порт', 'добавить_порт'],
    ['港口を追加', '港口を追加'],
    ['v2.0 index', 'v2_0_index'],
    ["'; DROP TABLE x; --", 'drop_table_x'],
  ];
  for (const [description, slug] of slugs) {
    it(`makes ${slug} of «${description}»`, () => assert.deepEqual(slugOf(description), { ok: true, slug }));
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /^Say in a few words/],
    ['   ', /^Say in a few words/],
    ['!!!', /needs a letter or a digit/],
    ['../../etc/passwd', /not a path/],
    ['a\\b', /not a path/],
    ['two\nlines', /one line of visible characters/],
    ['\u202Elqs', /one line of visible characters/],
    ['x'.repeat(4096), /^A description makes at most 100 characters of file name; this one makes 4096\.$/],
  ];
  for (const [description, reason] of refused) {
    it(`refuses ${JSON.stringify(description.slice(0, 20))}`, () => {
      const slug = slugOf(description);
      assert.match(slug.ok ? 'not refused' : slug.reason, reason);
    });
  }
});

describe('scaffold', () => {
  it('of sqlx stamps in UTC, as a single file or a pair', () => {
    assert.deepEqual(names(sqlx, []), ['20250304123015_add_berths.sql']);
    assert.deepEqual(names(sqlx, [], { withDown: true }), [
      '20250304123015_add_berths.up.sql',
      '20250304123015_add_berths.down.sql',
    ]);
  });

  it('gives two in one second different stamps', () => {
    assert.deepEqual(names(sqlx, ['20250304123015_a.sql']), ['20250304123016_add_berths.sql']);
    assert.deepEqual(names(sqlx, ['20250304123059_a.sql']), ['20250304123100_add_berths.sql']);
  });

  it('is never behind the newest version, nor further ahead than it must be', () => {
    assert.deepEqual(names(sqlx, ['20990101000000_future.sql']), ['20990101000001_add_berths.sql']);
    assert.deepEqual(names(sqlx, ['20991231235959_future.sql']), ['21000101000000_add_berths.sql']);
    assert.deepEqual(names(sqlx, ['20250230120000_impossible.sql', '20250301000000_a.sql']), ['20250304123015_add_berths.sql']);
    assert.deepEqual(names(sqlx, ['20251330000000_impossible.sql']), ['20260130000001_add_berths.sql']);
  });

  it('of sqlx goes on counting where the folder counts', () => {
    assert.deepEqual(names(sqlx, ['0009_a.sql', '0010_b.sql']), ['0011_add_berths.sql']);
  });

  it('of the numbered runner takes the next number and the layout of the folder', () => {
    assert.deepEqual(names(numbered, []), ['001_add_berths.sql']);
    assert.deepEqual(names(numbered, ['versions/009_a.sql', 'down/009_a_down.sql'], { withDown: true }), [
      'versions/010_add_berths.sql',
      'down/010_add_berths_down.sql',
    ]);
    assert.deepEqual(names(numbered, ['009_a.sql', '009_a_down.sql', '010_b.sql'], { withDown: true }), [
      '011_add_berths.sql',
      '011_add_berths_down.sql',
    ]);
    assert.deepEqual(names(numbered, ['versions/999_a.sql']), ['versions/1000_add_berths.sql']);
    assert.deepEqual(names(numbered, ['versions/001_a.sql', 'down/007_lost_down.sql']), ['versions/008_add_berths.sql']);
  });

  it('of the numbered runner refuses a name that would be read as a rollback', () => {
    assert.match(String(names(numbered, [], { description: 'shut down' })), /read as a rollback/);
  });

  it('of typed timestamps asks for the type', () => {
    assert.deepEqual(names(typedTimestamps, [], { type: 'perf', withDown: true }), [
      '20250304_123015_perf_add_berths.sql',
      '20250304_123015_perf_add_berths.down.sql',
    ]);
    assert.deepEqual(names(typedTimestamps, ['20250304_123015_data_a.sql'], { type: 'data' }), [
      '20250304_123016_data_add_berths.sql',
    ]);
    assert.equal(names(typedTimestamps, []), 'Choose a type: schema, data, security, perf.');
    assert.equal(names(typedTimestamps, [], { type: 'foo' }), 'foo is no type here: choose schema, data, security, perf.');
  });

  it('refuses to take the place of a file, whatever its case', () => {
    assert.equal(names(sqlx, ['20250304123015_ADD_BERTHS.SQL']), '20250304123015_add_berths.sql exists already.');
    assert.equal(
      names(sqlx, ['20250304123015_add_berths.down.SQL'], { withDown: true }),
      '20250304123015_add_berths.down.sql exists already.',
    );
  });

  it('allows a description twice, since the versions differ', () => {
    assert.deepEqual(names(sqlx, ['20250304123015_add_berths.sql']), ['20250304123016_add_berths.sql']);
    assert.deepEqual(names(numbered, ['001_add_berths.sql']), ['002_add_berths.sql']);
  });

  const leftToTheRunner = new Set(['graphile-migrate', 'sqitch']);
  for (const convention of conventions.filter(({ id }) => leftToTheRunner.has(id))) {
    it(`of ${convention.title} leaves an empty file to the runner, and says so`, () => {
      const answer = names(convention, []);
      assert.match(String(answer), /: (?:write it there, and )?let .+ (?:make|commit) it\.$/);
    });
  }

  for (const convention of conventions.filter(({ id }) => !leftToTheRunner.has(id))) {
    it(`of ${convention.title} makes files that are read back as one migration without problems`, () => {
      const wanted = { description: 'Add «berths»', withDown: convention.canHaveDown, type: convention.types[0] };
      const made = scaffold(source(convention), { ...wanted, type: wanted.type! }, noon, []);
      assert.ok(made.ok);
      const files: Record<string, string> = {};
      for (const edit of made.edits) {
        assert.ok(edit.kind === 'create' && edit.path.startsWith('/m/'));
        files[edit.path.slice(3)] = edit.text;
      }
      const { migrations, problems } = convention.read(text(files));
      assert.deepEqual(problems, []);
      assert.equal(migrations.length, 1);
      assert.ok(migrations[0]!.up);
      assert.equal(migrations[0]!.down !== undefined, convention.canHaveDown);
      assert.equal(migrations[0]!.title, 'add berths');
      assert.deepEqual(split(migrations[0]!.up.text), [], 'nothing but comments');
      assert.equal(made.cursor.path, migrations[0]!.up.path);
      const { text: written, body } = migrations[0]!.up;
      assert.equal(written.slice(made.cursor.offset, body.end).trim(), '', 'writing starts below the heading');
    });
  }

  it('makes paths as the platform writes them', () => {
    const from = { ...source(numbered, ['versions/001_a.sql']), path: 'C:\\work\\m' };
    const made = scaffold(from, { description: 'b', withDown: false }, noon, ['versions/001_a.sql']);
    assert.ok(made.ok);
    assert.equal(made.cursor.path, 'C:\\work\\m\\versions\\002_b.sql');
    assert.deepEqual(fileNames(from, made), ['versions/002_b.sql']);
  });
});
