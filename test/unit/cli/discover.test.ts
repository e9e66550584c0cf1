import assert from 'node:assert/strict';
import { runCommandLine } from '../../../src/cli/run';
import type { DiscoverJson } from '../../../src/report/discover-json';
import type { LintJson } from '../../../src/report/json';
import { openEngine } from '../../../src/system/open-engine';
import { Trees } from '../migrations/tree-of';

const trees = new Trees();

/** What a command line prints in a folder. */
async function run(root: string, ...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const code = await runCommandLine(words, '1.0.0', {
    ...{ cwd: root, environment: {}, color: false, signal: new AbortController().signal },
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    openEngine: (at, added) =>
      openEngine({
        ...{ root: at, distDirectory: root, holder: 'a test', environment: { LOCKKEEPER_DATA_DIR: `${root}/.data` } },
        added: () => Promise.resolve(added),
      }),
  });
  return { code, ...printed };
}

async function json(root: string, ...words: readonly string[]): Promise<DiscoverJson> {
  const { out, err } = await run(root, 'discover', '--format', 'json', ...words);
  assert.notEqual(out, '', err);
  return JSON.parse(out) as DiscoverJson;
}

const berths = {
  'db/migrations/20250101_120000_schema_a.sql': 'SELECT 1;',
  'db/migrations/20250101_120000_schema_a.down.sql': 'SELECT 1;',
  'db/migrations/20250102_120000_schema_b.sql': '-- Database: TimescaleDB\nSELECT 1;',
  'db/migrations/20250103_120000_schema_c.cypher': 'MATCH (n) RETURN n;',
  'db/migrations/20250104_120000_schema_d.sql': '-- Database: Neo4j\nMATCH (n) RETURN n;',
  'graph/001_g.cypher': '',
  'db/reports/migrations/mysql/V1__a.sql': '',
  'web/migrations/20250101000000_a.js': '',
};

