import assert from 'node:assert/strict';
import type { FolderInput } from '../../../src/lint/folder';
import type { ProjectFacts } from '../../../src/lint/source-context';
import type { Convention } from '../../../src/migrations/convention';
import { conventions } from '../../../src/migrations/conventions/all';
import { dbmate } from '../../../src/migrations/conventions/dbmate';
import { diesel } from '../../../src/migrations/conventions/diesel';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import { goose } from '../../../src/migrations/conventions/goose';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { postgresMigrations } from '../../../src/migrations/conventions/postgres-migrations';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { synapse } from '../../../src/migrations/conventions/synapse';
import type { Source } from '../../../src/migrations/project';
import { folder, sourceOf } from '../../support/chains';
import { folderFindings } from '../../support/facts';

type Files = Readonly<Record<string, string>>;
type Known = Partial<Omit<FolderInput, 'facts'>> & { readonly facts?: Partial<ProjectFacts> };

const strict = { preset: 'strict', rules: new Map() } as const;

/** What one rule says of a source, by file, with severities. */
function said(rule: string, source: Source, known: Known = {}): readonly string[] {
  return folderFindings(source, known)
    .filter((finding) => finding.rule === rule)
    .map(({ severity, path, message }) => `${severity} ${path.slice(source.path.length + 1)}: ${message}`);
}

const of = (convention: Convention, files: Files): Source => sourceOf(files, convention);
/** Files of these names that each make a table of its own. */
const named = (convention: Convention, ...names: readonly string[]): Source =>
  of(convention, Object.fromEntries(names.map((name, nth) => [name, `CREATE TABLE t${String(nth)} (id bigint);\n`])));
const up = (name: string): Files => ({ [name]: '-- migrate:up\nSELECT 1;\n-- migrate:down\n' });

/** The source as one of another folder. */
const elsewhere = (source: Source, path: string): Source => ({ ...source, id: path, path, label: path.slice(1) });

const copy = "INSERT INTO berth (name, length, depth, is_free) VALUES ('north', 120, 9, true);\n";

describe('same-migration-twice', () => {
  const rule = 'same-migration-twice';

  it('finds a copy under another number, comments and blanks aside', () => {
    const source = of(numbered, { '014_berths.sql': copy, '017_berths.sql': `-- again\n${copy.replaceAll(' ', '\n')}` });
    assert.deepEqual(said(rule, source), [
      'warning 017_berths.sql: Does again what 014_berths.sql does: the SQL of both is the same',
    ]);
    assert.deepEqual(
      folderFindings(source)[0]?.related.map(({ path }) => path),
      [`${folder}/014_berths.sql`],
    );
  });

  it('is silent on what is alike but not the same, even in the letters of a string', () => {
    assert.deepEqual(said(rule, of(numbered, { '1_a.sql': copy, '2_b.sql': copy.replace('north', 'North') })), []);
    assert.deepEqual(said(rule, of(numbered, { '1_a.sql': copy, '2_b.sql': copy.replace('120', '121') })), []);
  });

  it('is silent on scripts that are too short to be a copy of anything', () => {
    const short = 'REFRESH MATERIALIZED VIEW free_berths;\n';
    assert.deepEqual(said(rule, of(numbered, { '1_a.sql': short, '2_b.sql': short, '3_c.sql': '', '4_d.sql': '' })), []);
  });

  it('is silent where a migration in between took back what the first did', () => {
    const add = 'ALTER TABLE berth ADD COLUMN prepare boolean NOT NULL DEFAULT false, ADD COLUMN since date;\n';
    const files = { '1_add.sql': add, '2_drop.sql': 'ALTER TABLE berth DROP COLUMN prepare;\n', '3_add_back.sql': add };
    assert.deepEqual(said(rule, of(numbered, files)), []);
    assert.equal(said(rule, of(numbered, { ...files, '2_drop.sql': 'SELECT 1;\n' })).length, 1);
  });

  it('compares sources with each other in the preset strict alone', () => {
    const first = of(numbered, { '1_a.sql': copy });
    const second = elsewhere(of(numbered, { '5_b.sql': copy }), folder);
    const facts = { sources: [{ ...first, label: 'deploy/migrations' }, second] };
    assert.deepEqual(said(rule, second, { facts }), []);
    assert.deepEqual(said(rule, second, { facts, options: strict }), [
      'information 5_b.sql: Has the same SQL as deploy/migrations/1_a.sql, which lies in another source',
    ]);
  });

  it('is a hint once the copy has run', () => {
    const source = of(numbered, { '014_berths.sql': copy, '017_berths.sql': copy });
    assert.match(said(rule, source, { standing: () => 'applied' })[0] ?? '', /^hint /);
  });
});

