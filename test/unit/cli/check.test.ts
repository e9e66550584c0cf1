import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../../src/cli/run';
import type { DiscoverJson } from '../../../src/report/discover-json';
import type { LintJson } from '../../../src/report/json';
import { openEngine } from '../../../src/system/open-engine';
import { Trees } from '../migrations/tree-of';

const trees = new Trees();

function git(root: string, ...command: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', root, ...identity, ...command], { encoding: 'utf8' }).trim();
}

function commit(root: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'next');
}

/** What a command line prints in a folder, and its exit code. */
async function run(root: string, ...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const code = await runCommandLine(words, '1.0.0', {
    ...{ cwd: root, environment: {}, color: false, signal: new AbortController().signal },
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    openEngine: (at, added) =>
      openEngine({
        ...{ root: at, distDirectory: root, holder: 'a test', environment: { LOCKKEEPER_DATA_DIR: join(root, '.data') } },
        added: () => Promise.resolve(added),
      }),
  });
  return { code, ...printed };
}

/** Severity, rule and file of each finding. */
async function found(root: string, ...words: readonly string[]): Promise<{ code: number; findings: readonly string[] }> {
  const { code, out, err } = await run(root, ...words, '--format', 'json');
  assert.notEqual(out, '', err);
  const { findings } = JSON.parse(out) as LintJson;
  return { code, findings: findings.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`) };
}

const table = (name: string): string => `CREATE TABLE ${name} (id bigint PRIMARY KEY);\n`;
const numbers = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`db/versions/${name}.sql`, table(`t${name}`)],
      [`db/down/${name}_down.sql`, `DROP TABLE t${name};\n`],
    ]),
  );

describe('check', () => {
  afterEach(() => trees.remove());

  it('fails for two files of one version, and names both', async () => {
    const root = trees.make(numbers('016_a', '017_b', '017_c'));
    const { code, findings } = await found(root, 'check');
    assert.equal(code, 1);
    assert.deepEqual(findings, [
      'error duplicate-version db/versions/017_b.sql',
      'error duplicate-version db/versions/017_c.sql',
    ]);
  });

  it('is content with a folder in good order, whatever the SQL does', async () => {
    const root = trees.make({ ...numbers('001_a', '002_b'), 'db/versions/003_c.sql': 'DROP TABLE t001_a; CREATE TABEL;\n' });
    assert.deepEqual(await found(root, 'check'), { code: 0, findings: [] });
    assert.equal((await run(root, 'check')).out, 'No findings in 5 files\n');
  });

  it('says from which severity on it fails, and takes a rule or a preset', async () => {
    const root = trees.make(numbers('001_a', '002_fix', '003_c', '004_d', '006_f'));
    const gap = 'warning gap-in-versions db/versions/006_f.sql';
    assert.deepEqual(await found(root, 'check'), { code: 0, findings: [gap] });
    assert.deepEqual(await found(root, 'check', '--severity-threshold', 'warning'), { code: 1, findings: [gap] });
    assert.deepEqual(await found(root, 'check', '--rule', 'vague-name', '--preset', 'strict'), {
      code: 0,
      findings: ['information vague-name db/versions/002_fix.sql'],
    });
    assert.equal((await run(root, 'check', '--rule', 'no-such')).code, 2);
  });

  it('names the commit that removed a file', async () => {
    const root = trees.make(numbers('001_a', '002_b', '003_c', '004_d', '005_e', '006_f', '007_g'));
    git(root, 'init', '-q', '-b', 'main');
    commit(root);
    rmSync(join(root, 'db/versions/006_f.sql'));
    rmSync(join(root, 'db/down/006_f_down.sql'));
    commit(root);
    const { out } = await run(root, 'check');
    assert.match(out, new RegExp(`versions/006_f.sql was removed by ${git(root, 'rev-parse', '--short', 'HEAD')} on \\d{4}-`));
  });

  it('holds a branch against what it is going to be merged into', async () => {
    const root = trees.make(numbers('001_a', '002_b'));
    git(root, 'init', '-q', '-b', 'main');
    commit(root);
    git(root, 'checkout', '-qb', 'release');
    for (const name of ['003_theirs', '005_theirs']) writeFileSync(join(root, `db/versions/${name}.sql`), table(name));
    commit(root);
    git(root, 'checkout', '-q', 'main');
    for (const name of ['003_ours', '004_ours']) writeFileSync(join(root, `db/versions/${name}.sql`), table(name));
    assert.deepEqual(await found(root, 'check'), { code: 0, findings: [] });
    const same = 'error out-of-order-after-merge db/versions/003_ours.sql';
    assert.deepEqual(await found(root, 'check', '--base', 'release'), { code: 1, findings: [same] });
    assert.deepEqual((await found(root, 'check', '--base', 'release', '--preset', 'strict')).findings, [
      same,
      'information out-of-order-after-merge db/versions/004_ours.sql',
    ]);
    const { code, err } = await run(root, 'check', '--base', 'nowhere');
    assert.equal(code, 2);
    assert.match(err, /git knows no revision nowhere here/);
  });

  it('fails for a new file in a source that is deprecated', async () => {
    const root = trees.make({
      ...numbers('001_a', '002_b'),
      'migrations/20250101000000_a.sql': table('a'),
      'lockkeeper.json': '{ "sources": [{ "path": "db", "deprecated": true }, { "path": "migrations" }] }',
    });
    git(root, 'init', '-q', '-b', 'main');
    commit(root);
    assert.deepEqual(await found(root, 'check'), { code: 0, findings: [] });
    writeFileSync(join(root, 'db/versions/003_c.sql'), table('c'));
    assert.deepEqual(await found(root, 'check'), {
      code: 1,
      findings: ['error new-in-deprecated-source db/versions/003_c.sql'],
    });
  });

  it('takes sources for one chain where lockkeeper.json gives them one target', async () => {
    const folder = (name: string): Record<string, string> => ({ [`${name}/20250101000000_${name}.sql`]: table(name) });
    const sources = (...targets: readonly string[]): string =>
      JSON.stringify({
        sources: ['orders', 'billing'].map((path, nth) => ({ path, target: targets[nth] })),
        targets: { one: { url: 'postgres://localhost/one' }, two: { url: 'postgres://localhost/two' } },
      });
    const root = trees.make({ ...folder('orders'), ...folder('billing'), 'lockkeeper.json': sources('one', 'two') });
    assert.deepEqual(await found(root, 'check', '--preset', 'strict'), { code: 0, findings: [] });
    writeFileSync(join(root, 'lockkeeper.json'), sources('one', 'one'));
    assert.deepEqual(await found(root, 'check'), {
      code: 1,
      findings: [
        'error version-in-two-sources orders/20250101000000_orders.sql',
        'error version-in-two-sources billing/20250101000000_billing.sql',
      ],
    });
    assert.deepEqual((await found(root, 'check', '--source', 'billing')).findings.length, 1);
  });

  it('finds what lint finds of the same files', async () => {
    const root = trees.make({ ...numbers('001_a', '002_b', '002_c', '003_d', '004_e', '006_fix'), 'db/versions/notes.sql': '' });
    const { findings } = await found(root, 'check', '--preset', 'strict');
    const linted = (await found(root, 'lint', '--preset', 'strict')).findings;
    assert.ok(findings.length > 4);
    assert.deepEqual(
      findings.filter((each) => !linted.includes(each)),
      [],
    );
  });
});

describe('discover --duplicates', () => {
  afterEach(() => trees.remove());

  it('lists the pairs with how much of them is the same', async () => {
    const text = `${table('berth')}CREATE INDEX berth_idx ON berth (id); ALTER TABLE berth ADD COLUMN note text;\n`;
    const root = trees.make({ 'a/versions/014_t.sql': text, 'b/20250101000000_t.sql': `-- b\n${text}` });
    assert.match((await run(root, 'discover', '--duplicates')).out, /^The same: \S+_t\.sql and \S+_t\.sql$/m);
    const { duplicates } = JSON.parse((await run(root, 'discover', '--duplicates', '--format', 'json')).out) as DiscoverJson;
    assert.deepEqual(
      duplicates?.map(({ paths, similarity }) => [[...paths].sort(), similarity]),
      [[['a/versions/014_t.sql', 'b/20250101000000_t.sql'], 1]],
    );
    assert.doesNotMatch((await run(root, 'discover')).out, /The same/);
  });
});

describe('a file whose name shows another than it is', () => {
  const evil = '001_a\u202elqs\n::error::gone\u001b[2J.sql';
  const formats = ['text', 'json', 'github', 'sarif', 'gitlab', 'junit', 'markdown'];

  afterEach(() => trees.remove());

  for (const format of formats) {
    it(`does so nowhere in ${format}`, async () => {
      const root = trees.make({ [`migrations/${evil}`]: table('a'), 'migrations/001_b.sql': table('b'), 'sqlx.toml': '' });
      const { out, err } = await run(root, 'check', '--format', format);
      assert.match(out, /hidden-characters-in-name/, err);
      // eslint-disable-next-line no-control-regex -- they are what must not pass
      assert.doesNotMatch(out, /[\u202e\u001b]|^::error::gone/m);
      if (format === 'json') {
        const { findings } = JSON.parse(out) as LintJson;
        assert.ok(
          findings.some(({ path }) => path === `migrations/${evil}`),
          'programs get the name itself',
        );
      }
    });
  }
});
