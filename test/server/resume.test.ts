/** Scripts outside a transaction that broke off: killed while the server has a statement, refused by it, or cut off; and how they go on. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { dbmate } from '../../src/migrations/conventions/dbmate';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import { amend } from '../../src/run/amend';
import type { Journal } from '../../src/run/journal';
import type { RunReport } from '../../src/run/events';
import { run, type RunInput } from '../../src/run/run';
import type { statusJson } from '../../src/report/run-json';
import { buildCommandLine, type Printed, Workspace } from '../support/command-line';
import { describeOnServer } from '../support/on-server';
import { memoryJournal, rowsOf, sourceOf, toolsOf } from '../support/runs';
import { type Major, serverTimeout, sharedServer } from '../support/servers';

type StatusJson = ReturnType<typeof statusJson>;

const first = `CREATE TABLE ledger (part int);
CREATE TABLE orders (id int NOT NULL, code text) PARTITION BY RANGE (id);
CREATE TABLE low PARTITION OF orders FOR VALUES FROM (0) TO (100);
CREATE TABLE goods (id int, code text);
INSERT INTO goods SELECT n, 'c' || n FROM generate_series(1, 50) n;
CREATE INDEX goods_id ON goods (id);
`;
const names = ['20250101_000001_schema_first.sql', '20250101_000002_perf_second.sql'] as const;
const alone = (statement: string): string =>
  `-- lockkeeper: no-transaction\nSET application_name = 'second';\nINSERT INTO ledger VALUES (1);\n${statement};\nINSERT INTO ledger VALUES (2);\n`;

interface Leftover {
  readonly title: string;
  readonly statement: string;
  /** Keeps the statement waiting in its middle. */
  readonly blocker: string;
  /** True while it is half done. */
  readonly isHalf: string;
  /** True once all is done. */
  readonly isWhole: string;
  readonly note: RegExp;
}

const noneInvalid = 'NOT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid)';
const leftovers: readonly Leftover[] = [
  {
    title: 'an index that is built',
    statement: 'CREATE INDEX CONCURRENTLY goods_code ON goods (code)',
    blocker: 'INSERT INTO goods VALUES (60)',
    isHalf: `EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('goods_code') AND NOT indisvalid)`,
    isWhole: `${noneInvalid} AND to_regclass('goods_code') IS NOT NULL`,
    note: /The invalid index public\.goods_code was dropped first/,
  },
  {
    title: 'an index that is built anew',
    statement: 'REINDEX INDEX CONCURRENTLY goods_id',
    blocker: 'INSERT INTO goods VALUES (60)',
    isHalf: `EXISTS (SELECT FROM pg_class WHERE relname = 'goods_id_ccnew')`,
    isWhole: `${noneInvalid} AND NOT EXISTS (SELECT FROM pg_class WHERE relname ~ '_cc(new|old)')`,
    note: /What the rebuild had left was dropped first: public\.goods_id_ccnew/,
  },
  {
    title: 'an index that is dropped',
    statement: 'DROP INDEX CONCURRENTLY goods_id',
    blocker: 'INSERT INTO goods VALUES (60)',
    isHalf: `EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('goods_id') AND NOT indisvalid)`,
    isWhole: `to_regclass('goods_id') IS NULL`,
    note: /It went on at statement 3 of 4/,
  },
  {
    title: 'a partition that is detached',
    statement: 'ALTER TABLE orders DETACH PARTITION low CONCURRENTLY',
    blocker: 'SELECT FROM orders',
    isHalf: 'EXISTS (SELECT FROM pg_inherits WHERE inhdetachpending)',
    isWhole: `NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'orders'::regclass) AND to_regclass('low') IS NOT NULL`,
    note: /The detachment of low was finished with FINALIZE/,
  },
];

