import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { redact } from '../database/redact';
import { type Observation, observe, type Universe, universeOf } from '../database/observe';
import { trace } from '../database/trace';
import type { CatalogWatch } from './catalog-watch';
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
  /** Tells what each statement changes in the schema, where that is asked for. */
  readonly catalog?: CatalogWatch;
}

/** What one statement after the other is traced with. */
interface Tracing {
  readonly script: RunnableScript;
  readonly watch: TraceWatch;
  /** Known from the first statement on that may be looked at. */
  universe?: Universe;
  /** What was seen behind the last statement. */
  seen?: Observation | undefined;
}

/** Traces a script's statements in the open transaction, as they would run: without savepoints, until one fails. */
export async function traceScript(connection: Connection, script: RunnableScript, watch: TraceWatch): Promise<TracedScript> {
  const tracing: Tracing = { script, watch };
  const results: StatementResult[] = [];
  for (const [index, statement] of script.statements.entries()) {
    if (watch.signal.aborted) return { outcome: 'cancelled', statements: results };
    watch.onStatement(index);
    const result = await traceOne(connection, tracing, statement);
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
  const tracing: Tracing = { script, watch };
  const results: StatementResult[] = [];
  for (const [offset, statement] of script.statements.slice(failedAt).entries()) {
    if (watch.signal.aborted) break;
    watch.onStatement(failedAt + offset);
    await connection.script('SAVEPOINT lockkeeper');
    const result = await traceOne(connection, tracing, statement);
    const failed = result.measured?.error !== undefined;
    await connection.script(failed ? 'ROLLBACK TO SAVEPOINT lockkeeper' : 'RELEASE SAVEPOINT lockkeeper');
    if (offset > 0) results.push(result);
  }
  return results;
}

/** What must come before the first query of a transaction, and a look at the catalog is one. */
const isBeforeQueries = /^\s*SET\s+(LOCAL\s+)?TRANSACTION\b/i;

async function traceOne(connection: Connection, tracing: Tracing, statement: RunnableStatement): Promise<StatementResult> {
  const { text, at, data } = statement;
  const { script, watch } = tracing;
  if (tracing.universe === undefined && isBeforeQueries.test(text)) return unlooked(connection, script, statement);
  const isWithin = script.mode !== 'none';
  await watch.catalog?.begin(isWithin);
  if (tracing.universe === undefined) {
    tracing.seen = await observe(connection);
    tracing.universe = await universeOf(connection, tracing.seen);
  }
  const { universe, seen } = tracing;
  const request = { text, universe, ...(data !== undefined && { data }), ...(seen !== undefined && { before: seen }) };
  const traced = await trace(connection, request);
  tracing.seen = traced.after;
  if (traced.error !== undefined) watch.catalog?.forget();
  const isChange = traced.error === undefined && (traced.touchesCatalog || !isWithin);
  const schemaChanges = isChange ? await watch.catalog?.changes(isWithin) : undefined;
  const foreseen = statement.check === undefined && statement.isAhead !== true ? script.foreseen?.get(at.start) : undefined;
  const hidden = foreseen === undefined ? [] : traced.writes.filter(({ on }) => !foreseen.writes.has(on));
  const measured: Measured = {
    effects: traced.effects,
    ms: traced.ms,
    ...(traced.rows !== undefined && { rows: traced.rows }),
    ...(traced.walBytes !== undefined && { walBytes: traced.walBytes }),
    ...(hidden.length > 0 && { hiddenWrites: hidden }),
    ...(schemaChanges !== undefined && schemaChanges.length > 0 && { schemaChanges }),
    notices: traced.notices.map((notice) => redact(notice)),
    ...(traced.error !== undefined && { error: errorAt(traced.error, script.path, statement) }),
  };
  return {
    ...resultFor(script, statement, measured),
    // A statement that others kept from its work, or that was cut short, tells nothing of what was foretold of it.
    ...(foreseen &&
      !['55P03', '57014'].includes(traced.error?.sqlstate ?? '') && {
        predicted: foreseen.effects,
        comparison: foreseen.compare(traced.effects, traced.held.before),
        measuredOn: connection.version,
      }),
  };
}

/** Carries a statement out that nothing may come before, and tells its time alone. */
async function unlooked(connection: Connection, script: RunnableScript, statement: RunnableStatement): Promise<StatementResult> {
  const began = performance.now();
  const ms = (): number => performance.now() - began;
  try {
    await connection.execute(statement.text);
    return resultFor(script, statement, { effects: [], ms: ms(), notices: [] });
  } catch (thrown) {
    const error = errorAt(failureOf(thrown), script.path, statement);
    return resultFor(script, statement, { effects: [], ms: ms(), notices: [], error });
  }
}

function resultFor({ path }: RunnableScript, statement: RunnableStatement, measured: Measured): StatementResult {
  return { path, at: statement.at, text: reported(statement.text), measured, ...marksOf(statement) };
}
