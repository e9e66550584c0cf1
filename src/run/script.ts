import type { Convention } from '../migrations/convention';
import type { Script } from '../migrations/project';
import type { CheckTime } from '../migrations/validation';
import { lex } from '../sql/lexer';
import { isWord, type Token } from '../sql/token';
import { hasPlaceholder } from '../sql/mask';
import { shift, type Span } from '../sql/span';
import { splitWhole } from '../sql/splitter';
import type { Statement } from '../sql/statement';
import type { RunError } from './events';

/** A statement as it is sent. */
export interface RunnableStatement {
  readonly text: string;
  /** In the file. */
  readonly at: Span;
  /** The lines after `COPY … FROM stdin`. */
  readonly data?: string;
  /** It asks whether a check of the file holds, and fails where that does not. */
  readonly check?: CheckTime;
  /** It goes ahead of the script's own statements: a setting made again, or what cleans up after a run that broke off. */
  readonly isAhead?: true;
}

/** A script that can be carried out. */
export interface RunnableScript {
  readonly path: string;
  /**
   * `transaction`: all statements and the history's row in one; `run`: the same, together with the other scripts of the
   * run; `none`: each statement by itself, for good.
   */
  readonly mode: 'transaction' | 'run' | 'none';
  /** The file's own BEGIN, where it says more than that. */
  readonly begin?: string;
  readonly statements: readonly RunnableStatement[];
  /** For the report. */
  readonly notes: readonly string[];
}

export type PreparedScript =
  { readonly ok: true; readonly script: RunnableScript } | { readonly ok: false; readonly error: RunError };

/**
 * Reads a script's statements and says what cannot be carried out: psql's own commands, and transaction control within
 * the file, which would end the transaction that keeps a migration whole.
 */
export function prepareScript(script: Script, convention: Convention): PreparedScript {
  const { path, text, body } = script;
  const wrapping = convention.transaction(script);
  const fail = (at: Span, message: string, advice: string): PreparedScript => ({
    ok: false,
    error: { message, advice, path, statement: at, at },
  });
  const { statements: all, isWhole } = splitWhole(text, body);
  const unclosed = unclosedToken(script, all.at(-1));
  if (unclosed !== undefined) {
    return fail(unclosed.at, `The ${wordFor(unclosed)} that begins here never ends.`, 'Close it.');
  }
  const meta = all.find(({ kind }) => kind === 'psql');
  if (meta !== undefined) {
    const [command] = /^\\\S*/.exec(meta.text) ?? ['\\'];
    return fail(meta.at, `${command} is a command of psql, which the server does not know.`, 'Remove it, or write it in SQL.');
  }

  const next = all.find((_, nth) => isOpenEnded(all[nth - 1]));
  if (next !== undefined) {
    return fail(
      next.at,
      'A semicolon is missing before this statement, so that to PostgreSQL it is the rest of the one before, and an error.',
      'Write a semicolon at the end of the statement before.',
    );
  }

  if (!isWhole) {
    const open = all.find(isOpenEnded) ?? all[0];
    return fail(
      open?.at ?? body,
      'A quote, a parenthesis or a BEGIN ATOMIC in this file is never closed, so that nobody can tell where its statements end.',
      'Close it.',
    );
  }

  const placeholder = firstPlaceholder(script, convention, all);
  if (placeholder !== undefined) {
    const written = text.slice(placeholder.start, placeholder.end);
    return fail(
      placeholder,
      `${written} stands for a value that only whoever runs ${convention.title} knows; Lockkeeper would send it as it is.`,
      `Write the value itself, or let ${convention.title} run this migration.`,
    );
  }

  const { begin, rest, notes } = wrapping === 'run' ? { begin: undefined, rest: all, notes: [] } : takeOwnTransaction(all);
  const control = rest.find((statement) => controlOf(statement) !== undefined);
  if (control !== undefined) {
    const word = control.text.toUpperCase().split(/\s+/, 1)[0] ?? '';
    return wrapping === 'run'
      ? fail(
          control.at,
          `${word} within a migration would end the transaction that ${convention.title} opens for all pending ones together, and leave a part of them behind if a later statement fails.`,
          'Remove it.',
        )
      : fail(
          control.at,
          `${word} within a migration would end its transaction, and leave half of it behind if a later statement fails.`,
          'Remove it: each migration runs in a transaction of its own. A file may also be exactly one BEGIN … COMMIT.',
        );
  }
  return {
    ok: true,
    script: {
      path,
      mode: begin === undefined ? modeOf(wrapping, rest, convention) : 'transaction',
      ...(begin !== undefined && hasOptions(begin) && { begin: begin.text }),
      statements: rest.map((statement) => ({
        text: statement.text,
        at: statement.at,
        ...(statement.data !== undefined && { data: text.slice(statement.data.start, statement.data.end) }),
      })),
      notes: rest.length === 0 ? [...notes, 'There is no statement in it.'] : notes,
    },
  };
}

