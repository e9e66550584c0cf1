import type { Span } from './span';
import { Pass, splitWhole } from './splitter';
import type { Statement } from './statement';

/** So many statements that do the same to the rows of one table stand for all that follow them. */
const mostAlike = 1000;

/** One statement, or many that are taken for one. */
export interface Piece {
  readonly statement: Statement;
  readonly isMany: boolean;
}

/**
 * The statements of a long text, of which a dump may have a million. Of those that read or write the rows of one table, one
 * after the other, the first thousand are told apart; the rest are one piece, known by its first words as any statement is
 * that is too long to be parsed. A statement a step, so that others may get their turn.
 */
export function* piecesOf(text: string, body: Span): Generator<undefined, readonly Piece[]> {
  const pass = new Pass(text, body, 'none');
  const pieces = yield* together(text, pass.statements());
  // Where something was left open, what is behind it is cut at the starts of statements.
  return pass.fault === 'none' ? pieces : yield* together(text, splitWhole(text, body).statements);
}

function* together(text: string, statements: Iterable<Statement>): Generator<undefined, readonly Piece[]> {
  const pieces: Piece[] = [];
  let beginning: string | undefined;
  let count = 0;
  for (const statement of statements) {
    if (beginning !== undefined && beginning === beginningOf(statement)) count++;
    else [beginning, count] = [beginningOf(statement), 1];
    const last = pieces.at(-1);
    if (count <= mostAlike || last === undefined) pieces.push({ statement, isMany: false });
    else if (!last.isMany) pieces.push({ statement, isMany: true });
    else pieces[pieces.length - 1] = { statement: upTo(text, last.statement, statement), isMany: true };
    yield;
  }
  return pieces;
}

/** What a statement does to which rows, in its own words; undefined where each is to be looked at. */
function beginningOf({ kind, text }: Statement): string | undefined {
  if (kind !== 'sql') return undefined;
  return /^(?:insert\s+into|update|delete\s+from|select)\s+[\w$."\u0080-\uffff]+/i.exec(text)?.[0];
}

function upTo(text: string, first: Statement, last: Statement): Statement {
  const at = { start: first.at.start, end: last.at.end };
  return { kind: 'sql', at, end: last.end, text: text.slice(at.start, at.end) };
}
