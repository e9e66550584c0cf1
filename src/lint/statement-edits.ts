import type { Edit } from '../migrations/edit';
import type { RuleContext } from './rule';
import { indentBefore, lineEndOf } from './user-text';

/**
 * What makes the script run outside a transaction: no edits where it does already, and undefined where it cannot be
 * had without parting the statement from others.
 */
export function runOutsideTransaction(context: RuleContext): readonly Edit[] | undefined {
  const { script, source, transaction, isAlone, inTransaction } = context;
  const { noTransactionDirective: directive, sendsWholeFile } = source.convention;
  if (transaction === 'none' && !inTransaction) return isAlone || !sendsWholeFile ? [] : undefined;
  if (transaction === 'none' || transaction === 'own' || !isAlone || directive === undefined) return undefined;
  // A byte order mark before the directive would hide it from the runner.
  const end = script.text.startsWith('\uFEFF') ? 1 : 0;
  return [{ kind: 'replace', path: script.path, at: { start: 0, end }, text: `${directive.trimEnd()}${lineEndOf(script.text)}` }];
}

/** The statement with its semicolon, its blanks before and the rest of its line if that is blank. */
export function removeStatement({ script, statement }: RuleContext): Edit {
  const { text } = script;
  const indent = indentBefore(text, statement.at.start);
  const start = statement.at.start - (indent?.length ?? 0);
  const rest = /^[ \t]*(\r\n|\n|\r|$)/.exec(text.slice(statement.end));
  const end = statement.end + (indent === undefined ? 0 : (rest?.[0].length ?? 0));
  return { kind: 'replace', path: script.path, at: { start, end }, text: '' };
}

/** A statement, without semicolon, before this one; above comments that silence rules for this one. */
export function insertBefore({ script, statement, previous }: RuleContext, sql: string): Edit {
  const { text, path } = script;
  const from = previous()?.end ?? script.body.start;
  const between = text.slice(from, statement.at.start);
  const silencing = /(?<=^|[\r\n])[ \t]*--\s*(?:lockkeeper|squawk)-ignore(?!-file)/.exec(between);
  const lineStart = silencing === null ? undefined : from + silencing.index;
  const offset =
    lineStart === undefined ? statement.at.start : lineStart + (/^[ \t]*/.exec(text.slice(lineStart))?.[0].length ?? 0);
  const indent = indentBefore(text, offset);
  const separator = indent === undefined ? ' ' : `${lineEndOf(text)}${indent}`;
  return { kind: 'replace', path, at: { start: offset, end: offset }, text: `${sql};${separator}` };
}

/** Whole statements, each in a line of its own, in the place of this one. */
export function replaceWith({ script, statement }: RuleContext, statements: readonly string[]): Edit {
  const indent = indentBefore(script.text, statement.at.start) ?? '';
  const text = statements.join(`;${lineEndOf(script.text)}${indent}`);
  return { kind: 'replace', path: script.path, at: statement.at, text };
}

/** Whole statements in lines of their own after this one. */
export function insertAfter({ script, statement }: RuleContext, statements: readonly string[]): Edit {
  const eol = lineEndOf(script.text);
  const indent = indentBefore(script.text, statement.at.start) ?? '';
  const semicolon = statement.end === statement.at.end ? ';' : '';
  const text = semicolon + statements.map((sql) => `${eol}${indent}${sql};`).join('');
  return { kind: 'replace', path: script.path, at: { start: statement.end, end: statement.end }, text };
}
