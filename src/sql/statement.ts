import type { Node } from '@pgsql/types';
import type { Body } from './body';
import type { Mend } from './mend';
import type { Span } from './span';

/** One statement of a text, as the splitter found it; the text need not be valid SQL. */
export interface Statement {
  /** `sql`, one psql meta-command line (`\connect …`), or `COPY … FROM stdin` with its data lines. */
  readonly kind: 'sql' | 'psql' | 'copy';
  /** From the first token to the end of the last one, without the semicolon. */
  readonly at: Span;
  /** Just past the semicolon, or `at.end` where there is none. */
  readonly end: number;
  /** The data lines after `COPY … FROM stdin;`, without the closing `\.`. */
  readonly data?: Span;
  /** The text of `at`, as the user wrote it. */
  readonly text: string;
}

/** Whether it is a COPY FROM stdin without data: a line of `\.` anywhere behind it would make data of all between. */
export function awaitsData({ kind, text }: Statement): boolean {
  return kind === 'sql' && /^copy\b[^]*\bstdin\b/i.test(text);
}

/**
 * What the parser makes of a statement. Every position counts from the start of the statement, in UTF-16 units. A
 * function, a procedure and a DO block have a body; a fault in it is one of the statement.
 */
export type Parsed =
  | { readonly ok: true; readonly tree: Node; readonly body?: Body }
  | { readonly ok: false; readonly fault: SyntaxFault; readonly unread?: undefined }
  | { readonly ok: false; readonly fault?: undefined; readonly unread: Unread };

/**
 * Why a statement was not judged, without being wrong: larger than the parser is given, a line for psql alone, a
 * template whose placeholders leave no SQL, or nothing but comments.
 */
export type Unread = 'size' | 'psql' | 'template' | 'empty';

/** The server's own message for a statement that cannot be parsed, and the token it stumbled over. */
export interface SyntaxFault {
  readonly message: string;
  readonly at: Span;
  readonly hint?: string;
  /** The one thing that makes the statement sound, where there is one. */
  readonly mend?: Mend;
}

/** A statement with its tree, or with the reason why it has none. */
export interface ReadStatement extends Statement {
  readonly parsed: Parsed;
}

/** Whether a statement carries what the parser made of it. */
export function isRead(statement: Statement): statement is ReadStatement {
  return 'parsed' in statement;
}