describe('a script outside a transaction that is killed', function () {
  this.timeout(serverTimeout);
  before(buildCommandLine);
  const workspaces: Workspace[] = [];
  after(() => {
    for (const workspace of workspaces) workspace.remove();
  });
  const workspaceOf = (statement: string): Workspace => {
    const workspace = new Workspace();
    workspaces.push(workspace);
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    mkdirSync(join(workspace.root, 'migrations'));
    writeFileSync(join(workspace.root, 'migrations', names[0]), first);
    writeFileSync(join(workspace.root, 'migrations', names[1]), alone(statement));
    return workspace;
  };
  const ask = async (url: string, text: string): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat();
    } finally {
      await client.end();
    }
  };
  const until = async (url: string, condition: string): Promise<void> => {
    for (let tried = 0; tried < 200; tried += 1) {
      if ((await ask(url, `SELECT ${condition}`))[0] === true) return;
      await sleep(100);
    }
    assert.fail(`It never came to ${condition}`);
  };
  const isOver = `NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('lockkeeper', 'second'))`;
  const killed = async (workspace: Workspace, url: string, half: string): Promise<void> => {
    const { child, ended } = workspace.start(['up', '--target', url]);
    await until(url, half);
    child.kill('SIGKILL');
    await ended;
  };
  const up = (workspace: Workspace, url: string, ...more: readonly string[]): Promise<Printed> =>
    workspace.run(['up', '--target', url, ...more]);

  for (const major of [14, 18] as const satisfies readonly Major[]) {
    for (const { title, statement, blocker, isHalf, isWhole, note } of leftovers) {
      it(`goes on with ${title}, on PostgreSQL ${major}`, async () => {
        const url = await (await sharedServer(major)).createDatabase();
        const workspace = workspaceOf(statement);
        const setUp = await workspace.run(['up', '1', '--target', url]);
        assert.equal(setUp.code, 0, setUp.out);
        const holder = new Client({ connectionString: url });
        await holder.connect();
        await holder.query('BEGIN');
        await holder.query(blocker);
        await killed(workspace, url, isHalf);
        // The server ends what is waiting once it sees that nobody listens any more.
        await until(url, isOver);
        await holder.query('COMMIT');
        await holder.end();
        assert.equal((await ask(url, `SELECT ${isHalf}`))[0], true);

        const refused = await up(workspace, url);
        assert.equal(refused.code, 5, refused.out);
        assert.match(refused.out, /2 of 4 statements were carried out, the one at line 4 was in hand when the run broke off/);
        assert.match(refused.out, /lockkeeper up --resume/);
        const resumed = await up(workspace, url, '--resume');
        assert.equal(resumed.code, 0, `${resumed.out}${resumed.err}`);
        assert.match(resumed.out, note);
        assert.equal((await ask(url, `SELECT ${isWhole}`))[0], true);
        assert.deepEqual(await ask(url, 'SELECT part FROM ledger ORDER BY part'), [1, 2]);
        assert.match((await up(workspace, url, '--resume')).out, /Nothing to do/);
      });
    }
  }

  it('asks what became of a statement of which nobody can know', async () => {
    const url = await (await sharedServer(17)).createDatabase();
    const workspace = workspaceOf('INSERT INTO ledger SELECT 9 FROM pg_sleep(60)');
    await killed(workspace, url, `EXISTS (SELECT FROM pg_stat_activity WHERE query ~ '^INSERT INTO ledger SELECT 9')`);
    await until(url, isOver);
    const asked = await up(workspace, url, '--resume');
    assert.equal(asked.code, 5, asked.out);
    assert.match(asked.out, /--resume=retry sends it again, --resume=skip goes on behind it/);
    const json = await up(workspace, url, '--resume', '--format', 'json');
    assert.deepEqual((JSON.parse(json.out) as { choices: unknown }).choices, ['retry', 'skip', 'restart']);
    const status = await workspace.run(['status', '--target', url, '--format', 'json']);
    const told = JSON.parse(status.out) as StatusJson;
    const { state, reached } = told.sources[0]?.migrations[1] ?? assert.fail(status.out);
    assert.deepEqual([state, reached?.done, reached?.statement, reached?.of], ['failed', 2, 3, 4]);
    const skipped = await up(workspace, url, '--resume=skip');
    assert.equal(skipped.code, 0, skipped.out);
    assert.deepEqual(await ask(url, 'SELECT part FROM ledger ORDER BY part'), [1, 2]);
  });
});

