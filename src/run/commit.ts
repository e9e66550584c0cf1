import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Failure } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { readHistory } from '../database/history';
import { proofRefused } from '../database/lock';
import type { Query } from '../migrations/history';
import type { RunContext } from './context';
import type { Group } from './groups';
import { secretsOfTarget } from './signals';
import { statusOf } from './status';

/** What became of a transaction. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly isLost: boolean }
  | { readonly kind: 'rolled-back'; readonly failure: Failure }
  /** The transaction is open still and can only be rolled back. */
  | { readonly kind: 'lock-lost' }
  /** The connection broke and the server did not come back in time: nobody can tell yet. */
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** Milliseconds in which a server that went away during COMMIT may come back to say what became of it. */
const patience = 20_000;

/**
 * Commits a group's transaction: its last rows of the history, the proof that the lock is held and COMMIT go together, each
 * carried out only when the one before it has succeeded. An answer that never came is asked for again on a new connection.
 */
export async function commit(
  context: RunContext,
  group: Group,
  { rows, xid }: { readonly rows: readonly Query[]; readonly xid: string | undefined },
): Promise<CommitOutcome> {
  const { connection, lock } = context;
  let answered = 0;
  try {
    const sent = [...rows, ...(lock.proof === undefined ? [] : [lock.proof]), { text: 'COMMIT' }];
    const answers = await connection.queryAll(sent, () => (answered += 1));
    if (answers.at(-1)?.command === 'COMMIT') return { kind: 'committed', isLost: false };
    return {
      kind: 'rolled-back',
      failure: { kind: 'server', message: 'The server rolled the transaction back instead of committing it.' },
    };
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOfTarget(context));
    if (isLost(failure)) return ask(context, group, { xid, failure });
    const isProof = lock.proof !== undefined && answered === rows.length;
    return isProof && failure.sqlstate === proofRefused ? { kind: 'lock-lost' } : { kind: 'rolled-back', failure };
  }
}

/**
 * What became of a transaction whose answer was lost with the connection. Without its number, `xid`, it is known by its
 * row in the history alone, for which it then has a moment.
 */
export async function ask(
  context: RunContext,
  group: Pick<Group, 'steps'>,
  lost: { readonly xid: string | undefined; readonly failure: Failure },
): Promise<CommitOutcome> {
  const { tools, target } = context;
  if (lost.xid === undefined) await sleep(500);
  await context.connection.close();
  const until = tools.now() + patience;
  for (;;) {
    const connected = await tools.connect(target, { purpose: 'read' });
    if (connected.ok) {
      const found = await stateOf(connected.connection, context, group, lost.xid).finally(() => connected.connection.close());
      if (found === 'committed') return { kind: 'committed', isLost: true };
      if (found === 'rolled-back') return { kind: 'rolled-back', failure: lost.failure };
    }
    if (tools.now() >= until) return { kind: 'unknown', failure: lost.failure };
    await sleep(250);
  }
}

/**
 * The history's row of the last step decides, since it was written in that very transaction. Until it is there, the
 * transaction may be in progress still: its old session can outlive the broken connection.
 */
async function stateOf(
  connection: Connection,
  { source }: RunContext,
  { steps }: Pick<Group, 'steps'>,
  xid: string | undefined,
): Promise<'committed' | 'rolled-back' | 'not yet'> {
  try {
    const isOver = xid === undefined || (await isTransactionOver(connection, xid));
    const stored = await readHistory(connection, source.convention.history, source.migrations);
    const last = steps.at(-1);
    const state = statusOf(source, stored).migrations.find(({ migration }) => migration.id === last?.migration.id)?.state;
    // Whatever its checksum says by now: the row is this one's, or there is none.
    const isRecorded = state !== undefined && state.kind !== 'pending' && 'row' in state && !state.row.failed;
    if (isRecorded === (last?.direction === 'up')) return 'committed';
    return isOver ? 'rolled-back' : 'not yet';
  } catch (thrown) {
    if (isLost(failureOf(thrown))) return 'not yet';
    throw thrown;
  }
}

/** After a fail-over the number may mean nothing to the new primary (22023): then nothing of it is in progress there. */
async function isTransactionOver(connection: Connection, xid: string): Promise<boolean> {
  try {
    const { rows } = await connection.query({ text: 'SELECT pg_xact_status($1::xid8) AS status', values: [xid] });
    return rows[0]?.['status'] !== 'in progress';
  } catch (thrown) {
    if (failureOf(thrown).sqlstate === '22023') return true;
    throw thrown;
  }
}
