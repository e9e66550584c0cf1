import assert from 'node:assert/strict';
import { sqlMigrate } from '../../../src/migrations/conventions/sql-migrate';
import { DebianProgram, type Ran } from '../../support/debian-program';
import { describeOnServer, type OnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

const files = {
  '1-ports.sql': '-- +migrate Up\nCREATE TABLE ports (id bigint);\n-- +migrate Down\nDROP TABLE ports;\n',
  '2-index.sql':
    '-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY a ON ports (id);\n-- +migrate Down notransaction\nDROP INDEX CONCURRENTLY a;\n',
  '10-berths.sql': '-- +migrate Up\nCREATE TABLE berths (id bigint);\n-- +migrate Down\nDROP TABLE berths;\n',
};
const source = sourceOf(files, sqlMigrate);

describeOnServer('sql-migrate on a server', (server) => {
  const table = () =>
    server.rows(`SELECT id, applied_at > now() - interval '1 hour' AS recent FROM gorp_migrations ORDER BY applied_at`);

  it('keeps a row with name and time for each file, up and down', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [
      { id: '1-ports.sql', recent: true },
      { id: '2-index.sql', recent: true },
      { id: '10-berths.sql', recent: true },
    ]);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), [{ id: '1-ports.sql', recent: true }]);
  });

  it('goes on from rows as the runner writes them, and catches up what was left out', async () => {
    await server.rows(
      'create table if not exists "gorp_migrations" ("id" text not null primary key, "applied_at" timestamp with time zone)',
    );
    await server.rows(`INSERT INTO gorp_migrations VALUES ('1-ports.sql', now()), ('10-berths.sql', now())`);
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['1-ports.sql applied', '2-index.sql out-of-order', '10-berths.sql applied']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await table()).length, 3);
  });
});

/** What is refused by one is refused by the other; but what it would note as applied without running it is refused by Lockkeeper alone. */
const oddFiles: readonly (readonly [string, string])[] = [
  ['no directive', 'SELECT 1;\n'],
  ['a directive in another case', '-- +migrate up\nSELECT 1;\n'],
  ['a directive without a blank', '--+migrate Up\nSELECT 1;\n'],
  ['a directive without a word', '-- +migrate  \n-- +migrate Up\nSELECT 1;\n'],
  ['a directive further in', ' -- +migrate Up\nSELECT 1;\n'],
  ['a directive behind a byte order mark', '\uFEFF-- +migrate Up\nSELECT 1;\n'],
  ['an unknown directive', '-- +migrate Up\n-- +migrate Sideways\nSELECT 1;\n'],
  ['a statement without its semicolon', '-- +migrate Up\nSELECT 1\n'],
  ['a statement without its semicolon before the way back', '-- +migrate Up\nSELECT 1\n-- +migrate Down\nSELECT 1;\n'],
  ['a comment behind the semicolon', '-- +migrate Up\nSELECT 1; -- one\n'],
  ['a comment in bars behind the last statement', '-- +migrate Up\nSELECT 1;\n/* end */\n'],
  ['a comment without a blank behind the last statement', '-- +migrate Up\nSELECT 1;\n--end\n'],
  ['a comment behind the last statement', '-- +migrate Up\nSELECT 1;\n-- end\n'],
  ['an empty way forth', '-- +migrate Up\n-- +migrate Down\nSELECT 1;\n'],
  ['an indented comment alone', '-- +migrate Up\n  -- nothing\n'],
  ['a block without its end', '-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n'],
  ['an end without its block', '-- +migrate Up\nSELECT 1;\n-- +migrate StatementEnd\n'],
  ['a block that ends without a semicolon', '-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1\n-- +migrate StatementEnd\n'],
  [
    'a block around the way back',
    '-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n-- +migrate Down\n-- +migrate StatementEnd\n',
  ],
  ['lines that end in two characters', '-- +migrate Up\r\nSELECT 1;\r\n-- +migrate Down\r\nSELECT 2;\r\n'],
  ['lines that end in two characters, the last without a semicolon', '-- +migrate Up\r\nSELECT 1\r\n'],
  ['the way back first', '-- +migrate Down\nSELECT 2;\n-- +migrate Up\nSELECT 1;\n'],
  ['the way forth twice', '-- +migrate Up\nSELECT 2;\n-- +migrate Up\nSELECT 1;\n'],
  ['nothing', ''],
];

