import type { Connection, Failure } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { redact, secretsOf } from '../database/redact';
import type { RunContext, ReadyStep } from './context';
import { errorAt, missingExtension } from './errors';
import type { Measured, RunError, StatementResult } from './events';
import { marksOf } from './validation';

/** Notices kept of one statement; a server can send any number. */
const mostNotices = 50;

/** How a script's statements went. */
export type StatementsOutcome = { readonly results: readonly StatementResult[] } & (
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: NonNullable<Measured['error']> }
);

/** Executes a step's statements in order until one fails or the run is cancelled. `before` is called ahead of each. */
export async function executeAll(
  context: RunContext,
  step: ReadyStep,
  before: (index: number) => Promise<void> = () => Promise.resolve(),
): Promise<StatementsOutcome> {
  const { connection, tools } = context;
  const { statements, path } = step.script;
  const secrets = secretsOfTarget(context);
  const results: StatementResult[] = [];
  for (const [index, statement] of statements.entries()) {
    if (tools.signal.aborted) return { kind: 'cancelled', results };
    tools.on({ kind: 'statement', migration: step.migration, index, total: statements.length, text: statement.text });
    // Whoever hears of it may end the run: then nothing of it is written down as sent.
    if (isAborted(tools.signal)) return { kind: 'cancelled', results };
    const notices: string[] = [];
    const deaf = connection.onNotice(({ severity, message }) => {
      if (notices.length < mostNotices) notices.push(redact(`${severity}: ${message}`, secrets));
    });
    const started = tools.now();
    const measured = (rest: Partial<Measured> = {}): StatementResult => ({
      path,
      at: statement.at,
      text: redact(statement.text, secrets),
      ...marksOf(statement),
      measured: { effects: [], ms: tools.now() - started, notices, ...rest },
    });
    try {
      await before(index);
      if (isAborted(tools.signal)) return { kind: 'cancelled', results };
      const { rowCount } = await watched(context, () =>
        cancellable(connection, tools.signal, () => connection.execute(statement.text, statement.data)),
      );
      results.push(measured(rowCount === undefined ? {} : { rows: rowCount }));
    } catch (thrown) {
      const failure = failureOf(thrown, secrets);
      const error = withAdvice(context, errorAt(failure, path, statement));
      results.push(measured({ error }));
      // The server's word for a cancel, 57014, is also its word for a timeout, so what we did ourselves decides.
      if (isAborted(tools.signal) && (failure.sqlstate === '57014' || isLost(failure))) return { kind: 'cancelled', results };
      return { kind: 'failed', failure, error, results };
    } finally {
      deaf();
    }
  }
  return { kind: 'done', results };
}

/** Tells meanwhile who keeps the statement waiting for a lock. */
function watched<T>({ connection, watch }: RunContext, work: () => Promise<T>): Promise<T> {
  return watch === undefined ? work() : watch.during(connection.pid, work);
}

/** Who kept a lock from us; and on the embedded server a missing extension is no fault of the migration. */
function withAdvice({ target, watch }: RunContext, error: RunError): RunError {
  if (error.sqlstate === '55P03' && watch?.blockers !== undefined) {
    return { ...error, advice: `It was waited for ${watch.blockers}. End that session, or wait for it, then run again.` };
  }
  const name = target.kind === 'embedded' ? missingExtension(error) : undefined;
  if (name === undefined) return error;
  return { ...error, advice: `The embedded server does not have the extension ${name}: use a server that has it.` };
}

/** Asked anew each time: a signal changes while others work. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Passwords that no message may hold. */
export function secretsOfTarget({ target }: Pick<RunContext, 'target'>): readonly string[] {
  return target.kind === 'server' ? secretsOf(target.url) : [];
}

/** While `work` goes on, an abort asks the server to give up the statement in hand. The signal is not aborted yet. */
export async function cancellable<T>(connection: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let cancelling: Promise<void> | undefined;
  const cancel = (): void => {
    cancelling = connection.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancelling;
  }
}