describeOnServer('a script outside a transaction that did not finish', (server) => {
  const resume = (
    files: Readonly<Record<string, string>>,
    journal: Journal,
    more: Partial<RunInput> = {},
    convention = typedTimestamps,
  ): Promise<RunReport> =>
    run(
      { source: sourceOf(files, convention), target: server.target, direction: 'up', ...more },
      toolsOf(server.databases, { journal }),
    );
  const parts = async (): Promise<readonly unknown[]> =>
    (await rowsOf(server.databases, server.target, 'SELECT part FROM ledger ORDER BY part')).map(({ part }) => part);
  const unique = 'CREATE UNIQUE INDEX CONCURRENTLY goods_code ON goods (code)';
  const doubles = { [names[0]]: `${first}INSERT INTO goods VALUES (51, 'c1');\n`, [names[1]]: alone(unique) };

  it('goes on with the statement that the server refused, mended or not, and with its settings', async () => {
    const journal = memoryJournal();
    const failed = await resume(doubles, journal);
    assert.equal(failed.outcome, 'failed', failed.message);
    assert.equal((await resume(doubles, journal, { resume: 'auto' })).outcome, 'failed');
    const mended = { ...doubles, [names[1]]: alone(`${unique} WHERE id < 51`) };
    const report = await resume(mended, journal, { resume: 'auto' });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await parts(), [1, 2]);
    const entries = (await journal.read()).flatMap((entry) =>
      entry.kind === 'statement' ? [`${entry.statement}/${entry.of}`] : [],
    );
    assert.deepEqual(entries, ['0/4', '1/4', '2/4', '3/4', '3/4', '3/4', '4/4']);
    const texts = report.steps[0]?.statements.map(({ text }) => text.split(' ', 2).join(' '));
    assert.deepEqual(texts, ['SET application_name', 'DROP INDEX', 'CREATE UNIQUE', 'INSERT INTO']);
  });

  it('does not go on where what was carried out is another text now', async () => {
    const journal = memoryJournal();
    await resume(doubles, journal);
    const edited = { ...doubles, [names[1]]: alone(unique).replace('VALUES (1)', 'VALUES (7)') };
    const report = await resume(edited, journal, { resume: 'auto' });
    assert.equal(report.outcome, 'disagreement');
    assert.match(report.message ?? '', /have been edited since/);
    assert.deepEqual(report.choices, ['restart']);
    assert.deepEqual(await parts(), [1]);
  });

  it('does not go on where the journal knows nothing, and says so', async () => {
    await resume(doubles, memoryJournal());
    const report = await resume(doubles, memoryJournal(), { resume: 'auto' });
    assert.equal(report.outcome, 'disagreement');
    assert.match(report.message ?? '', /The journal on this machine knows nothing of it/);
  });

  it('does not go on where the history says that another run did', async () => {
    const journal = memoryJournal();
    await resume(doubles, journal);
    await rowsOf(server.databases, server.target, 'UPDATE lockkeeper.migration_history SET run_id = gen_random_uuid()');
    assert.match((await resume(doubles, journal, { resume: 'auto' })).message ?? '', /knows nothing of it/);
  });

  it('goes on with a way back by its own command, and with nothing else', async () => {
    const back = '20250101_000001_schema_first.down.sql';
    const files = {
      [names[0]]: first,
      [back]:
        '-- lockkeeper: no-transaction\nDROP INDEX CONCURRENTLY goods_id;\nDROP TABLE wrong;\nDROP TABLE goods, orders, ledger;\n',
    };
    const journal = memoryJournal();
    assert.equal((await resume(files, journal)).outcome, 'done');
    assert.equal((await resume(files, journal, { direction: 'down' })).outcome, 'failed');
    const wrongWay = await resume(files, journal, { resume: 'auto' });
    assert.equal(wrongWay.outcome, 'disagreement');
    assert.match(wrongWay.message ?? '', /on its way back: 1 of 3 statements was carried out.*lockkeeper down --resume/);
    const mended = { ...files, [back]: files[back].replace('DROP TABLE wrong', 'SELECT 1') };
    const report = await resume(mended, journal, { direction: 'down', resume: 'auto' });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await server.standing(sourceOf(mended, typedTimestamps)), ['20250101_000001 pending']);
  });

  it('is known also where the history keeps no mark, until it is marked', async () => {
    const files = {
      '1_first.sql': `-- migrate:up\n${first}INSERT INTO goods VALUES (51, 'c1');\n-- migrate:down\n`,
      '2_second.sql': `-- migrate:up transaction:false\nINSERT INTO ledger VALUES (1);\n-- migrate:down\n`,
      '3_third.sql': `-- migrate:up transaction:false\n${unique};\n-- migrate:down\n`,
    };
    const journal = memoryJournal();
    assert.equal((await resume(files, journal, {}, dbmate)).outcome, 'failed');
    const refused = await resume(files, journal, {}, dbmate);
    assert.equal(refused.outcome, 'disagreement', refused.message);
    assert.match(refused.message ?? '', /0 of 1 statements were carried out, the one at line 2 failed/);
    const source = sourceOf(files, dbmate);
    const { databases } = server;
    const tools = {
      ...toolsOf(databases, { journal }),
      ...{ versionsOf: () => Promise.resolve(new Map()), fresh: databases.fresh },
    };
    const marked = await amend({ source, target: server.target, wish: { kind: 'mark', version: '3', as: 'not-applied' } }, tools);
    assert.equal(marked.outcome, 'done', marked.message);
    assert.equal((await resume(files, journal, {}, dbmate)).steps[0]?.error?.sqlstate, '42P07');
    await rowsOf(server.databases, server.target, 'DELETE FROM goods WHERE id = 51');
    const done = await resume(files, journal, { resume: 'auto' }, dbmate);
    assert.equal(done.outcome, 'done', done.message);
    assert.deepEqual(await parts(), [1]);
  });
});
