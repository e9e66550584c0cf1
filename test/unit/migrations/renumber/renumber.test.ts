import assert from 'node:assert/strict';
import { atlas } from '../../../../src/migrations/conventions/atlas';
import { drizzle } from '../../../../src/migrations/conventions/drizzle';
import { flyway } from '../../../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../../../src/migrations/conventions/golang-migrate';
import { numbered } from '../../../../src/migrations/conventions/numbered';
import { postgresMigrations } from '../../../../src/migrations/conventions/postgres-migrations';
import { sqlx } from '../../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../../src/migrations/conventions/typed-timestamps';
import type { Convention } from '../../../../src/migrations/convention';
import { type Place, renumber, type RenumberInput } from '../../../../src/migrations/renumber/renumber';
import { carriedOut, type Files, inputOf, migrationAt, renumbered, renumberedFiles, sourceOf } from './planned';

const newest: Place = { kind: 'newest' };
const named = (...paths: readonly string[]): Files => Object.fromEntries(paths.map((path) => [path, `SELECT '${path}';\n`]));

/** New paths of what is moved, or why it is not. */
function moved(
  ...[convention, files, paths, place, input = {}]: readonly [
    Convention,
    Files,
    readonly string[],
    Place,
    Partial<RenumberInput>?,
  ]
): readonly string[] | string {
  const after = renumbered(convention, files, { paths, place, input });
  return typeof after === 'string' ? after : Object.keys(after).filter((path) => !(path in files));
}

