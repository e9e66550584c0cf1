import type { History, HistoryEvent, HistoryRow, Query } from '../migrations/history';
import type { Migration } from '../migrations/project';
import type { Connection } from './connection';
import { failureOf, isLost } from './failure';

/** The rows of a history, or that its table is not there. */
export interface StoredHistory {
  readonly exists: boolean;
  readonly rows: readonly HistoryRow[];
}

/** Reads a history; rejects with the driver's error. `migrations` are the source's, in order. */
export async function readHistory(
  connection: Connection,
  history: History,
  migrations: readonly Migration[],
): Promise<StoredHistory> {
  if (history.refusal !== undefined && connection.target.kind === 'server') await connection.query(history.refusal);
  const { rows: found } = await connection.query(history.exists);
  if (found[0]?.['exists'] !== true) return { exists: false, rows: [] };
  const { rows } = await connection.query(history.select);
  return { exists: true, rows: history.read(rows, migrations) };
}

/**
 * Makes the history's table as its runner would. Only under the lock: `CREATE TABLE IF NOT EXISTS` by several at once
 * fails for some of them with 23505, 42710 or 42P07. `enter` takes a lock that lasts for one transaction, or answers who
 * has it: then that is the answer, and nothing is made.
 */
export async function setUpHistory(
  connection: Connection,
  history: History,
  enter: () => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<string | undefined> {
  if (history.setup.length === 0) return undefined;
  return atomically(connection, async () => {
    const holder = await enter();
    if (holder !== undefined) return holder;
    // Where the lock was taken just now, another run may have made the table since it was looked for.
    const { rows } = await connection.query(history.exists);
    if (rows[0]?.['exists'] !== true) await send(connection, history.setup);
    return undefined;
  });
}

/** Whether there is a table to record in: made where it is missing, unless the runner alone can make it. */
export async function provideHistory(
  connection: Connection,
  history: History,
  migrations: readonly Migration[],
): Promise<boolean> {
  if ((await readHistory(connection, history, migrations)).exists) return true;
  if (history.cannotSetUp !== undefined) return false;
  await setUpHistory(connection, history);
  return true;
}

/** What to record, and where it stands among the source's migrations. */
export interface Record {
  readonly event: HistoryEvent;
  readonly migration: Migration;
  readonly migrations: readonly Migration[];
}

/** Sends an event's commands in the transaction that is open. */
export async function record(connection: Connection, history: History, { event, migration, migrations }: Record): Promise<void> {
  await send(connection, history.record(event, migration, migrations));
}

/** Records an event in a transaction of its own. */
export async function recordAlone(
  connection: Connection,
  history: History,
  { event, migration, migrations }: Record,
): Promise<void> {
  const queries = history.record(event, migration, migrations);
  if (queries.length > 0) await atomically(connection, () => send(connection, queries));
}

/**
 * Has the server explain what the events would record, which it refuses as it would refuse the commands themselves: a
 * missing privilege or column is found out before anything is done for good. Nothing is written, and no sequence moves.
 * Rejects with the driver's error.
 */
export async function explainRecord(connection: Connection, history: History, records: readonly Record[]): Promise<void> {
  for (const { event, migration, migrations } of records) {
    for (const query of history.record(event, migration, migrations)) {
      if (/^\s*(insert|update|delete)\b/i.test(query.text)) await connection.query({ ...query, text: `EXPLAIN ${query.text}` });
    }
  }
}

async function send(connection: Connection, queries: readonly Query[]): Promise<void> {
  for (const query of queries) await connection.query(query);
}

async function atomically<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.script('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  try {
    const answer = await work();
    await connection.script('COMMIT');
    return answer;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** Rolls back what is open. Answers whether the session still lives; with it gone, so is its transaction. */
export async function rollBack(connection: Connection): Promise<boolean> {
  try {
    await connection.script('ROLLBACK');
    return true;
  } catch (error) {
    if (!isLost(failureOf(error))) throw error;
    return false;
  }
}
