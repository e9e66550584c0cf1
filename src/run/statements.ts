import type { Result } from '../database/connection';
import type { Target } from '../database/target';
import type { ReadyStep, RunContext } from './context';
import { Progress, type StatementsOutcome } from './progress';
import type { RunnableStatement } from './script-statements';
import { cancellable, isAborted } from './signals';

/** What is sent at once at most, so that little of it is under way: statements, and UTF-16 units of text. */
const mostStatements = 50;
const mostText = 256 * 1024;

/** Executes a step's statements one by one until one fails or the run is cancelled. `before` is called ahead of each. */
export async function executeEach(
  context: RunContext,
  step: ReadyStep,
  before: (index: number) => Promise<void>,
): Promise<StatementsOutcome> {
  const { signal } = context.tools;
  const progress = new Progress(context, step);
  try {
    for (const [index, statement] of step.script.statements.entries()) {
      if (isAborted(signal)) return progress.cancelled();
      progress.begin();
      // Whoever hears of it may end the run: then nothing of it is written down as sent.
      if (isAborted(signal)) return progress.cancelled();
      await before(index);
      if (isAborted(signal)) return progress.cancelled();
      await executeAlone(context, progress, statement);
    }
    return progress.done();
  } catch (thrown) {
    return progress.failed(thrown);
  } finally {
    progress.close();
  }
}

/**
 * Executes a step's statements within a transaction, where the server gets many before it has answered the first: one
 * that fails undoes them all, and none behind it is carried out. `begin` opens the transaction in front of them; behind
 * those of the last step it is settled.
 */
export async function executeInTransaction(
  context: RunContext,
  step: ReadyStep,
  { begin, isLast }: { readonly begin: string | undefined; readonly isLast: boolean },
): Promise<StatementsOutcome> {
  const { connection, tools } = context;
  const progress = new Progress(context, step);
  let opening = begin;
  let xid: string | undefined;
  try {
    const { statements } = step.script;
    let left = statements.length;
    for (const batch of batchesOf(statements, connection.target)) {
      left -= batch.length;
      if (isAborted(tools.signal)) return progress.cancelled();
      const [first] = batch;
      if (!isAlone(first, connection.target)) {
        xid = await executeBatch(context, progress, { begin: opening, batch, isLast: isLast && left === 0 });
      } else {
        if (opening !== undefined) await connection.query({ text: opening });
        progress.begin();
        if (isAborted(tools.signal)) return progress.cancelled();
        await executeAlone(context, progress, first);
      }
      opening = undefined;
    }
    if (opening !== undefined) await connection.query({ text: opening });
    if (isAborted(tools.signal)) return progress.cancelled();
    // What was deferred fails here, before the role that it is checked with is taken back.
    if (isLast) xid ??= await cancellable(connection, tools.signal, () => connection.settle());
    return progress.done(xid);
  } catch (thrown) {
    return progress.failed(thrown);
  } finally {
    progress.close();
  }
}

type Batch = readonly [RunnableStatement, ...RunnableStatement[]];

/** Made as they are asked for: a script may have a million statements. */
function* batchesOf(statements: Iterable<RunnableStatement>, target: Target): Generator<Batch, void> {
  let batch: [RunnableStatement, ...RunnableStatement[]] | undefined;
  let units = 0;
  for (const statement of statements) {
    const { length } = statement.text;
    const isApart = isAlone(statement, target) || (batch !== undefined && isAlone(batch[0], target));
    if (batch === undefined || isApart || batch.length === mostStatements || units + length > mostText) {
      if (batch !== undefined) yield batch;
      batch = [statement];
      units = length;
    } else {
      batch.push(statement);
      units += length;
    }
  }
  if (batch !== undefined) yield batch;
}

/**
 * Whether nothing may be sent behind it before it is answered: to a server that waits for COPY data, anything else is a
 * breach of the protocol. The embedded server's data go by a file, and there is no network to wait for.
 */
function isAlone({ text, data }: RunnableStatement, { kind }: Target): boolean {
  return kind === 'embedded' || data !== undefined || /\bcopy\b.*\bstdin\b/is.test(text);
}

async function executeAlone(context: RunContext, progress: Progress, { text, data }: RunnableStatement): Promise<void> {
  const { connection, tools } = context;
  const work = (): Promise<Result> => cancellable(connection, tools.signal, () => connection.execute(text, data));
  progress.answered(await watched(context, work));
}

/** Answers the transaction's number where it was the last batch. */
async function executeBatch(
  context: RunContext,
  progress: Progress,
  { begin, batch, isLast }: { readonly begin: string | undefined; readonly batch: Batch; readonly isLast: boolean },
): Promise<string | undefined> {
  const { connection, tools } = context;
  let left = batch.length;
  let isOpen = begin === undefined;
  if (isOpen) progress.begin();
  if (isAborted(tools.signal)) return undefined;
  const texts = [...(begin === undefined ? [] : [begin]), ...batch.map(({ text }) => text)];
  return watched(context, (next) => {
    const done = (result: Result): void => {
      if (isOpen) {
        progress.answered(result);
        left -= 1;
      }
      isOpen = true;
      next();
      if (left > 0) progress.begin();
    };
    return cancellable(connection, tools.signal, async () => {
      if (isLast) return connection.settle({ texts, done });
      await connection.executeAll(texts, done);
      return undefined;
    });
  });
}

/** Tells meanwhile who keeps the statement in hand waiting for a lock. */
function watched<T>({ connection, watch }: RunContext, work: (next: () => void) => Promise<T>): Promise<T> {
  return watch === undefined ? work(() => undefined) : watch.during(connection.pid, work);
}