describe('renumber', () => {
  const three = named('001_a.sql', '002_b.sql', '003_c.sql', '003_c_down.sql');

  it('keeps the order of several, whatever their names are', () => {
    const files = named('001_a.sql', '002_b.sql', '003_b.sql', '004_x.sql');
    const after = renumberedFiles(numbered, files, { paths: ['003_b.sql', '002_b.sql'], place: newest });
    assert.deepEqual(after, {
      '001_a.sql': files['001_a.sql'],
      '004_x.sql': files['004_x.sql'],
      '005_b.sql': files['002_b.sql'],
      '006_b.sql': files['003_b.sql'],
    });
  });

  it('takes names that are free once another has left them', () => {
    const files = named('001_a.sql', '004_b.sql', '005_b.sql', '003_x.sql');
    const after = renumbered(numbered, files, { paths: ['004_b.sql', '005_b.sql'], place: { kind: 'after', version: '004' } });
    assert.equal(after, '004_b.sql is to be moved itself, so that nothing can come after it.');
    const again = renumberedFiles(numbered, named('001_a.sql', '002_b.sql', '004_b.sql', '003_x.sql'), {
      paths: ['002_b.sql', '004_b.sql'],
      place: newest,
    });
    assert.deepEqual(Object.keys(again), ['001_a.sql', '003_x.sql', '004_b.sql', '005_b.sql']);
    assert.match(again['004_b.sql'] ?? '', /002_b/);
    assert.match(again['005_b.sql'] ?? '', /004_b/);
  });

  it('goes right behind another where there is room', () => {
    const files = named('010_a.sql', '020_b.sql', '030_c.sql', '040_d.sql');
    const after = (paths: readonly string[], version: string): unknown =>
      moved(numbered, files, paths, { kind: 'after', version });
    assert.deepEqual(after(['030_c.sql', '040_d.sql'], '010'), ['011_c.sql', '012_d.sql']);
    assert.deepEqual(after(['010_a.sql'], '030_c'), ['031_a.sql']);
    assert.equal(after(['010_a.sql'], '031'), 'There is no version 031 in m.');
    assert.match(
      String(moved(numbered, three, ['003_c.sql'], { kind: 'after', version: '1' })),
      /^There is no version 1 in m\.$/,
    );
    assert.equal(
      moved(numbered, three, ['003_c.sql'], { kind: 'after', version: '001' }),
      'The version 002 is taken: by 002_b.sql.',
    );
    const stamps = named('20250101000000_a.sql', '20250102000000_b.sql', '20250103000000_c.sql');
    assert.deepEqual(moved(sqlx, stamps, ['20250103000000_c.sql'], { kind: 'after', version: '20250101000000' }), [
      '20250101000001_c.sql',
    ]);
  });

  it('takes a version as it is written here, and refuses what is none or is taken', () => {
    const to = (version: string): unknown => moved(numbered, three, ['003_c.sql'], { kind: 'to', version });
    assert.deepEqual(to('9'), ['009_c.sql', '009_c_down.sql']);
    assert.deepEqual(to('1000'), ['1000_c.sql', '1000_c_down.sql']);
    assert.deepEqual(to('003'), []);
    assert.equal(to('002'), 'The version 002 is taken: by 002_b.sql.');
    for (const none of ['', 'x', '../9', '9_x', '9/', '-1']) {
      assert.match(String(to(none)), /is no version as Numbered with rollbacks writes one: 003 is\.$/, none);
    }
    assert.match(
      String(moved(numbered, three, ['001_a.sql', '002_b.sql'], { kind: 'to', version: '7' })),
      /^One version is for one/,
    );
    const folder = { '001_a.sql': '', '007_a.sql': '', '002_b.sql': '' };
    assert.match(
      String(moved(sqlx, { ...folder, '007_b.SQL': '' }, ['002_b.sql'], { kind: 'to', version: '7' })),
      /007_b\.sql exists already|is taken/,
    );
  });

  it('leaves alone what has run, unless it is forced, and what has no version', () => {
    const appliedOn = (): string => 'origin/main';
    assert.match(
      String(moved(numbered, three, ['003_c.sql'], newest, { appliedOn })),
      /^003_c\.sql has run already, by origin\/main: .* Add a new migration instead\.$/,
    );
    assert.deepEqual(moved(numbered, three, ['002_b.sql'], newest, { appliedOn, isForced: true }), ['004_b.sql']);
    const repeatable = named('V1__a.sql', 'R__views.sql');
    assert.match(String(moved(flyway, repeatable, ['R__views.sql'], newest)), /runs again whenever it has changed\.$/);
  });

  it('leaves no gap where the runner wants none', () => {
    const files = named('1-a.sql', '2-b.sql', '3-c.sql');
    assert.match(String(moved(postgresMigrations, files, ['2-b.sql'], newest)), /without a gap, and expects 2 here\.$/);
  });

  it('sorts behind what another branch has besides', () => {
    const foreign = ['003_theirs.sql', '004_theirs.sql'];
    assert.deepEqual(moved(numbered, three, ['003_c.sql'], newest, { foreign }), ['005_c.sql', '005_c_down.sql']);
    const entries = [0, 1].map((idx) => ({ idx, when: idx, tag: `000${idx}_a` }));
    const journal = JSON.stringify({ version: '7', dialect: 'postgresql', entries });
    const files = { '0000_a.sql': '', '0001_a.sql': '', 'meta/_journal.json': journal };
    assert.match(String(moved(drizzle, files, ['0000_a.sql'], newest, { foreign: ['0001_x.sql'] })), /merge it first\.$/);
  });

  it('writes headers and headings anew, also of unsaved editors, and nothing else', () => {
    const up = '20250101_120000_schema_add.sql';
    const header = (stem: string, id: string): string =>
      `-- Migration: ${stem}\r\n-- ID: ${id}\r\n-- Version: 1.2.0\r\n-- Undo ${id}: add\r\n\r\nSELECT '20250101_120000'; -- ID: 20250101_120000\r\n`;
    const files = {
      [up]: 'old',
      '20250101_120000_schema_add.down.sql': header('20250101_120000_schema_add.down', '20250101_120000'),
      '20250102_120000_schema_b.sql': '',
    };
    const edited = new Map([[`/m/${up}`, header('20250101_120000_schema_add', '20250101_120000')]]);
    const source = sourceOf(typedTimestamps, files);
    const answer = renumber({ ...inputOf(source, files), edited }, [migrationAt(source, up)], newest);
    assert.ok(answer.ok);
    const after = carriedOut({ ...files, [up]: edited.get(`/m/${up}`) ?? '' }, answer.edits);
    const now = '20250304_123015_schema_add';
    assert.equal(after[`${now}.sql`], header(now, '20250304_123015'));
    assert.equal(after[`${now}.down.sql`], header(`${now}.down`, '20250304_123015').replace(`${now}.down\r`, `${now}.down\r`));
  });

  it('writes the names in others’ dependencies anew, in other sources as well', () => {
    const files = {
      '001_a.sql': '',
      '002_b.sql': '-- Dependencies: 001\nSELECT 1;\n',
      '003_c.sql': '-- Dependencies: 001_a, [002_b.sql], "002"\n\nSELECT 1; -- 002\n',
    };
    const source = sourceOf(numbered, files);
    const other = { ...sourceOf(golangMigrate, { '7_x.up.sql': '-- Dependencies: 002_b, 9\n' }), id: '/o', path: '/o' };
    const elsewhere = {
      ...other,
      migrations: other.migrations.map((each) => ({ ...each, up: { ...each.up!, path: '/o/7_x.up.sql' } })),
    };
    const input = { ...inputOf(source, files), sources: [source, elsewhere] };
    const answer = renumber(
      input,
      [migrationAt(source, '001_a.sql'), migrationAt(source, '002_b.sql'), migrationAt(source, '003_c.sql')],
      { kind: 'after', version: '003' },
    );
    assert.match(answer.ok ? '' : answer.reason, /^003_c\.sql is to be moved itself/);
    const all = renumber(input, source.migrations, newest);
    assert.deepEqual(all, { ok: true, edits: [], renamed: [] }, 'everything is in its place');
    const widened = renumber(input, [migrationAt(source, '002_b.sql')], { kind: 'to', version: '0002' });
    assert.ok(widened.ok, JSON.stringify(widened));
    assert.deepEqual(carriedOut({ ...files, '/o/7_x.up.sql': '-- Dependencies: 002_b, 9\n' }, widened.edits), {
      '/o/7_x.up.sql': '-- Dependencies: 0002_b, 9\n',
      '0002_b.sql': files['002_b.sql'],
      '001_a.sql': '',
      '003_c.sql': '-- Dependencies: 001_a, [0002_b.sql], "0002"\n\nSELECT 1; -- 002\n',
    });
    const appliedOn = ({ id }: { readonly id: string }): string | undefined => (id === '/m/003_c.sql' ? 'production' : undefined);
    const held = renumber({ ...input, appliedOn }, [migrationAt(source, '002_b.sql')], { kind: 'to', version: '0002' });
    assert.match(held.ok ? '' : held.reason, /^003_c\.sql, which has run already by production, names it/);
  });

  it('refuses what would bring a dependency behind the one that needs it', () => {
    const files = { '001_a.sql': '', '002_b.sql': '', '003_c.sql': '-- Dependencies: 002\n' };
    assert.match(
      String(moved(numbered, files, ['002_b.sql'], newest)),
      /^003_c\.sql depends on what would run after it: renumber both\.$/,
    );
    const after = renumbered(numbered, files, { paths: ['002_b.sql', '003_c.sql'], place: { kind: 'after', version: '001' } });
    assert.deepEqual(after, files);
    const both = renumberedFiles(numbered, { ...files, '004_d.sql': '' }, { paths: ['002_b.sql', '003_c.sql'], place: newest });
    assert.equal(both['006_c.sql'], '-- Dependencies: 005\n');
  });

  it('refuses a sum that is not that of the files', () => {
    const files = { '20250101000000_a.sql': '', '20250102000000_b.sql': '', 'atlas.sum': 'h1:x\n' };
    assert.match(String(moved(atlas, files, ['20250101000000_a.sql'], newest)), /atlas migrate hash/);
  });
});
