import type { Connection } from '../database/connection';
import { redact } from '../database/redact';
import { trace } from '../database/trace';
import { universeOf } from '../database/observe';
import { errorAt } from './errors';
import type { Measured, RunError, StatementResult } from './events';
import type { RunnableScript } from './script';
import type { RunnableStatement } from './script-statements';
import { isAborted } from './signals';
import { reported } from './statement-results';
import { marksOf } from './validation';

/** How a traced script went. `cancelled` and `failed` leave the transaction to be rolled back. */
export interface TracedScript {
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly statements: readonly StatementResult[];
  readonly error?: RunError;
}

/** What tracing tells and asks while it goes on. */
export interface TraceWatch {
  readonly signal: AbortSignal;
  readonly onStatement: (index: number) => void;
}

/** Traces a script's statements in the open transaction, as they would run: without savepoints, until one fails. */
export async function traceScript(connection: Connection, script: RunnableScript, watch: TraceWatch): Promise<TracedScript> {
  const universe = await universeOf(connection);
  const results: StatementResult[] = [];
  for (const [index, statement] of script.statements.entries()) {
    if (watch.signal.aborted) return { outcome: 'cancelled', statements: results };
    watch.onStatement(index);
    const result = await traceOne(connection, { script, statement, universe });
    results.push(result);
    if (isAborted(watch.signal)) return { outcome: 'cancelled', statements: results };
    const error = result.measured?.error;
    if (error !== undefined) return { outcome: 'failed', statements: results, error };
  }
  return { outcome: 'done', statements: results };
}

/**
 * Tries what comes after a statement that failed, in a new transaction: the same statements again, from the failed one
 * on each in a savepoint. Only then, since a savepoint itself makes some statements fail that would not (COPY FREEZE,
 * SET TRANSACTION, new enum values).
 */
export async function traceRest(
  connection: Connection,
  script: RunnableScript,
  failedAt: number,
  watch: TraceWatch,
): Promise<readonly StatementResult[]> {
  for (const statement of script.statements.slice(0, failedAt)) await connection.execute(statement.text, statement.data);
  const universe = await universeOf(connection);
  const results: StatementResult[] = [];
  for (const [offset, statement] of script.statements.slice(failedAt).entries()) {
    if (watch.signal.aborted) break;
    watch.onStatement(failedAt + offset);
    await connection.script('SAVEPOINT lockkeeper');
    const result = await traceOne(connection, { script, statement, universe });
    const failed = result.measured?.error !== undefined;
    await connection.script(failed ? 'ROLLBACK TO SAVEPOINT lockkeeper' : 'RELEASE SAVEPOINT lockkeeper');
    if (offset > 0) results.push(result);
  }
  return results;
}

async function traceOne(
  connection: Connection,
  it: {
    readonly script: RunnableScript;
    readonly statement: RunnableStatement;
    readonly universe: Awaited<ReturnType<typeof universeOf>>;
  },
): Promise<StatementResult> {
  const { text, at, data } = it.statement;
  const traced = await trace(connection, { text, universe: it.universe, ...(data !== undefined && { data }) });
  const foreseen =
    it.statement.check === undefined && it.statement.isAhead !== true ? it.script.foreseen?.get(at.start) : undefined;
  const hidden = foreseen === undefined ? [] : traced.writes.filter(({ on }) => !foreseen.writes.has(on));
  const measured: Measured = {
    effects: traced.effects,
    ms: traced.ms,
    ...(traced.rows !== undefined && { rows: traced.rows }),
    ...(traced.walBytes !== undefined && { walBytes: traced.walBytes }),
    ...(hidden.length > 0 && { hiddenWrites: hidden }),
    notices: traced.notices.map((notice) => redact(notice)),
    ...(traced.error !== undefined && { error: errorAt(traced.error, it.script.path, it.statement) }),
  };
  return {
    ...{ path: it.script.path, at, text: reported(text), measured, ...marksOf(it.statement) },
    // A statement that others kept from its work, or that was cut short, tells nothing of what was foretold of it.
    ...(foreseen &&
      !['55P03', '57014'].includes(traced.error?.sqlstate ?? '') && {
        predicted: foreseen.effects,
        comparison: foreseen.compare(traced.effects, traced.held.before),
        measuredOn: connection.version,
      }),
  };
}
