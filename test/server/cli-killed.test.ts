/** The command line, interrupted and killed while a statement runs: what it leaves, and what the next one finds. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCommandLine, type Printed, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

const endless = { embedded: 'SELECT count(*) FROM generate_series(1, 100000000000)', server: 'SELECT pg_sleep(60)' } as const;

describe('the command line in the middle of a statement', function () {
  this.timeout(serverTimeout);
  before(buildCommandLine);
  const workspaces: Workspace[] = [];
  after(() => {
    for (const workspace of workspaces) workspace.remove();
  });

  /** A workspace with these migrations alone. */
  const workspaceOf = (files: Readonly<Record<string, string>>): Workspace => {
    const workspace = new Workspace();
    workspaces.push(workspace);
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    mkdirSync(join(workspace.root, 'migrations'));
    write(workspace, files);
    return workspace;
  };
  const write = ({ root }: Workspace, files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'migrations', name), text);
  };
  /** Waits until the run says that it is at its second migration, and a little longer. */
  const atSecond = async (child: ChildProcess): Promise<void> => {
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('[2/2]')) resolve();
      });
      child.once('close', () => resolve());
    });
    await sleep(700);
  };

  for (const where of ['server', 'embedded'] as const) {
    describe(where === 'server' ? 'on a server' : 'on the embedded database', () => {
      const names = ['20250101000001_first.sql', '20250101000002_second.sql'] as const;
      const inTransaction = {
        [names[0]]: 'CREATE TABLE first (a int);\n',
        [names[1]]: `CREATE TABLE second (a int);\n${endless[where]};\n`,
      };
      const mended = { [names[1]]: 'CREATE TABLE second (a int);\n' };
      // Of a convention that sends statements one by one: to the server several in one query would be a transaction.
      const without = {
        '20250101_000001_schema_first.sql': 'CREATE TABLE first (a int);\n',
        '20250101_000002_schema_second.sql': `-- lockkeeper: no-transaction\nCREATE TABLE second (a int);\n${endless[where]};\n`,
      };
      let target: readonly string[];
      beforeEach(async () => {
        target = ['--target', where === 'embedded' ? 'embedded' : await (await sharedServer(17)).createDatabase()];
      });
      const states = async (workspace: Workspace): Promise<readonly string[]> => {
        const { json } = await workspace.json(['status', ...target]);
        const { sources } = json as { sources: { migrations: { state: string }[] }[] };
        return sources.flatMap(({ migrations }) => migrations.map(({ state }) => state));
      };
      /** Applies until neither a session nor a process that is just ending holds a lock. */
      const upAgain = async (workspace: Workspace): Promise<Printed> => {
        for (let attempt = 1; ; attempt += 1) {
          const printed = await workspace.run(['up', ...target]);
          if (printed.code !== 3 || attempt === 10) return printed;
          await sleep(300);
        }
      };

      it('keeps nothing of the migration in hand when it is interrupted, and says so', async () => {
        const workspace = workspaceOf(inTransaction);
        const { child, ended } = workspace.start(['up', ...target]);
        await atSecond(child);
        const started = Date.now();
        child.kill('SIGINT');
        const { code, out, err } = await ended;
        assert.equal(code, 1, `${out}${err}`);
        assert.match(out, /[Cc]ancelled/);
        assert.ok(Date.now() - started < 8000, 'it waited for the statement');
        assert.deepEqual(await states(workspace), ['applied', 'pending']);
        write(workspace, mended);
        assert.equal((await upAgain(workspace)).code, 0);
      });

      it('keeps nothing of the migration in hand when it is killed, and the next one goes on', async () => {
        const workspace = workspaceOf(inTransaction);
        const { child, ended } = workspace.start(['up', ...target]);
        await atSecond(child);
        child.kill('SIGKILL');
        await ended;
        write(workspace, mended);
        const again = await upAgain(workspace);
        assert.equal(again.code, 0, `${again.out}${again.err}`);
        assert.match(again.out, /Applied 1 migration/);
        assert.deepEqual(await states(workspace), ['applied', 'applied']);
      });

      it('leaves a mark when it is killed outside a transaction, and nothing is run a second time', async () => {
        const workspace = workspaceOf(without);
        const { child, ended } = workspace.start(['up', ...target]);
        await atSecond(child);
        child.kill('SIGKILL');
        await ended;
        const again = await upAgain(workspace);
        assert.equal(again.code, 5, `${again.out}${again.err}`);
        assert.match(again.out, /was begun outside a transaction and did not finish/);
        assert.deepEqual(await states(workspace), ['applied', 'failed']);
      });

      it('says what stays when it is interrupted outside a transaction', async () => {
        const workspace = workspaceOf(without);
        const { child, ended } = workspace.start(['up', ...target]);
        await atSecond(child);
        child.kill('SIGINT');
        const { code, out, err } = await ended;
        assert.equal(code, 1, `${out}${err}`);
        assert.match(out, /1 of 2 statements were carried out and stay/);
        assert.deepEqual(await states(workspace), ['applied', 'failed']);
      });
    });
  }

  it('is waited for by a second one on the same server, which then has nothing to do', async () => {
    const target = ['--target', await (await sharedServer(16)).createDatabase()];
    const workspace = workspaceOf({ '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(2);\n' });
    const both = await Promise.all([1, 2].map(() => workspace.start(['up', ...target]).ended));
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(both.filter(({ out }) => out.includes('Applied 1 migration')).length, 1);
    assert.equal(both.filter(({ out }) => /[Nn]othing/.test(out)).length, 1);
    assert.match(both.map(({ err }) => err).join(''), /waiting for the lock that lockkeeper of postgres, pid \d+/);
  });

  it('keeps a second one out of the same embedded database, which exits with 3 and names it', async () => {
    const workspace = workspaceOf({ '1_slow.sql': 'CREATE TABLE one (a int);\n', '2_slow.sql': `${endless.embedded};\n` });
    const { child, ended } = workspace.start(['up', '--target', 'embedded']);
    await atSecond(child);
    const second = await workspace.run(['up', '--target', 'embedded']);
    assert.equal(second.code, 3);
    assert.match(`${second.out}${second.err}`, /locked by the command line, pid \d+/);
    child.kill('SIGINT');
    assert.equal((await ended).code, 1);
  });

  it('says that the connection broke when the embedded server’s process is killed, and opens it again', async () => {
    const workspace = workspaceOf({
      '1_a.sql': 'CREATE TABLE one (a int);\n',
      '2_b.sql': `CREATE TABLE two (a int);\n${endless.embedded};\n`,
    });
    const { child, ended } = workspace.start(['up', '--target', 'embedded']);
    await atSecond(child);
    const embedded = join(workspace.root, '..', 'data', 'embedded');
    const [source = ''] = readdirSync(embedded);
    process.kill((JSON.parse(readFileSync(join(embedded, source, 'lock'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
    const { code, out, err } = await ended;
    assert.equal(code, 4, `${out}${err}`);
    write(workspace, { '2_b.sql': 'CREATE TABLE two (a int);\n' });
    const again = await workspace.run(['up', '--target', 'embedded']);
    assert.equal(again.code, 0, again.out);
    assert.match(again.out, /Applied 1 migration/);
  });
});