describe('version-in-two-sources', () => {
  const rule = 'version-in-two-sources';
  const billing = { ...named(numbered, '001_a.sql', '002_b.sql'), label: 'billing' };
  const orders = { ...named(numbered, '001_c.sql', '003_d.sql'), label: 'orders' };
  const sources = [billing, orders];

  it('is silent on services that nobody says share a database', () => {
    for (const source of sources) assert.deepEqual(said(rule, source, { facts: { sources } }), []);
  });

  it('is an error where both go to one target', () => {
    const facts = { sources, targetOf: () => 'main' };
    assert.deepEqual(said(rule, orders, { facts }), [
      'error 001_c.sql: billing/001_a.sql is version 001 as well, and both go to the target main, where _migrations has room for one: the second counts as applied, or is refused',
    ]);
    assert.equal(said(rule, billing, { facts }).length, 1, 'of each side');
  });

  it('is silent where the targets are different ones, or the tables', () => {
    const targetOf = ({ label }: Source): string => label;
    assert.deepEqual(said(rule, orders, { facts: { sources, targetOf }, options: strict }), []);
    const other = { ...named(sqlx, '1_a.sql'), label: 'sqlx' };
    assert.deepEqual(said(rule, other, { facts: { sources: [billing, other], targetOf: () => 'main' }, options: strict }), []);
  });

  it('asks once for two sources in the preset strict', () => {
    const known = { facts: { sources }, options: strict };
    assert.deepEqual(said(rule, billing, known), []);
    assert.deepEqual(said(rule, orders, known), [
      'information 001_c.sql: billing has version 001 too, and both sources write to _migrations: in one database the second of two counts as applied',
    ]);
  });
});

describe('gap-in-versions', () => {
  const rule = 'gap-in-versions';
  const names = (...numbers: readonly number[]): readonly string[] =>
    numbers.map((number) => `${String(number).padStart(3, '0')}_step.sql`);
  const source = named(numbered, ...names(1, 2, 3, 4, 5, 7));
  const removedBy = (path: string) => ({
    removed: new Map([[source.id, [{ path: `${folder}/${path}`, commit: '1a2b3c4', date: '2025-03-01' }]]]),
  });

  it('names the commit that removed the file', () => {
    assert.deepEqual(said(rule, source, { facts: removedBy('006_templates.sql'), standing: () => 'applied' }), [
      'warning 007_step.sql: Version 006 before this one is missing: 006_templates.sql was removed by 1a2b3c4 on 2025-03-01. Databases that had applied it have what new ones lack',
    ]);
  });

  it('says so without git', () => {
    assert.deepEqual(said(rule, source), [
      'warning 007_step.sql: Version 006 before this one is missing: a database may have applied what is no longer here',
    ]);
  });

  it('is information where git has never seen the number, until the next one is applied', () => {
    assert.deepEqual(said(rule, source, { facts: removedBy('notes.sql') }), [
      'information 007_step.sql: Version 006 before this one is missing, and git knows of no such file: if another branch has it, it will come late',
    ]);
    assert.deepEqual(said(rule, source, { facts: removedBy('notes.sql'), standing: () => 'applied' }), []);
  });

  it('is silent on times, steps, leaps, many gaps, and what another language has taken', () => {
    assert.deepEqual(said(rule, named(sqlx, '20250101000000_a.sql', '20250103000000_b.sql', '20250107000000_c.sql')), []);
    assert.deepEqual(said(rule, named(numbered, ...names(10, 20, 30, 40, 50))), []);
    assert.deepEqual(said(rule, named(numbered, ...names(1, 2, 3, 4, 5, 100, 101))), []);
    assert.deepEqual(said(rule, named(numbered, ...names(1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19))), []);
    assert.deepEqual(said(rule, named(numbered, ...names(1, 2, 3))), []);
    const problems = [{ kind: 'foreign' as const, path: `${folder}/006_x.go`, message: '', related: [] }];
    assert.deepEqual(said(rule, { ...source, problems }), []);
  });

  it('leaves it to the runner where that refuses a gap itself', () => {
    assert.deepEqual(said(rule, named(postgresMigrations, '1_a.sql', '2_b.sql', '3_c.sql', '4_d.sql', '6_e.sql')), []);
  });
});

