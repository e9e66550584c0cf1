import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Client } from 'pg';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { schemaHash } from '../../src/database/snapshot/snapshot';
import { takeSnapshot } from '../../src/database/snapshot/take';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import type { Convention } from '../../src/migrations/convention';
import { dryRun } from '../../src/run/dry-run';
import type { RunReport } from '../../src/run/events';
import { pendingText, standing } from '../support/dry-run-chains';
import { connectTo } from '../support/effects/harness';
import { testDatabases } from '../support/embedded';
import { serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { isThorough, outerMajors, serverTimeout, sharedServer } from '../support/servers';

/** A sample, or a thousand over both versions where the tests are thorough. `DRY_RUNS` sets how many a version and `DRY_RUN_SEED` where to begin. */
const wanted = Number(process.env['DRY_RUNS'] ?? (isThorough ? 500 : 20));
const seed = Number(process.env['DRY_RUN_SEED'] ?? 7);

const first = { '1_standing.sql': standing };
/** The same with all that is pending in one transaction. */
const together: Convention = { ...sqlx, transaction: () => 'run' };

describe('dry runs of generated migrations', function () {
  this.timeout(serverTimeout + wanted * 5000);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  for (const major of outerMajors) {
    it(`leave nothing on PostgreSQL ${major}, ${wanted} from seed ${seed}`, async () => {
      const target = serverTarget(await (await sharedServer(major)).createDatabase());
      assert.equal((await up(databases, { source: sourceOf(first), target })).outcome, 'done');
      const observer = await connectTo(target.url);
      const heard = await listenerOn(target.url);
      const outcomes: Record<string, number> = {};
      const refusals = new Map<string, number>();
      const unexpected = (): never => {
        throw new Error('Nothing of this is for the shadow.');
      };
      try {
        await fc.assert(
          fc.asyncProperty(pendingText, fc.option(pendingText, { freq: 4 }), async (text, more) => {
            const pending = { '2_pending.sql': text, ...(more !== null && { '3_more.sql': more }) };
            const source = sourceOf({ ...first, ...pending }, more === null ? sqlx : together);
            const before = await stateOf(observer);
            const report = await dryRun(
              { kind: 'trace', source, target, direction: 'up' },
              { ...toolsOf(databases), fresh: unexpected, copyOf: unexpected },
            );
            outcomes[report.outcome] = (outcomes[report.outcome] ?? 0) + 1;
            if (report.outcome === 'refused') refusals.set(report.message ?? '', (refusals.get(report.message ?? '') ?? 0) + 1);
            assert.deepEqual(
              withoutMoved(await stateOf(observer), report),
              withoutMoved(before, report),
              `${text}${more ?? ''}\n${wordsOf(report)}`,
            );
            assert.deepEqual(heard.splice(0), [], 'somebody was told');
          }),
          { numRuns: wanted, seed, endOnFailure: true },
        );
      } finally {
        await observer.close();
        await heard.end();
      }
      process.stdout.write(`${JSON.stringify(outcomes)} ${JSON.stringify([...refusals])}\n`);
      assert.ok((outcomes['done'] ?? 0) > 0 && (outcomes['failed'] ?? 0) > 0, JSON.stringify(outcomes));
    });
  }
});

/** Whoever listens hears what is told on a channel for good. */
async function listenerOn(url: string): Promise<string[] & { end(): Promise<void> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('LISTEN here; LISTEN there');
  const heard: string[] = [];
  client.on('notification', ({ channel }) => heard.push(channel));
  return Object.assign(heard, { end: () => client.end() });
}

interface State {
  readonly schema: string;
  readonly rows: string;
  readonly sequences: Readonly<Record<string, string>>;
  readonly settings: unknown;
  /** Of other sessions than the observer's: locks and open transactions. */
  readonly sessions: unknown;
}

/** What everyone can see of a database, by queries that the dry run does not use. */
async function stateOf(observer: Connection): Promise<State> {
  const schema = schemaHash(await takeSnapshot(observer));
  const ask = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await observer.query({ text })).rows;
  const tables = ['customers', 'orders', 'audit', 'parts', 'secrets', '_sqlx_migrations'];
  const [rows] = await ask(
    `SELECT concat_ws(' ', ${tables.map((name) => `(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ${name} t)`).join(', ')},
            (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_prepared_xacts)) AS rows`,
  );
  const sequences = await ask(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, concat_ws(' ', last_value, increment_by, start_value) AS value FROM pg_sequences`,
  );
  const settings = await ask(
    `SELECT (SELECT json_agg(s::text ORDER BY s::text) FROM pg_db_role_setting s) AS stored,
            (SELECT json_agg(rolname ORDER BY 1) FROM pg_roles) AS roles,
            (SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()) AS comment`,
  );
  const sessions = await ask(
    `SELECT (SELECT count(*)::int FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype IN ('relation', 'advisory', 'transactionid', 'object')
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
            (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%transaction%') AS open`,
  );
  return {
    ...{ schema, settings, sessions },
    rows: String(rows?.['rows']),
    sequences: Object.fromEntries(sequences.map(({ name, value }) => [String(name), String(value)])),
  };
}

/** The state without the sequences that the report says have moved. */
function withoutMoved(state: State, { steps }: RunReport): State {
  const notes = steps.flatMap((step) => step.notes).join('\n');
  const sequences = Object.entries(state.sequences).filter(([name]) => !notes.includes(`${name} from `));
  return { ...state, sequences: Object.fromEntries(sequences) };
}

/** How it went, for whoever reads of a failure. */
function wordsOf({ outcome, message, steps }: RunReport): string {
  const each = steps.map((step) => [step.outcome, step.error?.message ?? '', ...step.notes].join(' | '));
  return [outcome, message ?? '', ...each].join('\n');
}
