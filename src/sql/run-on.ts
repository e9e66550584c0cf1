import { lex } from './lexer';
import type { ReadStatement, SyntaxFault } from './statement';
import { tokenText } from './token';

/**
 * What PostgreSQL says where one statement runs on into the next, for want of a semicolon: the splitter parts them
 * where the next plainly begins, and both may be sound. Undefined where all is well; `text` is that of the whole.
 */
export function runOnFault(text: string, before: ReadStatement, next: ReadStatement): SyntaxFault | undefined {
  if (before.end !== before.at.end || !before.parsed.ok || next.kind === 'psql') return undefined;
  if (isDivided(text.slice(before.end, next.at.start))) return undefined;
  const last = lex(before.text).findLast(({ kind }) => kind !== 'comment');
  const first = lex(next.text)[0];
  // What a placeholder stands for may well end in a semicolon.
  if (first === undefined || last?.kind === 'placeholder') return undefined;
  const word = tokenText(next.text, first);
  const hint = `A semicolon is missing before ${word.toUpperCase()}.`;
  const end = { start: before.at.end, end: before.at.end };
  return {
    message: `syntax error at or near "${word}"`,
    at: { start: next.at.start, end: next.at.start + first.at.end },
    hint,
    mend: { title: 'Insert the missing semicolon', hint, edits: [{ at: end, text: ';' }] },
  };
}

/** Runners that divide a file by a comment send each part alone. */
function isDivided(between: string): boolean {
  return /^[ \t]*(?:-->|----|--\s*(?:\+|migrate:|\/\/\s*@)|--[\s-]*(?:up|down)\s+migration)|-->/im.test(between);
}
