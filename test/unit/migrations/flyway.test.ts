import assert from 'node:assert/strict';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { discover } from '../../../src/migrations/discovery';
import type { HistoryEvent } from '../../../src/migrations/history';
import type { Migration } from '../../../src/migrations/project';
import { nodeFiles } from '../../../src/system/files';
import { made, read } from './reading';
import { text } from './text';
import { Trees } from './tree-of';

const { history } = flyway;
const run = { id: '00000000-0000-4000-8000-000000000001' };

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = flyway.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

/** What rows of these types, versions and outcomes say of the files. */
function standing(files: readonly string[], ...rows: readonly (readonly [string, string | null, boolean?])[]): readonly string[] {
  const { migrations } = flyway.read(text(Object.fromEntries(files.map((name) => [name, '']))));
  const stored = rows.map(([type, version, success = true], index) => ({
    ...{ installed_rank: index + 1, type, version, success },
    description: version === null ? 'a' : 'd',
  }));
  return history
    .read(stored, migrations)
    .map(({ version, name, failed }) => `${version === '' ? (name ?? '') : version}${failed ? ' failed' : ''}`);
}

describe('flyway', () => {
  it('orders parts of versions as numbers, undoes by version, and puts repeatables last', () => {
    const { chain, problems, migrations } = read(flyway, {
      'V10__c.sql': '',
      'V2_1__add_berths.sql': '',
      'U2.1__undo.sql': '',
      'q1/V002__a.sql': '',
      'R__b_view.sql': '',
      'R__a_view.sql': '',
      'V3.sql': '',
      'V2_1__add_berths.sql.conf': '',
    });
    assert.deepEqual(chain, [
      ['002', 'a', 'q1/V002__a.sql', undefined],
      ['2.1', 'add berths', 'V2_1__add_berths.sql', 'U2.1__undo.sql'],
      ['3', '', 'V3.sql', undefined],
      ['10', 'c', 'V10__c.sql', undefined],
      ['', 'a view', 'R__a_view.sql', undefined],
      ['', 'b view', 'R__b_view.sql', undefined],
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      migrations.map(({ isRepeatable = false }) => isRepeatable),
      [false, false, false, false, true, true],
    );
  });

  it('says what Flyway would do with a file that is no migration', () => {
    const { problems } = read(flyway, {
      'V1__a.sql': '',
      'V1.0__b.sql': '',
      'views/R__a.sql': '',
      'R__a.sql': '',
      'U9__a.sql': '',
      'R2__b.sql': '',
      'Views.sql': '',
      'afterMigrate__grants.sql': '',
    });
    assert.deepEqual(problems, [
      'duplicate-version Version 1.0 is claimed by V1__a.sql as well. Neither runs until one of them has another version.',
      'duplicate-version Version 1 is claimed by V1.0__b.sql as well. Neither runs until one of them has another version.',
      'orphan-down U9__a.sql undoes version 9, but no up script of that version matches it. Rename or remove it.',
      'duplicate-version «a» is the description of R__a.sql as well. Neither runs until one of them has another description.',
      'duplicate-version «a» is the description of R__a.sql as well. Neither runs until one of them has another description.',
      'unmanaged R2__b.sql is no migration: Flyway ignores it, because the name of a repeatable migration has no version: R__description.sql.',
      'unmanaged Views.sql is no migration: Flyway ignores it, because its name is not V<version>__<description>.sql, nor one with U, B or R.',
      'unmanaged afterMigrate__grants.sql is no migration: to Flyway it is a callback, which Lockkeeper does not run.',
    ]);
  });

  it('begins with the newest baseline where what it stands for has gone', () => {
    const needed = read(flyway, { 'B5__base.sql': '', 'B3__old.sql': '', 'V6__next.sql': '' });
    assert.deepEqual(
      needed.migrations.map(({ version, facts }) => [version, facts?.['type']]),
      [
        ['5', 'SQL_BASELINE'],
        ['6', 'SQL'],
      ],
    );
    assert.deepEqual(needed.problems, ['unmanaged B3__old.sql is no migration: it is a baseline, and there is a newer one.']);
    const idle = read(flyway, { 'V1__a.sql': '', 'B5__base.sql': '', 'V6__next.sql': '' });
    assert.deepEqual(
      idle.chain.map(([version]) => version),
      ['1', '6'],
    );
    assert.equal(idle.problems.length, 1);
  });

  describe('transactions', () => {
    const mode = (sql: string, conf?: string): string =>
      flyway.transaction(only({ 'V1__a.sql': sql, ...(conf !== undefined && { 'V1__a.sql.conf': conf }) }).up!);
    const refusal = (sql: string, conf?: string): string | undefined =>
      history.cannotRecord?.(only({ 'V1__a.sql': sql, ...(conf !== undefined && { 'V1__a.sql.conf': conf }) }));
    const outside = [
      'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);',
      'drop index concurrently if exists i;',
      '-- a comment\nVACUUM t;',
      'ALTER SYSTEM SET work_mem = 1;',
      'REINDEX (VERBOSE) SCHEMA app;',
      'DROP DATABASE IF EXISTS x;',
      'DISCARD ALL;',
    ];
    for (const sql of outside) it(`are none for ${sql}`, () => assert.equal(mode(sql), 'none'));
    const within = [
      'CREATE INDEX i ON t (concurrently);',
      'REINDEX INDEX CONCURRENTLY i;',
      "SELECT 'VACUUM';",
      'CREATE TABLE vacuum();',
    ];
    for (const sql of within) it(`are one for ${sql}`, () => assert.equal(mode(sql), 'file'));

    it('follow the script’s own configuration first', () => {
      assert.equal(mode('SELECT 1;', '# why\r\nexecuteInTransaction = false\r\n'), 'none');
      assert.equal(mode('VACUUM;', 'executeInTransaction=true'), 'file');
      assert.equal(mode('VACUUM;', 'encoding=UTF-8'), 'none');
    });

    it('are refused where Flyway refuses the mixture, or alone can decide', () => {
      assert.match(refusal('SET lock_timeout = 1; VACUUM;') ?? '', /^Flyway refuses a script/);
      assert.equal(refusal('SET lock_timeout = 1; VACUUM;', 'executeInTransaction=false'), undefined);
      assert.match(refusal('SELECT 1;', 'shouldExecute=${a}==b') ?? '', /shouldExecute/);
      assert.equal(refusal('SELECT 1;'), undefined);
    });
  });

  it('finds placeholders everywhere, unless they are switched off', () => {
    const sql = "-- ${who}\nSELECT '${flyway:user}', $1, '$';";
    const found = (conf: string): readonly string[] => {
      const { up } = only({ 'V1__a.sql': sql, 'V1__a.sql.conf': conf });
      return flyway.placeholders!(up!).map(({ start, end }) => sql.slice(start, end));
    };
    assert.deepEqual(found(''), ['${who}', '${flyway:user}']);
    assert.deepEqual(found('placeholderReplacement=false'), []);
  });

  describe('history', () => {
    it('hashes the lines without their ends and the byte order mark', () => {
      // CRC-32 as zlib computes it of the line alone.
      const hash = (content: string): string | undefined => history.checksum?.(only({ 'V1__a.sql': content }));
      assert.equal(hash('CREATE TABLE port (id int);\n'), '-405313135');
      assert.equal(hash('\uFEFFCREATE TABLE port (id int);\r\n'), '-405313135');
      assert.equal(hash('CREATE TABLE port (id int);\n-- é\n'), '-385203491');
      assert.equal(hash(''), '0');
    });

    it('takes the lock that Flyway takes', () => {
      // "Flyway" as a number, and Java's hash of the quoted name of the table.
      const hashOf = (name: string): number => Buffer.from(name).reduce((sum, letter) => (Math.imul(sum, 31) + letter) | 0, 0);
      const flywayNumber = BigInt(`0x${Buffer.from('Flyway').toString('hex')}`);
      assert.deepEqual(history.lock({ database: 'app', schema: 'public' }), {
        keys: [String(flywayNumber + BigInt(hashOf('"public"."flyway_schema_history"')))],
        isRunners: true,
      });
      const other = history.lock({ database: 'app', schema: 'a "b' }).keys;
      assert.deepEqual(other, [String(flywayNumber + BigInt(hashOf('"a ""b"."flyway_schema_history"')))]);
    });

    it('reads what is applied from rows in the order of their ranks', () => {
      const files = ['V1__d.sql', 'V2__d.sql', 'V3__d.sql', 'R__a.sql'];
      assert.deepEqual(standing(files, ['SQL', '1'], ['SQL', '2', false]), ['1', '2 failed']);
      assert.deepEqual(standing(files, ['SCHEMA', null], ['SQL', '1.0'], ['SQL', null]), ['1', 'a']);
      assert.deepEqual(standing(files, ['SQL', '1'], ['SQL', '2'], ['UNDO_SQL', '2']), ['1']);
      assert.deepEqual(standing(files, ['SQL', '1'], ['UNDO_SQL', '1'], ['SQL', '1']), ['1']);
      assert.deepEqual(standing(files, ['SQL', '1'], ['SQL', '9'], ['DELETE', '9']), ['1']);
      assert.deepEqual(standing(files, ['JDBC', '1.5'], ['SPRING_JDBC', '1.6']), [], 'classes have no file');
      assert.deepEqual(standing(files, ['BASELINE', '2'], ['SQL', '3']), ['3', '1', '2']);
      assert.deepEqual(standing(files, ['SQL', '7']), ['7']);
    });

    it('lets a baseline of a file stand for what led there', () => {
      const files = ['B5__base.sql', 'V6__d.sql'];
      assert.deepEqual(standing(files, ['SQL', '1'], ['SQL', '5'], ['SQL', '6']), ['6', '5']);
      assert.deepEqual(standing(files, ['SQL_BASELINE', '5']), ['5']);
      assert.deepEqual(standing(files), []);
    });

    it('tells a change by checksum and by description', () => {
      const migration = only({ 'V1__create_port.sql': 'SELECT 1;\n' });
      const row = { version: '1', failed: false, checksum: history.checksum!(migration), name: 'create port' };
      assert.equal(history.matches(row, migration), true);
      assert.equal(history.matches({ ...row, name: 'create ports' }, migration), false);
      assert.equal(history.matches({ ...row, checksum: '5' }, migration), false);
      const view = only({ 'R__v.sql': "SELECT '${x}';" });
      assert.equal(history.matches({ version: '', failed: false, checksum: '5', name: 'v' }, view), true, 'values are unknown');
      assert.equal(history.matches({ version: '', failed: false, checksum: '5', name: 'v' }, only({ 'R__v.sql': '' })), false);
    });

    const migration = only({ 'q1/V1_02__create_port.sql': 'SELECT 1;' });
    const values = (event: HistoryEvent): readonly unknown[] =>
      history.record(event, migration, [migration]).map((query) => query.values);
    it('writes rows as Flyway does, and one of a run that may be killed', () => {
      const row = (ms: number, success: boolean): readonly unknown[] => [
        ...['1.02', 'create port', 'SQL', 'q1/V1_02__create_port.sql'],
        ...[Number(history.checksum!(migration)), ms, success],
      ];
      assert.deepEqual(values({ run, kind: 'applied', durationMs: 12.7 }), [['1.2'], row(12, true)]);
      assert.deepEqual(values({ run, kind: 'started', direction: 'up' }), [['1.2'], row(0, false)]);
      const failed = { run, kind: 'failed', durationMs: 3, direction: 'up' } as const;
      assert.deepEqual(values({ ...failed, isUndone: false }), [['1.2'], row(3, false)]);
      assert.deepEqual(values({ ...failed, isUndone: true }), []);
      assert.deepEqual(values({ run, kind: 'rolled-back', durationMs: 1 }), [['1.2']]);
    });

    it('cuts what its columns would not hold, and refuses what cannot be cut', () => {
      const long = only({ [`V1__${'x'.repeat(240)}.sql`]: '' });
      assert.equal(long.name, `${'x'.repeat(197)}...`);
      assert.match(history.cannotRecord?.(only({ [`V1${'.1'.repeat(30)}__a.sql`]: '' })) ?? '', /holds 50/);
    });
  });

  it('makes the version after the newest, written as that one is', () => {
    assert.deepEqual(made(flyway, {}), {
      'V1__add_berths.sql': '-- Add berths\n\n',
      'U1__add_berths.sql': '-- Undo: Add berths\n\n',
    });
    const next = (...names: readonly string[]): string | undefined =>
      Object.keys(made(flyway, Object.fromEntries(names.map((name) => [name, ''])), { withDown: false }))[0];
    assert.equal(next('V9__a.sql', 'V10__b.sql'), 'V11__add_berths.sql');
    assert.equal(next('V009__a.sql'), 'V010__add_berths.sql');
    assert.equal(next('V1.2__a.sql', 'V1.10__b.sql'), 'V1.11__add_berths.sql');
    assert.equal(next('V2024_01_09__a.sql'), 'V2024_01_10__add_berths.sql');
    assert.equal(next('V20240101000000__a.sql'), 'V20250304123015__add_berths.sql');
    assert.equal(next('V20990101000000__a.sql'), 'V20990101000001__add_berths.sql');
    assert.equal(next('B7__a.sql'), 'V8__add_berths.sql');
  });

  it('says in a file beside the script that it runs outside a transaction', () => {
    const content = { up: 'REINDEX INDEX CONCURRENTLY i;\n', down: 'SELECT 1;\n', outsideTransaction: true };
    const files = made(flyway, {}, { content });
    assert.ok(typeof files !== 'string');
    assert.equal(files['V1__add_berths.sql'], '-- Add berths\n\nREINDEX INDEX CONCURRENTLY i;\n');
    assert.equal(files['V1__add_berths.sql.conf'], 'executeInTransaction=false\n');
    assert.equal(flyway.transaction(only(files).up!), 'none');
  });

  describe('folders', () => {
    const trees = new Trees();
    after(() => trees.remove());
    const labels = async (...paths: readonly string[]): Promise<readonly string[]> => {
      const root = trees.make(Object.fromEntries(paths.map((path) => [path, 'SELECT 1;'])));
      return (await discover(root, nodeFiles)).sources.map(({ label, migrations }) => `${label} ${migrations.length}`);
    };

    it('are the location, not what is above it', async () => {
      assert.deepEqual(await labels('db/migration/V1__a.sql', 'db/migration/2025/V2__b.sql'), ['db/migration 2']);
      assert.deepEqual(await labels('db/migration/2024/V1__a.sql', 'db/migration/2025/V2__b.sql'), ['db/migration 2']);
    });

    it('of other engines are left alone', async () => {
      const paths = ['mysql', 'postgresql', 'h2'].map((engine) => `db/migration/${engine}/V1__a.sql`);
      assert.deepEqual(await labels(...paths), ['db/migration/postgresql 1']);
    });
  });
});
