import type { Edit } from '../migrations/edit';
import type { RuleContext } from './rule';
import { indentBefore, indentOfLine, lineEndOf } from './user-text';

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

/**
 * The statement with its semicolon and, where it has its lines to itself, with them and the empty lines that would then
 * follow upon others or end the file.
 */
export function removeStatement({ script, statement }: RuleContext): Edit {
  const { text, path } = script;
  const indent = indentBefore(text, statement.at.start);
  const rest = /^[ \t]*(\r\n|\n|\r|$)/.exec(text.slice(statement.end));
  if (indent === undefined || rest === null) {
    // Of a line that others share, the blanks that divided it from the one before.
    const from = indent === undefined ? text.slice(0, statement.at.start).trimEnd().length : statement.at.start;
    const blanks = indent === undefined ? 0 : (/^[ \t]*/.exec(text.slice(statement.end))?.[0].length ?? 0);
    return { kind: 'replace', path, at: { start: from, end: statement.end + blanks }, text: '' };
  }
  const start = statement.at.start - indent.length;
  const end = statement.end + rest[0].length;
  const before = text.slice(0, start);
  const behind = text.slice(end);
  if (behind.trim() === '' && before.trim() !== '') {
    // The line end that stays is the one that the file ended with, if it did.
    return { kind: 'replace', path, at: { start: before.trimEnd().length, end: statement.end }, text: '' };
  }
  const isAfterEmpty = before === '' || /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(before);
  const empty = isAfterEmpty ? (/^([ \t]*(\r\n|\n|\r))+/.exec(behind)?.[0].length ?? 0) : 0;
  return { kind: 'replace', path, at: { start, end: end + empty }, text: '' };
}

/** A statement, without semicolon, before this one; above comments that silence rules for this one. */
export function insertBefore({ script, statement, previous }: RuleContext, sql: string): Edit {
  const { text, path } = script;
  const from = previous()?.end ?? script.body.start;
  const between = text.slice(from, statement.at.start);
  const silencing = /(?:(?<=^|[\r\n])[ \t]*--|\/\*)[\s*]*(?:lockkeeper|squawk)-ignore(?!-file)/.exec(between);
  const lineStart = silencing === null ? undefined : from + silencing.index;
  const offset =
    lineStart === undefined ? statement.at.start : lineStart + (/^[ \t]*/.exec(text.slice(lineStart))?.[0].length ?? 0);
  const indent = indentBefore(text, offset);
  const separator = indent === undefined ? ' ' : `${lineEndOf(text)}${indent}`;
  return { kind: 'replace', path, at: { start: offset, end: offset }, text: `${sql};${separator}` };
}

/** Whole statements, each in a line of its own, in the place of this one. */
export function replaceWith({ script, statement }: RuleContext, statements: readonly string[]): Edit {
  const indent = indentOfLine(script.text, statement.at.start);
  const text = statements.join(`;${lineEndOf(script.text)}${indent}`);
  return { kind: 'replace', path: script.path, at: statement.at, text };
}

/** Whole statements in lines of their own after this one. */
export function insertAfter({ script, statement }: RuleContext, statements: readonly string[]): Edit {
  const eol = lineEndOf(script.text);
  const indent = indentOfLine(script.text, statement.at.start);
  const semicolon = statement.end === statement.at.end ? ';' : '';
  const text = semicolon + statements.map((sql) => `${eol}${indent}${sql};`).join('');
  return { kind: 'replace', path: script.path, at: { start: statement.end, end: statement.end }, text };
}

/** A statement, without semicolon, in a line of its own behind the last of the script, as far in as this one. */
export function appendToScript(context: RuleContext, sql: string): Edit {
  const { script, statement } = context;
  const last = context.later().at(-1) ?? statement;
  const indent = indentOfLine(script.text, statement.at.start);
  const semicolon = last.end === last.at.end ? ';' : '';
  const text = `${semicolon}${lineEndOf(script.text)}${indent}${sql};`;
  return { kind: 'replace', path: script.path, at: { start: last.end, end: last.end }, text };
}