const program = new DebianProgram('sql-migrate', ['sql-migrate']);
if (program.canRun) describeOnServer('sql-migrate itself', takeTurns);

function takeTurns(server: OnServer): void {
  const trees = new Trees();
  before(() => program.install());
  after(() => trees.remove());

  /** What the real one says, and whether it ended well. */
  async function real(
    texts: Readonly<Record<string, string>>,
    ...words: readonly [string, ...(readonly string[])]
  ): Promise<Ran> {
    const own = Object.entries(texts).map(([path, text]) => [`migrations/${path}`, text] as const);
    const config = `test:\n  dialect: postgres\n  datasource: ${server.url}?sslmode=disable\n  dir: migrations\n`;
    const root = trees.make({ ...Object.fromEntries(own), 'dbconfig.yml': config });
    const [command, ...options] = words;
    return program.run(root, command, '-env=test', ...options);
  }
  const applied = { code: 0, said: 'Applied 0 migrations\n' };

  it('begins, Lockkeeper goes on, and it finds everything applied', async () => {
    assert.deepEqual(await real(files, 'up', '-limit=1'), { code: 0, said: 'Applied 1 migration\n' });
    assert.deepEqual(await server.standing(source), ['1-ports.sql applied', '2-index.sql pending', '10-berths.sql pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await real(files, 'up'), applied);
    const status = await real(files, 'status');
    assert.equal(status.code, 0);
    assert.match(status.said, /1-ports\.sql .* UTC.*\n.*2-index\.sql .* UTC.*\n.*10-berths\.sql .* UTC/);
  });

  it('goes on where Lockkeeper has begun, and each undoes what the other did', async () => {
    assert.equal((await up(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual(await real(files, 'up'), { code: 0, said: 'Applied 2 migrations\n' });
    const all = Object.keys(files);
    assert.deepEqual(
      await server.standing(source),
      ['1-ports.sql', '2-index.sql', '10-berths.sql'].map((name) => `${name} applied`),
    );
    assert.equal((await down(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual(await real(files, 'down', '-limit=2'), { code: 0, said: 'Applied 2 migrations\n' });
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await real(files, 'down', '-limit=0'), { code: 0, said: `Applied ${all.length} migrations\n` });
    assert.equal((await server.standing(source)).filter((each) => each.endsWith(' pending')).length, all.length);
  });

  it('makes the table that Lockkeeper makes', async () => {
    const made = () =>
      server.rows(
        `SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'gorp_migrations' ORDER BY 1`,
      );
    await real(files, 'up');
    const theirs = await made();
    await server.rows('DROP TABLE gorp_migrations, ports, berths');
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await made(), theirs);
  });

  it('catches up what was left out, as Lockkeeper does', async () => {
    const { '2-index.sql': late, ...others } = files;
    await real(others, 'up');
    assert.deepEqual(await server.standing(source), ['1-ports.sql applied', '2-index.sql out-of-order', '10-berths.sql applied']);
    assert.deepEqual(await real({ ...others, '2-index.sql': late }, 'up'), { code: 0, said: 'Applied 1 migration\n' });
  });

  for (const [what, text] of oddFiles) {
    it(`reads ${what} as Lockkeeper does`, async () => {
      const { migrations, problems } = sourceOf({ '1.sql': text }, sqlMigrate);
      const { code, said } = await real({ '1.sql': text }, 'up', '-dryrun');
      const isRefused = [...problems, ...migrations.flatMap((each) => each.problems)].some(({ kind }) => kind === 'refused');
      assert.equal(isRefused, code !== 0, said);
    });
  }
}