describe('future-version', () => {
  const now = (): number => Date.UTC(2025, 5, 1, 12);
  const rule = 'future-version';

  it('is what lies more than a day ahead', () => {
    const source = named(sqlx, '20250601130000_a.sql', '20250602115959_b.sql', '20250602120001_c.sql', '20990101000000_d.sql');
    assert.deepEqual(
      said(rule, source, { now }).map((line) => line.split(':', 1)[0]),
      ['warning 20250602120001_c.sql', 'warning 20990101000000_d.sql'],
    );
  });

  it('goes by the version, however it is written', () => {
    assert.equal(said(rule, of(diesel, { '2099-01-01-000000_a/up.sql': 'SELECT 1;' }), { now }).length, 1);
    assert.deepEqual(said(rule, named(numbered, '99990101000000_a.sql'), { now: () => Date.UTC(9999, 5, 1) }), []);
  });

  it('is no matter of numbers and of dates that do not exist', () => {
    assert.deepEqual(said(rule, named(sqlx, '1_a.sql', '99999999999999_b.sql'), { now }), []);
  });
});

describe('unexpected-order', () => {
  const rule = 'unexpected-order';

  it('tells of numbers that are sorted as text', () => {
    const source = of(dbmate, { ...up('10_j.sql'), ...up('1_a.sql'), ...up('2_b.sql'), ...up('9_i.sql') });
    assert.deepEqual(said(rule, source), [
      'warning 1_a.sql: Runs after 10_j.sql, because dbmate sorts versions as text, not as numbers; so do 2_b.sql, 9_i.sql',
    ]);
  });

  it('tells of dates that are sorted as numbers', () => {
    assert.deepEqual(said(rule, named(flyway, 'V20260101__a.sql', 'V2025090706__b.sql')), [
      'warning V2025090706__b.sql: Runs after V20260101__a.sql, because Flyway sorts versions by the whole number, not by the date that it begins with',
    ]);
  });

  it('is silent where they are sorted as they read', () => {
    for (const source of [
      of(dbmate, { ...up('009_i.sql'), ...up('010_j.sql') }),
      named(flyway, 'V9__a.sql', 'V10__b.sql', 'V10.1__c.sql', 'V11__d.sql'),
      named(sqlx, '1_a.sql', '20250101000000_b.sql'),
      named(sqlx, '20250101_a.sql', '20250102120000_b.sql'),
    ])
      assert.deepEqual(said(rule, source), [], source.migrations.map(({ id }) => id).join());
  });

  it('tells in the preset strict where the folder is listed otherwise', () => {
    const source = named(goose, '9_a.sql', '10_b.sql');
    assert.deepEqual(said(rule, source), []);
    assert.deepEqual(said(rule, source, { options: strict }), [
      'information 10_b.sql: Is listed before 9_a.sql, but runs after it: goose sorts versions by number',
    ]);
  });
});

describe('new-in-deprecated-source', () => {
  const rule = 'new-in-deprecated-source';
  const old = { ...named(numbered, '001_a.sql', '002_b.sql'), label: 'deploy/migrations' };
  const canonical = { ...named(sqlx, '1_c.sql'), label: 'db/migrations' };
  const facts = { sources: [old, canonical], isDeprecated: (source: Source) => source === old };

  it('is each pending file of it', () => {
    const standing: FolderInput['standing'] = ({ version }) => (version === '002' ? 'pending' : 'applied');
    assert.deepEqual(said(rule, old, { facts, standing }), [
      'error 002_b.sql: Is new in deploy/migrations, which lockkeeper.json calls deprecated: it belongs in db/migrations',
    ]);
    assert.deepEqual(said(rule, canonical, { facts, standing: () => 'pending' }), []);
  });

  it('is nothing where nobody knows what is new', () => {
    assert.deepEqual(said(rule, old, { facts }), []);
  });
});

describe('names-alike', () => {
  it('is an error where names differ in case or in the composition of letters', () => {
    const source = named(sqlx, '1_Add.sql', '1_add.sql', '2_caf\u00e9.sql', '2_cafe\u0301.sql', '3_other.sql');
    assert.deepEqual(
      said('names-alike', source).map((line) => line.split(' alone', 1)[0]),
      [
        'error 1_add.sql: Differs from 1_Add.sql in case',
        'error 2_caf\u00e9.sql: Differs from 2_cafe\u0301.sql in how its letters are composed',
      ],
    );
  });

  it('is no matter of an up and a down script in one file', () => {
    assert.deepEqual(said('names-alike', of(dbmate, up('1_a.sql'))), []);
  });
});

describe('hidden-characters-in-name', () => {
  it('finds controls, what turns writing around, and what has no width', () => {
    const source = named(
      sqlx,
      '1_a\nb.sql',
      '2_a\u202elqs.sql',
      '3_a\u200b.sql',
      '4_\u00e9t\u00e9_\u{1f469}\u200d\u{1f680}.sql',
      '5_\u65e5\u672c.sql',
    );
    assert.deepEqual(
      said('hidden-characters-in-name', source).map((line) => /U\+[0-9A-F]+/.exec(line)?.[0]),
      ['U+000A', 'U+202E', 'U+200B'],
    );
  });
});