/**
 * A file that is to bring its own transaction and has none runs without one; but several statements in one query are a
 * transaction to the server, which undoes them all when one fails.
 */
function modeOf(
  wrapping: ReturnType<Convention['transaction']>,
  statements: readonly Statement[],
  { sendsWholeFile }: Convention,
): RunnableScript['mode'] {
  if (wrapping === 'run') return 'run';
  return wrapping === 'file' || (sendsWholeFile && statements.length > 1) ? 'transaction' : 'none';
}

/** The first place where a value would have to be put in, in the order of the file. */
function firstPlaceholder(script: Script, convention: Convention, statements: readonly Statement[]): Span | undefined {
  const own = convention.placeholders?.(script) ?? [];
  const bare = statements.flatMap(({ text, at }) =>
    hasPlaceholder(text) ? lex(text).flatMap((token) => (token.kind === 'placeholder' ? [shift(token.at, at.start)] : [])) : [],
  );
  return [...own, ...bare].sort((a, b) => a.start - b.start)[0];
}

/** What is not closed reaches to the end of the text, so it can only be in the last statement or behind it. */
function unclosedToken({ text, body }: Script, last: Statement | undefined): Token | undefined {
  const start = last === undefined ? body.start : last.kind === 'sql' ? last.at.start : last.end;
  return lex(text, { body: { start, end: body.end } }).find((token) => token.unclosed === true);
}

/** Parted from the next by the splitter alone, which must not make two statements run of what the server takes for one. */
function isOpenEnded(statement: Statement | undefined): boolean {
  return statement?.kind === 'sql' && statement.end === statement.at.end;
}

type Control = 'begin' | 'commit' | 'other';

/** What a statement does to the transaction around it. Savepoints stay within it. */
function controlOf(statement: Statement): Control | undefined {
  const tokens = firstTokens(statement.text);
  const [first, second, third] = tokens;
  const is = (token: Token | undefined, ...words: readonly string[]): boolean =>
    words.some((word) => isWord(statement.text, token, word));
  if (is(first, 'begin') || (is(first, 'start') && is(second, 'transaction'))) return 'begin';
  if (is(first, 'commit', 'end')) {
    const next = is(second, 'work', 'transaction') ? third : second;
    return is(next, 'prepared') || is(next, 'and') ? 'other' : 'commit';
  }
  if (is(first, 'rollback', 'abort')) {
    const next = is(second, 'work', 'transaction') ? third : second;
    return is(next, 'to') ? undefined : 'other';
  }
  return is(first, 'prepare') && is(second, 'transaction') ? 'other' : undefined;
}

/** A file that is exactly one BEGIN … COMMIT means what a migration's own transaction does. */
function takeOwnTransaction(all: readonly Statement[]): {
  readonly begin?: Statement;
  readonly rest: readonly Statement[];
  readonly notes: readonly string[];
} {
  const [first, ...others] = all;
  const last = others.at(-1);
  if (first === undefined || last === undefined || controlOf(first) !== 'begin' || controlOf(last) !== 'commit') {
    return { rest: all, notes: [] };
  }
  return {
    begin: first,
    rest: others.slice(0, -1),
    notes: ['The file’s own BEGIN and COMMIT were taken as the migration’s transaction.'],
  };
}

function hasOptions({ text }: Statement): boolean {
  const words = firstTokens(text).length;
  return words > 2 || (words === 2 && !/^(begin\s+(work|transaction)|start\s+transaction)$/i.test(text.trim()));
}

/** Enough tokens to know a statement by; comments left out. */
function firstTokens(text: string): readonly Token[] {
  return lex(text.length > 500 ? text.slice(0, 500) : text).filter(({ kind }) => kind !== 'comment');
}

function wordFor(token: Token): string {
  switch (token.kind) {
    case 'comment':
      return 'comment';
    case 'quoted':
      return 'quoted name';
    case 'dollar':
      return 'dollar-quoted string';
    default:
      return 'string';
  }
}
