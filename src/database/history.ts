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
 * fails for some of them with 23505, 42710 or 42P07.
 */
export async function setUpHistory(connection: Connection, history: History): Promise<void> {
  await atomically(connection, history.setup);
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
  for (const query of history.record(event, migration, migrations)) await connection.query(query);
}

/** Records an event in a transaction of its own. */
export async function recordAlone(
  connection: Connection,
  history: History,
  { event, migration, migrations }: Record,
): Promise<void> {
  await atomically(connection, history.record(event, migration, migrations));
}

async function atomically(connection: Connection, queries: readonly Query[]): Promise<void> {
  if (queries.length === 0) return;
  await connection.script('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  try {
    for (const query of queries) await connection.query(query);
    await connection.script('COMMIT');
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
