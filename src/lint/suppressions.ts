import { lex } from '../sql/lexer';
import { Scanner } from '../sql/scanner';
import { tokenText, type Token } from '../sql/token';
import type { Span } from '../sql/span';
import type { Statement } from '../sql/statement';
import type { Finding } from './finding';

/** One rule named in a comment that silences it. */
export interface Ignored {
  /** As written. */
  readonly name: string;
  /** Where it stands in the file. */
  readonly at: Span;
  /** Ids of the rules that it means; none where nobody knows the name. */
  readonly rules: readonly string[];
}

/**
 * A comment that silences rules: `-- lockkeeper-ignore drop-table: moved to the archive`. In a block comment it is the
 * same; a colon or a further `--` begins the reason.
 */
export interface Ignore {
  readonly names: readonly Ignored[];
  /** All statements of the file, or the one below (or before it on the same line). */
  readonly target: 'file' | Span | undefined;
  /** Ours, or squawk's: what that tool's comments silence elsewhere is not our business. */
  readonly of: 'lockkeeper' | 'squawk';
  readonly comment: Span;
}

const pattern = /^(?:--|\/\*)[\s*]*(lockkeeper|squawk)-ignore(-file)?(?![\w-])((?:(?!--|\*\/)[^:\r\n])*)/;

/**
 * The comments of a text that silence rules. `meaning` gives the ids of the rules that a name stands for, of our own
 * or of another linter's.
 */
export function readIgnores(
  text: string,
  statements: readonly { readonly statement: Statement }[],
  meaning: (name: string, of: Ignore['of']) => readonly string[],
): readonly Ignore[] {
  if (!text.includes('-ignore')) return [];
  const ignores: Ignore[] = [];
  for (const token of commentsOf(text, statements)) {
    const match = pattern.exec(tokenText(text, token));
    if (match === null) continue;
    const of = match[1] === 'squawk' ? 'squawk' : 'lockkeeper';
    const list = match[3] ?? '';
    const listStart = token.at.start + match[0].length - list.length;
    const named = [...list.matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => ({
      name,
      at: { start: listStart + index, end: listStart + index + name.length },
      rules: meaning(name, of),
    }));
    // Without names, squawk-ignore-file silences all that squawk has.
    const names = of === 'squawk' && named.length === 0 ? [{ name: '', at: token.at, rules: meaning('', of) }] : named;
    const target = match[2] === undefined ? statementOf(text, statements, token.at) : 'file';
    ignores.push({ names, target, of, comment: token.at });
  }
  return ignores;
}

/** The comments of a text, with those in the blocks that it runs: their statements are judged too. */
function commentsOf(text: string, statements: readonly { readonly statement: Statement }[]): readonly Token[] {
  const comments: Token[] = [];
  const scanner = new Scanner(text);
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) {
    if (token.kind === 'comment') comments.push(token);
    if (token.kind !== 'dollar' || !tokenText(text, token).includes('-ignore')) continue;
    const { start, end } = token.at;
    const block = statements.find(({ statement: { at } }) => at.start <= start && end <= at.end)?.statement;
    if (block === undefined || !/^do\b/i.test(text.slice(block.at.start, block.at.end))) continue;
    const tag = /^\$[^$]*\$/.exec(tokenText(text, token))?.[0].length ?? 0;
    const body = { start: start + tag, end: end - tag };
    comments.push(...lex(text, { body }).filter(({ kind }) => kind === 'comment'));
  }
  return comments;
}

/** The statement that a comment speaks of: the one it ends the line of, or else the one it stands in or above. */
function statementOf(text: string, statements: readonly { readonly statement: Statement }[], comment: Span): Span | undefined {
  const before = statements.findLast(({ statement }) => statement.end <= comment.start)?.statement;
  const isBehind = before !== undefined && !/[\r\n]/.test(text.slice(before.end, comment.start));
  if (isBehind && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(comment.end))) return before.at;
  return statements.find(({ statement }) => statement.end >= comment.end)?.statement.at;
}

/** What is left of the findings, and which names silenced one. */
export function silence(
  findings: readonly Finding[],
  ignores: readonly Ignore[],
): { readonly kept: readonly Finding[]; readonly used: ReadonlySet<Ignored> } {
  const used = new Set<Ignored>();
  const kept = findings.filter((finding) => {
    let isSilenced = false;
    for (const { names, target } of ignores) {
      if (target === undefined || (target !== 'file' && target.start !== finding.statement.start)) continue;
      for (const ignored of names) {
        if (!ignored.rules.includes(finding.rule)) continue;
        used.add(ignored);
        isSilenced = true;
      }
    }
    return !isSilenced;
  });
  return { kept, used };
}
