import type { Effect } from '../effects/effect';
import type { Held } from '../effects/normal';
import type { Query } from '../migrations/history';
import type { Connection, Failure, Result } from './connection';
import { failureOf } from './failure';
import {
  emptyOf,
  heldLocks,
  newLocks,
  type Observation,
  observe,
  readMessages,
  replaced,
  tablesOfForeignKeys,
  type Universe,
  workOf,
} from './observe';
import { type RowsWritten, rowsWritten } from './rows-written';

/** What one statement took, and what it did. */
export interface Traced {
  /** Locks that came to those held before, work, or the error. */
  readonly effects: readonly Effect[];
  readonly ms: number;
  /** Rows of the command tag, where it has them. */
  readonly rows?: number;
  /** Written to the log while the statement ran, by all sessions of the server. */
  readonly walBytes?: number;
  /** By the statement and by whatever it set off. */
  readonly writes: readonly RowsWritten[];
  /** What the statement said, without the messages that are read here. */
  readonly notices: readonly string[];
  readonly error?: Failure;
  /** The locks held before and after it; `after` is absent where it failed. */
  readonly held: { readonly before: Held; readonly after?: Held };
  /** What was seen behind it, for the next statement to begin with; absent where it failed. */
  readonly after?: Observation;
  /** Whether it wrote to the catalog. Outside a transaction nobody counts that, and the answer says nothing. */
  readonly touchesCatalog: boolean;
}

export interface TraceRequest {
  readonly text: string;
  /** The lines after `COPY … FROM stdin`. */
  readonly data?: string;
  /** What was there before the transaction: `universeOf`. */
  readonly universe: Universe;
  /** What was seen right before it; it is looked again where there is none. */
  readonly before?: Observation;
}

/**
 * Runs one statement in the open transaction and measures it. Changes no setting that outlasts it. An error is a value,
 * and leaves the transaction failed, as it would be without us. A connection that breaks is an error like another.
 */
export async function trace(connection: Connection, { text, data, universe, ...seen }: TraceRequest): Promise<Traced> {
  const before = seen.before ?? (await observe(connection));
  const heldBefore = heldLocks(before, { before, universe });

  const messages: { readonly severity: string; readonly message: string }[] = [];
  await connection.script('SET client_min_messages = debug1');
  const stop = connection.onNotice((notice) => messages.push(notice));
  const began = performance.now();
  let result: Result;
  try {
    result = await connection.execute(text, data);
  } catch (error) {
    const failure = failureOf(error);
    const ms = performance.now() - began;
    const effects: readonly Effect[] =
      failure.sqlstate === undefined ? [] : [{ kind: 'error', sqlstate: failure.sqlstate, when: 'always', why: failure.message }];
    const notices = plain(messages);
    return { effects, ms, writes: [], notices, error: failure, held: { before: heldBefore }, touchesCatalog: false };
  } finally {
    stop();
  }
  const ms = performance.now() - began;
  const after = await observe(connection, restoring(before.messages));

  const said = readMessages(messages.map(({ message }) => message));
  const between = { before, after, universe };
  // What ROLLBACK TO takes back is no work.
  const isUndone = /^\s*rollback\b/i.test(text);
  const work = isUndone
    ? []
    : workOf(said, between, {
        emptied: await emptyOf(connection, replaced(between)),
        checked: await tablesOfForeignKeys(connection, said.foreignKeys),
        countScans: looksInSilence.test(text),
      });
  return {
    effects: [...newLocks(between), ...work],
    ms,
    ...(result.rowCount !== undefined && { rows: result.rowCount }),
    walBytes: after.wal - before.wal,
    writes: isUndone ? [] : rowsWritten(between),
    notices: plain(messages),
    held: { before: heldBefore, after: heldLocks(after, between) },
    after,
    // The numbers begin anew with each transaction.
    touchesCatalog: after.catalogWrites !== before.catalogWrites,
  };
}

/** Statements that read whole tables and do not say so. */
const looksInSilence = /^\s*(ALTER\s+DOMAIN|CREATE\s+TABLE\b[\s\S]*\bPARTITION\s+OF)\b/i;

function plain(messages: readonly { readonly severity: string; readonly message: string }[]): readonly string[] {
  return messages.filter(({ severity }) => !severity.startsWith('DEBUG')).map(({ message }) => message);
}

/** Puts our setting back, unless the statement itself has made another. */
function restoring(usual: string): Query {
  return {
    text: `SELECT set_config('client_min_messages', $1, false) WHERE current_setting('client_min_messages') = 'debug1'`,
    values: [usual],
  };
}
