import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { type DiscoverOptions, discover } from '../../../src/migrations/discovery';
import { Earlier } from '../../../src/migrations/earlier';
import { largeFileBytes, maxFileBytes } from '../../../src/migrations/files';
import type { Source } from '../../../src/migrations/project';
import { nodeFiles } from '../../../src/system/files';
import { CachedFiles } from '../../../src/workspace/cached-files';
import { Trees, makeFifo } from './tree-of';

const trees = new Trees();
const isWindows = process.platform === 'win32';

async function sourcesOf(root: string, options?: DiscoverOptions): Promise<readonly Source[]> {
  return (await discover(root, nodeFiles, options)).sources;
}

async function only(root: string): Promise<Source> {
  const sources = await sourcesOf(root);
  assert.equal(sources.length, 1, sources.map(({ label }) => label).join());
  return sources[0]!;
}

/** Each problem as `kind file: message`. */
function said({ path, problems }: Source): readonly string[] {
  return problems.map((problem) => `${problem.kind} ${problem.path.slice(path.length + 1)}: ${problem.message}`);
}

describe('discovery', () => {
  afterEach(() => trees.remove());

  it('finds sources of several conventions at any depth, each with the reason', async () => {
    const root = trees.make({
      'migrations/20250101000000_init.sql': '',
      'apps/a/b/c/d/deploy/migrations/versions/001_init.sql': '',
      'apps/a/b/c/d/deploy/migrations/versions/002_more.sql': '',
      'apps/a/b/c/d/deploy/migrations/down/001_init_down.sql': '',
      'apps/web/db/20250101_120000_schema_init.sql': '',
      'apps/rust/Cargo.toml': '',
      'apps/rust/migrations/0001_init.up.sql': '',
      'apps/rust/migrations/0001_init.down.sql': '',
    });
    assert.deepEqual(
      (await sourcesOf(root)).map(({ label, convention, migrations, reason }) => [
        label,
        convention.id,
        migrations.length,
        reason,
      ]),
      [
        [
          'apps/a/b/c/d/deploy/migrations/versions',
          'numbered',
          2,
          'It has numbered files in versions/ and rollbacks …_down.sql in down/.',
        ],
        ['apps/rust/migrations', 'sqlx', 1, 'It has pairs of .up.sql and .down.sql, and there is Cargo.toml.'],
        ['apps/web/db', 'typed-timestamps', 1, 'It has files YYYYMMDD_HHMMSS_<type>_…, with schema.'],
        ['migrations', 'sqlx', 1, 'It has files YYYYMMDDHHMMSS_description.sql.'],
      ],
    );
  });

  it('pairs the scripts of versions/ and down/, and of rollbacks beside their up scripts', async () => {
    const root = trees.make({
      'a/versions/001_x.sql': '',
      'a/down/001_x_down.sql': '',
      'b/010_robots.sql': '',
      'b/010_robots_down.sql': '',
      'b/011_arms.sql': '',
    });
    const pairs = (await sourcesOf(root)).map(({ path, migrations }) =>
      migrations.map(({ up, down }) => [up, down].map((script) => script?.path.slice(path.length + 1))),
    );
    assert.deepEqual(pairs, [
      [['versions/001_x.sql', 'down/001_x_down.sql']],
      [
        ['010_robots.sql', '010_robots_down.sql'],
        ['011_arms.sql', undefined],
      ],
    ]);
  });

  it('takes no folder whose SQL files fit nothing', async () => {
    const root = trees.make({ 'queries/orders.sql': '', 'queries/users.sql': '', 'a/schema.sql': '', 'b/notes.md': '' });
    assert.deepEqual(await sourcesOf(root), []);
  });

  it('leaves alone what other runners keep: it would run both directions, or write a history that is not theirs', async () => {
    const root = trees.make({
      'docker-entrypoint-initdb.d/01_a.sql': 'SELECT 1;',
      'migrations/mysql/20250101000000_a.sql': 'SELECT 1;',
      'drizzle/0000_a.sql': 'SELECT 1;',
      'drizzle/meta/_journal.json': '{}',
    });
    assert.deepEqual(await sourcesOf(root), []);
  });

  it('skips what tools fetched or made, and hidden directories', async () => {
    const files = [
      'node_modules/p',
      '.git',
      'target/debug',
      'dist',
      'vendor/x',
      'build/resources',
      '.venv',
      'src/node_modules/q',
    ];
    const root = trees.make(Object.fromEntries(files.map((path) => [`${path}/migrations/20250101000000_a.sql`, ''])));
    assert.deepEqual(await sourcesOf(root), []);
  });

  it('leaves out what the configuration ignores', async () => {
    const root = trees.make({
      'a/migrations/20250101000000_a.sql': '',
      'old/x/migrations/20250101000000_a.sql': '',
      'b/fixtures/20250101000000_a.sql': '',
    });
    const labels = async (...ignore: string[]): Promise<string[]> =>
      (await sourcesOf(root, { ignore })).map(({ label }) => label);
    assert.deepEqual(await labels('old', '**/fixtures'), ['a/migrations']);
    assert.deepEqual(await labels('*/migrations', 'fixtures'), ['old/x/migrations']);
    assert.deepEqual(await labels('old/**', 'a/'), ['b/fixtures']);
  });

  it('puts listed sources first, in their order and by their convention', async () => {
    const root = trees.make({
      'a/20250101000000_a.sql': '',
      'b/20250101000000_a.sql': '',
      'b/20250102000000_wip.sql': '',
      'c/20250101000000_a.sql': '',
    });
    const sources = await sourcesOf(root, {
      sources: [{ path: './c/', convention: numbered }, { path: 'b', ignore: ['*_wip.sql'] }, { path: 'gone' }],
    });
    assert.deepEqual(
      sources.map(({ label, convention, migrations, reason }) => [label, convention.id, migrations.length, reason]),
      [
        ['c', 'numbered', 1, 'lockkeeper.json says so.'],
        ['b', 'sqlx', 1, 'It has files YYYYMMDDHHMMSS_description.sql.'],
        ['a', 'sqlx', 1, 'It has files YYYYMMDDHHMMSS_description.sql.'],
      ],
    );
  });

  it('takes the directory of the up scripts for the source that it belongs to', async () => {
    const root = trees.make({ 'm/versions/001_a.sql': '', 'm/down/001_a_down.sql': '' });
    for (const path of ['m', 'm/versions']) {
      const sources = await sourcesOf(root, { sources: [{ path }] });
      assert.deepEqual(
        sources.map((source) => [source.path, source.label, !!source.migrations[0]!.down]),
        [[join(root, 'm'), 'm/versions', true]],
      );
    }
  });

  it('calls the root itself a source if it is one', async () => {
    const root = trees.make({ '20250101000000_a.sql': '' });
    const source = await only(root);
    assert.deepEqual([source.path, source.label], [root, '.']);
  });

  it('lists stragglers, and other engines’ files that are never run', async () => {
    const root = trees.make({
      'm/20250101000000_a.sql': '',
      'm/20250102000000_graph.cypher': '',
      'm/20250103000000_seed.ts': '',
      'm/20250104000000_load.sh': '',
      'm/seed.sql': '',
      'm/README.md': '',
      'm/helper.js': '',
    });
    assert.deepEqual(said(await only(root)), [
      'unmanaged seed.sql: seed.sql is no migration: sqlx skips it, because its name has no underscore.',
      'foreign 20250102000000_graph.cypher: 20250102000000_graph.cypher is Neo4j’s Cypher. Lockkeeper runs SQL alone, so what this file does is no part of the chain.',
      'foreign 20250103000000_seed.ts: 20250103000000_seed.ts is TypeScript. Lockkeeper runs SQL alone, so what this file does is no part of the chain.',
      'foreign 20250104000000_load.sh: 20250104000000_load.sh is a shell script. Lockkeeper runs SQL alone, so what this file does is no part of the chain.',
    ]);
  });

  it('gives both files of one version the problem, and neither is applied in silence', async () => {
    const root = trees.make({
      'versions/014_a.sql': '',
      'versions/014_b.sql': '',
      'versions/015_c.sql': '',
      'down/014_b_down.sql': '',
      'down/016_lost_down.sql': '',
    });
    const source = await only(root);
    assert.deepEqual(
      source.migrations.map(({ version, up, down, problems }) => [version, !!up, !!down, problems.map(({ kind }) => kind)]),
      [
        ['014', true, false, ['duplicate-version']],
        ['014', true, true, ['duplicate-version']],
        ['015', true, false, []],
        ['016', false, true, ['orphan-down']],
      ],
    );
    assert.deepEqual(said(source), [
      'duplicate-version versions/014_a.sql: Version 014 is claimed by 014_b.sql as well. Neither runs until one of them has another version.',
      'duplicate-version versions/014_b.sql: Version 014 is claimed by 014_a.sql as well. Neither runs until one of them has another version.',
      'orphan-down down/016_lost_down.sql: 016_lost_down.sql undoes version 016, but no up script of that version matches it. Rename or remove it.',
    ]);
    assert.deepEqual(source.problems[0]!.related, [join(root, 'versions/014_b.sql')]);
  });

  describe('bad input', () => {
    const name = (n: number): string => `2025010100000${n}_x.sql`;

    it('keeps bytes and text of what is only unusual: empty, BOM, CRLF, a replacement character', async () => {
      const contents = ['', '\uFEFFSELECT 1;', 'SELECT 1;\r\nSELECT 2;\r\n', "SELECT '\uFFFD';"];
      const root = trees.make(Object.fromEntries(contents.map((content, n) => [name(n), content])));
      const source = await only(root);
      assert.deepEqual(source.problems, []);
      assert.deepEqual(
        source.migrations.map(({ up }) => up!.text),
        contents,
      );
      assert.deepEqual(
        source.migrations.map(({ up }) => Buffer.from(up!.bytes).toString()),
        contents,
      );
      assert.deepEqual(source.migrations[1]!.up!.body, { start: 1, end: 10 }, 'a byte order mark is not sent');
    });

    it('says where a file stops being UTF-8', async () => {
      const root = trees.make({
        [name(0)]: Buffer.from('SELECT 1;\n-- caf\xe9\n', 'latin1'),
        [name(1)]: Buffer.from('\uFEFFSELECT 1;', 'utf16le'),
        [name(2)]: Buffer.from([0x2d, 0x2d, 0xed, 0xa0, 0x80]),
        [name(3)]: Buffer.from([0x2d, 0x2d, 0xe2, 0x82]),
        [name(4)]: Buffer.from([0x2d, 0x2d, 0xc0, 0xaf]),
      });
      const source = await only(root);
      assert.deepEqual(said(source), [
        `not-utf8 ${name(0)}: ${name(0)} is not UTF-8: byte 0xE9 at offset 16, line 2. Save it as UTF-8.`,
        `not-utf8 ${name(1)}: ${name(1)} is UTF-16 (its first bytes say so). Save it as UTF-8.`,
        `not-utf8 ${name(2)}: ${name(2)} is not UTF-8: byte 0xED at offset 2, line 1. Save it as UTF-8.`,
        `not-utf8 ${name(3)}: ${name(3)} is not UTF-8: byte 0xE2 at offset 2, line 1. Save it as UTF-8.`,
        `not-utf8 ${name(4)}: ${name(4)} is not UTF-8: byte 0xC0 at offset 2, line 1. Save it as UTF-8.`,
      ]);
      assert.ok(source.migrations.every(({ problems }) => problems.length === 1));
    });

    it('says where a NUL byte stands', async () => {
      const root = trees.make({ [name(0)]: 'SELECT 1;\n\0' });
      assert.deepEqual(said(await only(root)), [
        `nul-byte ${name(0)}: ${name(0)} has a NUL byte at offset 10, line 2, which PostgreSQL cannot take in. Remove it.`,
      ]);
    });

    it('reads large files, and does not load the largest', async () => {
      const large = Buffer.concat([Buffer.from('\uFEFFSELECT 1; -- ü—😀'), Buffer.alloc(largeFileBytes, '-')]);
      const root = trees.make({ [name(0)]: large, [name(1)]: '' });
      truncateSync(join(root, name(1)), maxFileBytes + 1);
      const source = await only(root);
      const { bytes, text, body } = source.migrations[0]!.up!;
      assert.equal(Buffer.compare(bytes, large), 0);
      assert.equal(text, large.toString());
      assert.equal(body.start, 1);
      assert.deepEqual(source.migrations[0]!.problems, []);
      assert.equal(source.migrations[1]!.up!.bytes.length, 0);
      assert.deepEqual(said(source), [
        `too-large ${name(1)}: ${name(1)} has 256 MB; files over 256 MB are not run, since the text of each is held in memory until the run ends. Split it, or load the data with psql.`,
      ]);
    });

    it('says what is wrong with a large file as with any other', async () => {
      const long = '-'.repeat(largeFileBytes);
      const root = trees.make({
        [name(0)]: Buffer.concat([Buffer.from(`${long}\n`), Buffer.from([0xe9])]),
        [name(1)]: `${long}\0`,
        [name(2)]: `${long}\uFFFD`,
      });
      assert.deepEqual(said(await only(root)), [
        `not-utf8 ${name(0)}: ${name(0)} is not UTF-8: byte 0xE9 at offset ${long.length + 1}, line 2. Save it as UTF-8.`,
        `nul-byte ${name(1)}: ${name(1)} has a NUL byte at offset ${long.length}, line 1, which PostgreSQL cannot take in. Remove it.`,
      ]);
    });

    it('survives a FIFO, a socket and links that lead nowhere', async function () {
      if (isWindows) return;
      const root = trees.make({ [name(0)]: '' });
      makeFifo(join(root, 'x.sql'));
      makeFifo(join(root, name(1)));
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(root, name(2)), resolve));
      symlinkSync(join(root, 'gone.sql'), join(root, name(3)));
      symlinkSync(join(root, name(4)), join(root, name(4)));
      const source = await only(root);
      await new Promise((resolve) => server.close(resolve));
      assert.deepEqual(said(source), [
        `not-a-file ${name(1)}: ${name(1)} is a FIFO, not a file, and is never opened.`,
        `not-a-file ${name(2)}: ${name(2)} is a socket, not a file, and is never opened.`,
        `not-a-file ${name(3)}: ${name(3)} is a link that leads nowhere, not a file, and is never opened.`,
        `not-a-file ${name(4)}: ${name(4)} is a link that leads to itself, not a file, and is never opened.`,
        'not-a-file x.sql: x.sql is a FIFO, not a file, and is never opened.',
      ]);
      assert.equal(source.migrations.filter(({ problems }) => problems.length > 0).length, 4);
    });

    it('does not go round in circles of links', async () => {
      const root = trees.make({ [`m/${name(0)}`]: '', 'other/readme.md': '' });
      symlinkSync(join(root, 'm'), join(root, 'm/again'), 'dir');
      symlinkSync(root, join(root, 'other/up'), 'dir');
      const source = await only(root);
      assert.equal(source.label, 'm');
      assert.deepEqual(said(source), [
        'not-a-file again: again is a link into a directory that holds it. Remove the link; nothing below it is read.',
      ]);
    });

    it('reads what several links lead to once, in its own place', async () => {
      const root = trees.make({ [`shared/migrations/${name(0)}`]: '' });
      const outside = trees.make({ [`migrations/${name(0)}`]: '' });
      for (const link of ['a', 'b']) symlinkSync(join(root, 'shared'), join(root, link), 'dir');
      for (const link of ['c', 'd']) symlinkSync(outside, join(root, link), 'dir');
      assert.deepEqual(
        (await sourcesOf(root)).map(({ label }) => label),
        ['c/migrations', 'shared/migrations'],
      );
    });

    it('names a file that goes away while it is read', async () => {
      const root = trees.make({ [name(0)]: '' });
      const gone = {
        ...nodeFiles,
        readMany: async (paths: readonly string[]) => nodeFiles.readMany(paths.map((path) => `${path}~`)),
      };
      const { sources } = await discover(root, gone);
      assert.deepEqual(said(sources[0]!), [`unreadable ${name(0)}: ${name(0)} is no longer there.`]);
    });

    it('takes hostile names as they are', async () => {
      const names = ["1_'; drop table x;--.sql", '2_$(touch x).sql', '3_\u202Elqs.sql', ...(isWindows ? [] : ['4_a\nb.sql'])];
      const root = trees.make(Object.fromEntries(names.map((each) => [each, ''])));
      const source = await only(root);
      assert.deepEqual(
        source.migrations.map(({ up }) => up!.path.slice(root.length + 1)),
        names,
      );
    });

    it('stops at a depth that nobody lays out by hand', async () => {
      const root = trees.make({});
      mkdirSync(join(root, ...Array.from({ length: 200 }, () => 'd')), { recursive: true });
      assert.deepEqual(await sourcesOf(root), []);
    });
  });

  it('takes a file in another language for the up script of a way back in SQL', async () => {
    const root = trees.make({
      'migrations/000001_a.up.sql': '',
      'migrations/000001_a.down.sql': '',
      'migrations/000002_b.up.go': '',
      'migrations/000002_b.down.sql': '',
      'migrations/000003_c.down.sql': '',
    });
    const source = await only(root);
    assert.deepEqual(
      source.problems.map(({ kind, path }) => [kind, path.slice(source.path.length + 1)]),
      [
        ['orphan-down', '000003_c.down.sql'],
        ['foreign', '000002_b.up.go'],
      ],
    );
    assert.deepEqual(
      source.migrations.map(({ problems }) => problems.length),
      [0, 0, 1],
    );
  });

  it('reads one file again where one has changed, and no other source anew', async () => {
    const files: Record<string, string> = {};
    for (let n = 0; n < 60; n++) {
      const name = `2024010100${String(n).padStart(4, '0')}_step_${n}.sql`;
      files[`service${n % 6}/migrations/${name}`] = 'ALTER TABLE a ADD COLUMN b integer;\n';
    }
    const root = trees.make(files);
    const path = join(root, 'service2/migrations/20240101000002_step_2.sql');
    const read: string[] = [];
    const cached = new CachedFiles({
      ...nodeFiles,
      readMany: (paths) => {
        read.push(...paths);
        return nodeFiles.readMany(paths);
      },
    });
    const earlier = new Earlier();
    const first = (await discover(root, cached, {}, earlier)).sources;
    assert.equal(read.length, 60);
    read.length = 0;
    writeFileSync(path, 'DROP TABLE a;\n');
    cached.forget([path]);
    const second = (await discover(root, cached, {}, earlier)).sources;
    assert.deepEqual(read, [path]);
    assert.deepEqual(
      second.map((source, index) => source === first[index]),
      [true, true, false, true, true, true],
    );
    assert.equal(second[2]?.migrations[0]?.up?.text, 'DROP TABLE a;\n');
  });

  it('sees by an earlier reading what comes, goes, or turns into something else', async () => {
    const root = trees.make({
      'migrations/1_a.sql': 'SELECT 1;',
      'migrations/2_b.sql': 'SELECT 2;',
      'other/1_a.sql': 'SELECT 1;',
    });
    const cached = new CachedFiles(nodeFiles);
    const earlier = new Earlier();
    const read = async (): Promise<readonly string[]> => {
      cached.forget();
      const known = (await discover(root, cached, {}, earlier)).sources;
      assert.deepEqual(known, await sourcesOf(root));
      return known.map(({ label, convention, migrations }) => `${label} ${convention.id} ${migrations.length}`);
    };
    await read();
    writeFileSync(join(root, 'migrations/3_c.sql'), '');
    await read();
    rmSync(join(root, 'migrations/1_a.sql'));
    await read();
    writeFileSync(join(root, 'migrations/2_b.sql'), '-- +goose Up\nSELECT 2;\n');
    writeFileSync(join(root, 'migrations/3_c.sql'), '-- +goose Up\nSELECT 2;\n');
    assert.ok((await read()).includes('migrations goose 2'));
    rmSync(join(root, 'migrations/3_c.sql'));
    symlinkSync(join(root, 'nowhere'), join(root, 'migrations/3_c.sql'));
    await read();
    rmSync(join(root, 'other'), { recursive: true });
    await read();
  });
});
