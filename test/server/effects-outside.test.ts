import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/database/connection';
import { universeOf } from '../../src/database/observe';
import { trace } from '../../src/database/trace';
import type { Effect, LockMode } from '../../src/effects/effect';
import { normal } from '../../src/effects/normal';
import { predictStatement } from '../../src/effects/predict';
import { changesOf } from '../../src/schema/changes';
import { connectTo, foldScript, reader } from '../support/effects/harness';
import { allMajors, type Major, serverTimeout, sharedServer } from '../support/servers';

const setup = `
CREATE TABLE item (id integer PRIMARY KEY, a integer, b integer);
CREATE INDEX item_a_idx ON item (a);
INSERT INTO item SELECT n, n, 1 FROM generate_series(1, 200) AS n;
CREATE TABLE part (k integer) PARTITION BY RANGE (k);
CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (1000);
CREATE TABLE part_high PARTITION OF part FOR VALUES FROM (1000) TO (2000);
INSERT INTO part SELECT n FROM generate_series(1, 200) AS n;
`;

/** Each with the tables that are looked at. */
const statements: readonly (readonly [string, ...string[]])[] = [
  ['CREATE INDEX CONCURRENTLY i ON item (b)', 'item'],
  ['CREATE UNIQUE INDEX CONCURRENTLY i ON item (a)', 'item'],
  ['CREATE UNIQUE INDEX CONCURRENTLY i ON item (b)', 'item'],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS item_a_idx ON item (a)', 'item'],
  ['CREATE INDEX CONCURRENTLY i ON part (k)', 'part'],
  ['DROP INDEX CONCURRENTLY item_a_idx', 'item'],
  ['DROP INDEX CONCURRENTLY item_a_idx CASCADE', 'item'],
  ['DROP INDEX CONCURRENTLY IF EXISTS item_a_idx, missing', 'item'],
  ['REINDEX INDEX CONCURRENTLY item_a_idx', 'item'],
  ['REINDEX TABLE CONCURRENTLY item', 'item'],
  ['ALTER TABLE part DETACH PARTITION part_low CONCURRENTLY', 'part', 'part_low', 'part_high'],
  ['VACUUM item', 'item'],
  ['VACUUM FULL item', 'item'],
  ['ANALYZE item', 'item'],
];

/** What a second session may hold, strongest last, and the weakest mode that only waits for the ones before it. */
const probes: readonly (readonly [LockMode, string, LockMode])[] = [
  ['AccessShareLock', 'ACCESS SHARE', 'AccessExclusiveLock'],
  ['RowShareLock', 'ROW SHARE', 'ExclusiveLock'],
  ['RowExclusiveLock', 'ROW EXCLUSIVE', 'ShareLock'],
  ['ShareUpdateExclusiveLock', 'SHARE UPDATE EXCLUSIVE', 'ShareUpdateExclusiveLock'],
];

type Wait = 'none' | 'relation' | 'transaction';

/** What a session waits for while `running` has not settled. */
async function waitOf(watcher: Connection, pid: number, running: Promise<unknown>): Promise<Wait> {
  const state = { isOver: false };
  const over = running.then(() => {
    state.isOver = true;
  });
  for (let tries = 0; tries < 400; tries += 1) {
    const { rows } = await watcher.query({
      text: 'SELECT locktype FROM pg_locks WHERE pid = $1 AND NOT granted',
      values: [pid],
    });
    const kind = rows[0]?.['locktype'];
    if (kind === 'relation') return 'relation';
    if (kind === 'virtualxid' || kind === 'transactionid') return 'transaction';
    if (state.isOver) return 'none';
    await sleep(5);
  }
  await over;
  return 'none';
}

interface Sessions {
  readonly subject: Connection;
  readonly holder: Connection;
  readonly watcher: Connection;
}

async function fresh({ watcher }: Sessions): Promise<void> {
  await watcher.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await watcher.script(setup);
}

/** The strongest mode that the statement needs on a table, and whether it waits for other transactions to end. */
async function probe(sessions: Sessions, sql: string, table: string): Promise<readonly Effect[]> {
  const { subject, holder, watcher } = sessions;
  const effects: Effect[] = [];
  for (const [, words, implied] of probes) {
    await fresh(sessions);
    await holder.script(`BEGIN; LOCK TABLE ${table} IN ${words} MODE`);
    const running = subject.execute(sql).then(
      () => undefined,
      () => undefined,
    );
    const wait = await waitOf(watcher, subject.pid, running);
    await holder.script('ROLLBACK');
    await running;
    if (wait === 'transaction') effects.push({ kind: 'waits-for-transactions', on: `public.${table}` });
    if (wait === 'relation') {
      effects.push({ kind: 'lock', on: `public.${table}`, mode: implied });
      break;
    }
  }
  return effects;
}

async function compareOutside(major: Major): Promise<readonly string[]> {
  const url = await (await sharedServer(major)).createDatabase();
  const sessions = { subject: await connectTo(url), holder: await connectTo(url), watcher: await connectTo(url) };
  const differences: string[] = [];
  try {
    const { schema, session } = await foldScript(setup);
    for (const [sql, ...tables] of statements) {
      const [statement] = (await reader).read(sql);
      const { effects } = predictStatement(changesOf(statement!), { schema, session, postgres: major, complete: true });
      const measured: Effect[] = [];
      for (const table of tables) measured.push(...(await probe(sessions, sql, table)));
      await fresh(sessions);
      const traced = await trace(sessions.subject, { text: sql, universe: await universeOf(sessions.subject) });
      measured.push(...traced.effects.filter(({ kind }) => kind !== 'lock'));
      const waits = (all: readonly Effect[]): readonly string[] =>
        all.some(({ kind }) => kind === 'waits-for-transactions') ? ['waits'] : [];
      const failed = traced.error?.sqlstate;
      const isForeseen = effects.some((each) => each.kind === 'error' && each.sqlstate === failed);
      const said = failed !== undefined && isForeseen ? [`error ${failed}`] : [...normal(effects), ...waits(effects)];
      const seen = failed !== undefined ? [`error ${failed}`] : [...normal(measured), ...waits(measured)];
      if (String(said) !== String(seen)) differences.push(`${sql}\n    said ${said.join(', ')}\n    seen ${seen.join(', ')}`);
    }
  } finally {
    for (const each of Object.values(sessions)) await each.close();
  }
  return differences;
}

describe('effects outside of a transaction', function () {
  this.timeout(serverTimeout);

  for (const major of allMajors) {
    it(`are what a second session sees on PostgreSQL ${major}`, async () => {
      assert.deepEqual(await compareOutside(major), []);
    });
  }
});
