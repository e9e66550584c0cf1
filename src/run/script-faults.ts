import type { Convention } from '../migrations/convention';
import type { Script } from '../migrations/project';
import { Scanner } from '../sql/scanner';
import type { Span } from '../sql/span';
import { splitWhole } from '../sql/splitter';
import type { Statement } from '../sql/statement';
import type { Token } from '../sql/token';

/** Why a script cannot be carried out, where, and what to do. */
export interface ScriptFault {
  readonly at: Span;
  readonly message: string;
  readonly advice: string;
}

/** Parted from the next by the splitter alone, which must not make two statements run of what the server takes for one. */
export function isOpenEnded(statement: Statement | undefined): boolean {
  return statement?.kind === 'sql' && statement.end === statement.at.end;
}

/** A command of psql's own. */
export function psqlFault({ text, at }: Statement): ScriptFault {
  const [command] = /^\\\S*/.exec(text) ?? ['\\'];
  const message = `${command} is a command of psql, which the server does not know.`;
  return { at, message, advice: 'Remove it, or write it in SQL.' };
}

/** A statement behind one that has no end. */
export function runOnFault({ at }: Statement): ScriptFault {
  return {
    at,
    message:
      'A semicolon is missing before this statement, so that to PostgreSQL it is the rest of the one before, and an error.',
    advice: 'Write a semicolon at the end of the statement before.',
  };
}

/** What is wrong with a script that leaves something open. */
export function openFault(script: Script): ScriptFault {
  const { body, text } = script;
  const { statements } = splitWhole(text, body);
  const unclosed = unclosedToken(script, statements.at(-1));
  if (unclosed !== undefined) {
    return { at: unclosed.at, message: `The ${wordFor(unclosed)} that begins here never ends.`, advice: 'Close it.' };
  }
  const meta = statements.find(({ kind }) => kind === 'psql');
  if (meta !== undefined) return psqlFault(meta);
  const next = statements.find((_, nth) => isOpenEnded(statements[nth - 1]));
  if (next !== undefined) return runOnFault(next);
  return {
    at: (statements.find(isOpenEnded) ?? statements[0])?.at ?? body,
    message:
      'A quote, a parenthesis or a BEGIN ATOMIC in this file is never closed, so that nobody can tell where its statements end.',
    advice: 'Close it.',
  };
}

/** What is not closed reaches to the end of the text, so it can only be in the last statement or behind it. */
function unclosedToken({ text, body }: Script, last: Statement | undefined): Token | undefined {
  const start = last === undefined ? body.start : last.kind === 'sql' ? last.at.start : last.end;
  const scanner = new Scanner(text, { body: { start, end: body.end } });
  let token = scanner.next();
  while (token !== undefined && token.unclosed !== true) token = scanner.next();
  return token;
}

/** A value that whoever else runs the script would put in. */
export function placeholderFault(at: Span, written: string, { title }: Convention): ScriptFault {
  return {
    at,
    message: `${written} stands for a value that only whoever runs ${title} knows; Lockkeeper would send it as it is.`,
    advice: `Write the value itself, or let ${title} run this migration.`,
  };
}

/** Transaction control where it may not be; `isShared` where the transaction is that of all pending migrations. */
export function controlFault({ text, at }: Statement, { title }: Convention, isShared: boolean): ScriptFault {
  const word = (/^\S*/.exec(text)?.[0] ?? '').toUpperCase();
  return isShared
    ? {
        at,
        message: `${word} within a migration would end the transaction that ${title} opens for all pending ones together, and leave a part of them behind if a later statement fails.`,
        advice: 'Remove it.',
      }
    : {
        at,
        message: `${word} within a migration would end its transaction, and leave half of it behind if a later statement fails.`,
        advice: 'Remove it: each migration runs in a transaction of its own. A file may also be exactly one BEGIN … COMMIT.',
      };
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
