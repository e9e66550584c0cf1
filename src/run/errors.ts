import type { Failure } from '../database/connection';
import { Scanner } from '../sql/scanner';
import { fromCodePoint } from '../sql/positions';
import { shift } from '../sql/span';
import type { RunError } from './events';
import type { RunnableStatement } from './script-statements';

/** A failure without a place in a file. */
export function errorOf({ kind, sqlstate, condition, message, detail, hint, advice, page }: Failure): RunError {
  return {
    message,
    ...(sqlstate !== undefined && { sqlstate }),
    ...(condition !== undefined && { condition }),
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { advice }),
    ...(page !== undefined && { page }),
    ...(kind === 'connection' && { lost: true as const }),
  };
}

/** A failure at a statement of a file: the server counts code points within what it was sent, a file UTF-16 units. */
export function errorAt(failure: Failure, path: string, statement: RunnableStatement): RunError {
  const error = { ...errorOf(failure), path, statement: statement.at };
  // Of a check the server was sent more than the query that stands in the file.
  if (failure.position === undefined || statement.check !== undefined) return error;
  const start = fromCodePoint(statement.text, failure.position - 1);
  const token = new Scanner(statement.text, { body: { start, end: statement.text.length } }).next();
  const at = token?.at ?? { start, end: Math.min(start + 1, statement.text.length) };
  return { ...error, at: shift(at, statement.at.start) };
}

/**
 * A failure of a script that shares its transaction with others before it, which is what some statements fail for: then
 * it says so, and what to do.
 */
export function amongOthers(error: RunError, title: string): RunError {
  const why = { '55P04': 'a new value of an enum cannot be used yet', '55006': 'rows written before are not settled yet' }[
    error.sqlstate ?? ''
  ];
  if (why === undefined) return error;
  const advice = `${title} applies all pending migrations in one transaction, where ${why}. Apply the migrations before this one by themselves, then the rest.`;
  return { ...error, advice };
}

/** The extension for want of which a statement failed. */
export function missingExtension({ sqlstate, message }: RunError): string | undefined {
  return sqlstate === '0A000' ? /^extension "(.*)" is not available$/.exec(message)?.[1] : undefined;
}