describe('discover', () => {
  afterEach(() => trees.remove());

  it('lists the locations as a table, the largest first', async () => {
    const { code, out } = await run(trees.make(berths), 'discover', '--format', 'table');
    assert.equal(code, 0);
    assert.equal(
      out,
      [
        'path                         files  convention        engine',
        'db/migrations                    5  typed-timestamps  neo4j, postgresql, timescale',
        'db/reports/migrations/mysql      1  -                 mysql',
        'graph                            1  -                 neo4j',
        'web/migrations                   1  -                 javascript',
        '',
      ].join('\n'),
    );
  });

  it('is told of in the help, with every format', async () => {
    const { out } = await run(trees.make({}), 'discover', '--help');
    assert.match(out, /^ {2}--format text\|json\|table +how to print \(text\)$/m);
    const { code, err } = await run(trees.make({}), 'discover', '--format', 'sarif');
    assert.equal(code, 2);
    assert.match(err, /--format is one of text, json, table; “sarif” is none\./);
  });

  it('says in place of a table without rows that nothing was found', async () => {
    const { out } = await run(trees.make({ 'README.md': '' }), 'discover', '--format', 'table');
    assert.match(out, /^No migrations for PostgreSQL were found below /);
  });

  if (process.platform !== 'win32') {
    it('shows what would steer a terminal as escapes, and keeps a row a line', async () => {
      const root = trees.make({ 'db\u001b[2J\nx/20250101000000_a.sql': 'SELECT 1;' });
      const table = await run(root, 'discover', '--format', 'table');
      assert.match(table.out, /^db\\u001b\[2J\\u000ax {2,}1 {2}sqlx {2,}postgresql$/m);
      assert.match((await run(root, 'discover')).out, /^db\\u001b\[2J\\u000ax$/m);
      assert.match((await run(root, 'discover', '--tools')).out, /Its migrations are in db\\u001b\[2J\\u000ax\./);
    });
  }

  it('gives each file its engine, and those that never run a reason', async () => {
    const { sources, foreign } = await json(trees.make(berths));
    assert.deepEqual(
      sources[0]?.files.map(({ path, engine, skipped }) => [path.replace('db/migrations/', ''), engine, skipped]),
      [
        ['20250101_120000_schema_a.sql', 'postgresql', undefined],
        ['20250101_120000_schema_a.down.sql', 'postgresql', undefined],
        ['20250102_120000_schema_b.sql', 'timescale', undefined],
        ['20250104_120000_schema_d.sql', 'neo4j', true],
        ['20250103_120000_schema_c.cypher', 'neo4j', true],
      ],
    );
    assert.deepEqual(
      sources[0].migrations.map(({ version }) => version),
      ['20250101_120000', '20250102_120000'],
      'what is for another engine is no migration',
    );
    assert.match(sources[0].files[3]?.reason ?? '', /_d\.sql is for Neo4j, as its header says\./);
    assert.deepEqual(
      foreign.map(({ path, engine, skipped, reason }) => [path, engine, skipped, reason?.split('. ')[0]]),
      [
        ['db/reports/migrations/mysql/V1__a.sql', 'mysql', true, 'V1__a.sql is for MySQL, as its folder says'],
        ['graph/001_g.cypher', 'neo4j', true, '001_g.cypher is Neo4j’s Cypher'],
        ['web/migrations/20250101000000_a.js', 'javascript', true, '20250101000000_a.js is JavaScript'],
      ],
    );
  });

  it('leaves what another runner carries out to that runner, whatever the header says', async () => {
    const { sources } = await json(
      trees.make({
        'm/20250101000000_a.sql': '-- Database: mysql\nSELECT 1;',
        'm/20250102000000_b.sql': '-- Database: orders\n',
      }),
    );
    assert.deepEqual(
      sources[0]?.files.map(({ engine, skipped }) => [engine, skipped]),
      [
        ['mysql', undefined],
        ['postgresql', undefined],
      ],
    );
    assert.equal(sources[0].migrations.length, 2);
  });

  it('takes the files of a folder named after TimescaleDB for it', async () => {
    const { sources } = await json(trees.make({ 'migrations/timescaledb/20250101000000_a.sql': 'SELECT 1;' }));
    assert.deepEqual(
      sources[0]?.files.map(({ engine }) => engine),
      ['timescale'],
    );
    const { out } = await run(trees.make({ 'timescale/20250101000000_a.sql': 'SELECT 1;' }), 'discover');
    assert.match(out, /history in _sqlx_migrations, for timescale$/m);
  });

  describe('of reference files', () => {
    const files = { 'db/20250101000000_a.sql': 'SELECT 1;', 'db/schema.sql': 'CREATE TABLE t (id int);' };

    it('lists them apart, and nothing else has them', async () => {
      const root = trees.make({ ...files, 'lockkeeper.json': '{ "reference": ["./db/schema.sql"] }' });
      const { sources, reference } = await json(root);
      assert.deepEqual(reference, ['db/schema.sql']);
      assert.deepEqual([sources[0]?.migrations.length, sources[0]?.problems], [1, []]);
      const { out, err } = await run(root, 'discover');
      assert.match(out, /^db\/schema\.sql\n {2}Reference: kept on purpose, never applied\.$/m);
      assert.equal(err, '');
      const { findings } = JSON.parse((await run(root, 'check', '--format', 'json')).out) as LintJson;
      assert.deepEqual(findings, []);
    });

    it('are files that the runner passes over where nothing is said of them', async () => {
      const { findings } = JSON.parse((await run(trees.make(files), 'check', '--format', 'json')).out) as LintJson;
      assert.deepEqual(
        findings.map(({ rule, path }) => [rule, path]),
        [['unmanaged-file', 'db/schema.sql']],
      );
    });

    it('says which are not there', async () => {
      const text = '{ "reference": ["db/schema.sql", "db/gone.sql", "db"] }';
      const { out, err } = await run(trees.make({ ...files, 'lockkeeper.json': text }), 'discover');
      assert.match(err, /lockkeeper\.json:1:34 .*There is no file “db\/gone\.sql”: “reference” lists files/);
      assert.match(err, /There is no file “db”/);
      assert.doesNotMatch(out, /gone/);
    });
  });

  describe('--tools', () => {
    it('tells a tool that is set up from one that is named alone', async () => {
      const root = trees.make({
        'package.json': '{ "dependencies": { "prisma": "6.0.0" }, "devDependencies": { "knex": "3.0.0" } }',
        'knexfile.js': 'module.exports = {};',
        'migrations/20250101000000_berths.js': 'exports.up = (knex) => knex.schema;',
        'db/20250101000000_a.sql': '-- migrate:up\nSELECT 1;\n-- migrate:down\n',
      });
      const { out } = await run(root, 'discover', '--tools');
      assert.equal(
        out.slice(out.indexOf('dbmate: in use')),
        [
          'dbmate: in use. Its migrations are in db.',
          '  Known by its migrations alone.',
          'Knex: in use. Its migrations are in migrations.',
          '  Known by knexfile.js, knex in package.json.',
          'Prisma: not in use. prisma is named in package.json, but there is no schema.prisma.',
          '',
        ].join('\n'),
      );
      const { tools } = await json(root, '--tools');
      assert.deepEqual(tools?.at(-1), {
        tool: 'prisma',
        title: 'Prisma',
        in_use: false,
        reason: 'prisma is named in package.json, but there is no schema.prisma.',
        markers: [],
        packages: [{ name: 'prisma', path: 'package.json' }],
        folders: [],
      });
      assert.equal((await json(root)).tools, undefined, 'nobody asked');
    });

    it('says that there are none', async () => {
      assert.match((await run(trees.make({}), 'discover', '--tools')).out, /^There is no sign of a tool for migrations\.$/m);
    });
  });
});