describe('unmanaged-file', () => {
  it('tells how most files are named', () => {
    const source = named(flyway, 'V1__a.sql', 'V2__b.sql', 'V3__c.sql', '20250101_d.sql');
    assert.deepEqual(
      folderFindings(source)
        .filter(({ rule }) => rule === 'unmanaged-file')
        .map(({ help }) => help),
      ['3 of the 4 files here are named as V3__c.sql is.'],
    );
  });
});

describe('out-of-order-after-merge', () => {
  const rule = 'out-of-order-after-merge';
  const path = (name: string): string => `${folder}/${name}`;
  const branch = (files: readonly string[], added: readonly string[] = []) => ({
    branch: { name: 'origin/main', files: new Map(files.map((name) => [path(name), ''])), added: added.map(path) },
  });

  it('holds each added file against all that the other branch has got since', () => {
    const source = named(golangMigrate, '1_a.up.sql', '3_c.up.sql', '9_new.up.sql');
    assert.deepEqual(said(rule, source, { facts: branch(['1_a.up.sql'], ['2_b.up.sql', '5_e.up.sql']) }), [
      'error 3_c.up.sql: Sorts before 5_e.up.sql, which is in origin/main already: golang-migrate never applies it there, and says nothing',
    ]);
  });

  it('holds it against what both had as well', () => {
    const source = named(goose, '1_a.sql', '2_late.sql', '3_c.sql');
    assert.match(
      said(rule, source, { facts: branch(['1_a.sql', '3_c.sql']) }).join(),
      /^error 2_late.sql: Sorts before 3_c.sql, .*goose refuses to apply anything then, unless it is called with --allow-missing$/,
    );
  });

  it('finds a number that both have taken', () => {
    const source = named(numbered, '013_a.sql', '014_ours.sql');
    assert.deepEqual(said(rule, source, { facts: branch(['013_a.sql'], ['014_theirs.sql']) }), [
      'error 014_ours.sql: Has version 014, which origin/main has given to 014_theirs.sql: once merged, neither runs',
    ]);
  });

  it('is information in the preset strict where the runner applies it late', () => {
    const source = named(sqlx, '1_a.sql', '2_b.sql');
    const facts = branch(['1_a.sql'], ['3_c.sql']);
    assert.deepEqual(said(rule, source, { facts }), []);
    assert.deepEqual(said(rule, source, { facts, options: strict }), [
      'information 2_b.sql: Sorts before 3_c.sql, which is in origin/main already: databases that have that one apply this one later, and new ones before',
    ]);
    const late = of(synapse, { 'delta/71/01_a.sql': 'SELECT 1;', 'delta/72/01_b.sql': 'SELECT 1;' });
    assert.deepEqual(said(rule, late, { facts: branch(['delta/72/01_b.sql']) }), []);
    assert.equal(said(rule, late, { facts: branch(['delta/72/01_b.sql']), options: strict }).length, 1);
  });

  it('is silent in good order, on a new source, on what this branch has removed, and on files elsewhere', () => {
    const source = named(goose, '1_a.sql', '2_b.sql', '3_c.sql');
    assert.deepEqual(said(rule, source), [], 'no branch');
    assert.deepEqual(said(rule, source, { facts: branch(['1_a.sql', '2_b.sql']) }), []);
    assert.deepEqual(said(rule, source, { facts: branch(['1_a.sql', '2_b.sql', '3_c.sql']) }), [], 'nothing added');
    assert.deepEqual(said(rule, source, { facts: branch(['9_gone.sql', '1_a.sql']) }), []);
    assert.deepEqual(said(rule, source, { facts: branch([], []) }), [], 'a new source');
    const others = ['9_x.txt', 'other/9_x.sql', '../9_x.sql'];
    assert.deepEqual(said(rule, source, { facts: branch(['1_a.sql'], others) }), []);
  });

  it('knows migrations that are directories', () => {
    const source = of(diesel, { '2025-01-01-000000_a/up.sql': '', '2025-01-02-000000_b/up.sql': '' });
    const facts = branch(['2025-01-01-000000_a/up.sql'], ['2025-01-03-000000_c/up.sql']);
    assert.equal(said(rule, source, { facts, options: strict }).length, 1);
  });
});

describe('a runner that refuses late migrations', () => {
  it('is said to in its own terms, but for those that keep a list of their migrations or number them without a gap', () => {
    const silent = conventions.filter(({ history }) => !history.can.outOfOrder && history.late === undefined);
    assert.deepEqual(silent.map(({ id }) => id).sort(), [
      'drizzle',
      'graphile-migrate',
      'postgres-migrations',
      'sqitch',
      'synapse',
    ]);
  });
});
