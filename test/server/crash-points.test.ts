/**
 * Runs broken off at random moments: the command line killed, the connection cut at a byte, the session ended, the
 * server restarted. Whatever comes first, the database is as before or as after each migration, the history says which,
 * and the next run goes on. `LOCKKEEPER_SEED` repeats the choices of a run, though not the clock.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Databases } from '../../src/database/databases';
import type { RunReport } from '../../src/run/events';
import type { Journal } from '../../src/run/journal';
import { readStatus } from '../../src/run/read-status';
import type { MigrationState } from '../../src/run/status';
import { buildCommandLine, Workspace } from '../support/command-line';
import { type CrashChain, crashChains, ledger, type Picture, pictureOf } from '../support/crash';
import { testDatabases } from '../support/embedded';
import { meter } from '../support/proxy';
import { memoryJournal, serverTarget, sourceOf, up } from '../support/runs';
import { isThorough, serverTimeout, startServer, type TestServer } from '../support/servers';

const seed = Number(process.env['LOCKKEEPER_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** For each of the chains. */
const points = isThorough ? 50 : 5;

type Fault = 'process killed' | 'cut while sent' | 'cut while answered' | 'session ended' | 'server restarted';
const faults: readonly Fault[] = ['process killed', 'cut while sent', 'cut while answered', 'session ended', 'server restarted'];

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function chance(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A run that nothing befell. */
interface Undisturbed {
  readonly sent: number;
  readonly answered: number;
  readonly ms: number;
  /** Before the first migration, and after each. */
  readonly pictures: readonly Picture[];
}

describe(`runs broken off at random moments (LOCKKEEPER_SEED=${seed})`, function () {
  this.timeout(isThorough ? 3_600_000 : serverTimeout);
  let databases: Databases;
  let server: TestServer;
  const workspaces: Workspace[] = [];
  before(async () => {
    await buildCommandLine();
    databases = await testDatabases();
    server = await startServer(17);
  });
  after(async () => {
    for (const workspace of workspaces) workspace.remove();
    await server.stop();
    await databases.close();
  });

  const ask = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: url, application_name: 'a test' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  /** Until no session of ours is left, as one can outlive its client by a moment. */
  const settled = async (url: string): Promise<void> => {
    const ours = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockkeeper'`;
    for (let tried = 0; tried < 200; tried += 1) {
      if ((await ask(url, (client) => client.query(ours))).rows.length === 0) return;
      await sleep(50);
    }
    assert.fail('A session was left behind.');
  };
  const pictured = (url: string, { table }: CrashChain): Promise<Picture> => ask(url, (client) => pictureOf(client, table));
  const throughPort = (url: string, port: number): string => url.replace(/:\d+\//, `:${port}/`);

  const undisturbed = async (chain: CrashChain): Promise<Undisturbed> => {
    const source = sourceOf(chain.files, chain.convention);
    // The first one warms up what the others find warm.
    let measured = { sent: 0, answered: 0, ms: 0 };
    for (let nth = 0; nth < 3; nth += 1) {
      const url = await server.createDatabase();
      const proxy = await meter(server.port);
      const started = Date.now();
      const report = await up(databases, { source, target: serverTarget(throughPort(url, proxy.port)) });
      measured = { sent: proxy.sent(), answered: proxy.answered(), ms: Date.now() - started };
      assert.equal(report.outcome, 'done', report.message);
      proxy.close();
    }
    const slowly = await server.createDatabase();
    const pictures = [await pictured(slowly, chain)];
    for (const { id } of source.migrations) {
      assert.equal((await up(databases, { source, target: serverTarget(slowly), count: 1 })).outcome, 'done', id);
      pictures.push(await pictured(slowly, chain));
    }
    return { ...measured, pictures };
  };

  const workspaceOf = ({ convention, files }: CrashChain): Workspace => {
    const workspace = new Workspace();
    workspaces.push(workspace);
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    const config = { sources: [{ path: 'migrations', convention: convention.id }] };
    for (const [name, text] of Object.entries({ 'lockkeeper.json': JSON.stringify(config), ...inFolder(files) })) {
      mkdirSync(dirname(join(workspace.root, name)), { recursive: true });
      writeFileSync(join(workspace.root, name), text);
    }
    return workspace;
  };

  /** Lets it happen; the report is missing where its process was killed. */
  const breakOff = async (
    url: string,
    { chain, usual, workspace, journal }: { chain: CrashChain; usual: Undisturbed; workspace: Workspace; journal: Journal },
    { fault, at }: { fault: Fault; at: number },
  ): Promise<RunReport | undefined> => {
    const source = sourceOf(chain.files, chain.convention);
    switch (fault) {
      case 'process killed': {
        const { child, ended } = workspace.start(['up', '--target', url]);
        await new Promise<void>((resolve) => {
          let said = '';
          child.stderr?.on('data', (chunk: Buffer) => {
            said += chunk.toString();
            if (said.includes('[1/5]')) resolve();
          });
          child.once('close', () => resolve());
        });
        await sleep(at * usual.ms);
        child.kill('SIGKILL');
        await ended;
        return undefined;
      }
      case 'cut while sent':
      case 'cut while answered': {
        const of = fault === 'cut while sent' ? 'sent' : 'answered';
        const proxy = await meter(server.port, { cut: { of, after: Math.floor(at * usual[of]) } });
        const report = await up(databases, { source, target: serverTarget(throughPort(url, proxy.port)) }, { journal });
        proxy.close();
        return report;
      }
      case 'session ended': {
        const running = up(databases, { source, target: serverTarget(url) }, { journal });
        await sleep(at * usual.ms);
        await ask(url, (client) =>
          client.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockkeeper'`,
          ),
        );
        return running;
      }
      case 'server restarted': {
        const running = up(databases, { source, target: serverTarget(url) }, { journal });
        await sleep(at * usual.ms);
        await server.kill();
        await server.restart();
        return running;
      }
    }
  };

  /** The migrations' states by the history, which must be true to what the database holds. */
  const assertTruth = async (url: string, chain: CrashChain, { pictures }: Undisturbed): Promise<readonly MigrationState[]> => {
    const source = sourceOf(chain.files, chain.convention);
    const answer = await readStatus(source, serverTarget(url), databases.connect);
    assert.ok(answer.ok);
    const states = answer.status.migrations.map(({ state }) => state);
    const applied = states.filter(({ kind }) => kind === 'applied').length;
    const kinds = states.map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(0, applied), Array(applied).fill('applied'), 'what is applied has a gap');
    assert.ok(
      kinds.slice(applied + 1).every((kind) => kind === 'pending'),
      kinds.join(),
    );
    assert.ok(['pending', 'failed', undefined].includes(kinds[applied]), kinds.join());
    const { text, invalid } = await pictured(url, chain);
    const isAlone = applied === 2 && chain.convention.id !== 'numbered';
    // What runs without a transaction may have been carried out although the history cannot say so yet.
    const allowed = [pictures[applied], ...(isAlone ? [pictures[applied + 1]] : [])].map((picture) => picture?.text);
    assert.ok(allowed.includes(text), `${applied} are applied, but the database holds\n${text}`);
    if (!isAlone) assert.deepEqual(invalid, []);
    if (kinds[applied] === 'failed') assert.ok(isAlone, 'what runs in a transaction is said to have begun');
    return states;
  };

  /** What the run said of itself must be what the history says. */
  const assertTold = (report: RunReport, states: readonly MigrationState[]): void => {
    for (const [index, { outcome, error }] of report.steps.entries()) {
      const kind = states[index]?.kind;
      const told = `step ${index + 1} is said to be ${outcome} (${error?.message}), and is ${kind}`;
      if (outcome === 'done') assert.equal(kind, 'applied', told);
      else if (error?.message.includes('nobody knows yet') !== true) assert.notEqual(kind, 'applied', told);
    }
  };

  for (const [number, chain] of crashChains.entries()) {
    it(`leaves no migration of ${chain.title} half done, lost or applied twice`, async () => {
      const random = chance(seed + number);
      const workspace = workspaceOf(chain);
      const usual = await undisturbed(chain);
      const source = sourceOf(chain.files, chain.convention);
      const tally = new Map<string, number>();
      for (let point = 0; point < points; point += 1) {
        const fault = faults[Math.floor(random() * faults.length)] ?? 'session ended';
        const at = random();
        const what = `seed ${seed}, ${chain.title}, point ${point}: ${fault} at ${at.toFixed(3)}`;
        try {
          const url = await server.createDatabase();
          const journal = memoryJournal();
          const report = await breakOff(url, { chain, usual, workspace, journal }, { fault, at });
          await settled(url);
          const states = await assertTruth(url, chain, usual);
          if (report !== undefined) assertTold(report, states);
          const applied = states.filter(({ kind }) => kind === 'applied').length;
          // Whoever broke off goes on: with the journal of the process that was killed, or of this one.
          const goOn = async (resume?: 'auto'): Promise<{ readonly outcome: string; readonly message?: string }> => {
            if (fault !== 'process killed') {
              return up(databases, { source, target: serverTarget(url), ...(resume && { resume }) }, { journal });
            }
            const words = ['up', '--target', url, ...(resume === undefined ? [] : ['--resume'])];
            return (await workspace.json(words)).json as { outcome: string; message?: string };
          };
          let next = await goOn();
          const isMarked = states.some(({ kind }) => kind === 'failed');
          if (isMarked) {
            assert.equal(next.outcome, 'disagreement');
            assert.match(next.message ?? '', /was begun outside a transaction and did not finish/);
            next = await goOn('auto');
          }
          assert.ok(['done', 'nothing-to-do'].includes(next.outcome), `${next.outcome}: ${next.message}`);
          const picture = await pictured(url, chain);
          assert.deepEqual(picture, usual.pictures.at(-1));
          const { rows } = await ask(url, (client) =>
            client.query<{ nr: number; part: number }>('SELECT nr, part FROM ledger ORDER BY 1, 2'),
          );
          assert.deepEqual(
            rows.map(({ nr, part }) => `${nr}/${part}`),
            ledger,
          );
          assert.deepEqual((await ask(url, (client) => client.query(chain.applied))).rows, [{ n: 5 }]);
          const key = `${applied} applied${isMarked ? ', the next one begun and gone on with' : ''}`;
          tally.set(key, (tally.get(key) ?? 0) + 1);
          tally.set(fault, (tally.get(fault) ?? 0) + 1);
        } catch (error) {
          throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      }
      if (isThorough)
        process.stdout.write(
          `      ${[...tally]
            .sort()
            .map(([key, count]) => `${key}: ${count}`)
            .join('; ')}\n`,
        );
    });
  }
});

function inFolder(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]));
}
