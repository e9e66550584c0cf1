import type { Failure, Result } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { redact } from '../database/redact';
import type { ReadyStep, RunContext } from './context';
import { errorAt, errorOf, missingExtension } from './errors';
import type { Measured, RunError } from './events';
import { withBlockers } from './lock-watch';
import type { RunnableStatement } from './script-statements';
import { isAborted, secretsOfTarget } from './signals';
import { reported, ResultList, type StatementResults } from './statement-results';
import { marksOf } from './validation';

/** Notices kept of one statement; a server can send any number. */
const mostNotices = 50;

/** How a script's statements went. */
export type StatementsOutcome = { readonly results: StatementResults } &
  /** `xid` is the number of the transaction that is at its end. */
  (
    | { readonly kind: 'done'; readonly xid?: string }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly failure: Failure; readonly error: NonNullable<Measured['error']> }
  );

/** Follows a step's statements: tells when each begins, times it, and keeps what the server says of it. */
export class Progress {
  readonly #context: RunContext;
  readonly #step: ReadyStep;
  readonly #secrets: readonly string[];
  readonly #results = new ResultList();
  readonly #deaf: () => void;
  /** Absent before the first one, and between an answer and the next. */
  #inHand: RunnableStatement | undefined;
  /** Of the statement in hand, as it may be shown. */
  #text = '';
  #notices: string[] = [];
  #started = 0;

  constructor(context: RunContext, step: ReadyStep) {
    this.#context = context;
    this.#step = step;
    this.#secrets = secretsOfTarget(context);
    this.#deaf = context.connection.onNotice(({ severity, message }) => {
      if (this.#notices.length < mostNotices) this.#notices.push(redact(`${severity}: ${message}`, this.#secrets));
    });
  }

  /** The next statement is in hand. */
  begin(): void {
    const { migration, script } = this.#step;
    const index = this.#results.count;
    const statement = script.statements.at(index);
    if (statement === undefined) return;
    const { tools } = this.#context;
    this.#text = reported(statement.text, this.#secrets);
    tools.on({ kind: 'statement', migration, index, total: script.statements.length, text: this.#text });
    this.#inHand = statement;
    this.#notices = [];
    this.#started = tools.now();
  }

  /** It succeeded. */
  answered({ rowCount }: Result): void {
    this.#measured(rowCount === undefined ? {} : { rows: rowCount });
  }

  /** It failed, which ends the step; or it was cancelled. Without a statement in hand it is what surrounds them that failed. */
  failed(thrown: unknown): StatementsOutcome {
    const { path } = this.#step.script;
    const failure = failureOf(thrown, this.#secrets);
    const error =
      this.#inHand === undefined
        ? { ...errorOf(failure), path }
        : withAdvice(this.#context, errorAt(failure, path, this.#inHand));
    this.#measured({ error });
    // The server's word for a cancel, 57014, is also its word for a timeout, so what we did ourselves decides.
    const isOurs = isAborted(this.#context.tools.signal) && (failure.sqlstate === '57014' || isLost(failure));
    return isOurs ? this.cancelled() : { kind: 'failed', failure, error, results: this.#results.results };
  }

  done(xid?: string): StatementsOutcome {
    return { kind: 'done', results: this.#results.results, ...(xid !== undefined && { xid }) };
  }

  cancelled(): StatementsOutcome {
    return { kind: 'cancelled', results: this.#results.results };
  }

  /** Nothing is heard any more. */
  close(): void {
    this.#deaf();
  }

  #measured(rest: Partial<Measured>): void {
    if (this.#inHand === undefined) return;
    const { at } = this.#inHand;
    const marks = marksOf(this.#inHand);
    const notices = this.#notices;
    // What is said from now on is not about this one.
    this.#inHand = undefined;
    this.#notices = [];
    this.#results.add({
      path: this.#step.script.path,
      at,
      text: this.#text,
      ...marks,
      measured: { effects: [], ms: this.#context.tools.now() - this.#started, notices, ...rest },
    });
  }
}

/** Who kept a lock from us; and on the embedded server a missing extension is no fault of the migration. */
function withAdvice({ target, watch }: RunContext, error: RunError): RunError {
  const name = target.kind === 'embedded' ? missingExtension(error) : undefined;
  if (name === undefined) return withBlockers(error, watch?.blockers);
  return { ...error, advice: `The embedded server does not have the extension ${name}: use a server that has it.` };
}
