import { lex } from '../sql/lexer';
import { isCurly } from '../sql/lookalike-mends';
import { codePoint, lookalikes, mayHaveLookalikes, type Lookalike } from '../sql/lookalikes';
import { edited, type TextEdit } from '../sql/mend';
import { shift } from '../sql/span';
import type { ReadStatement } from '../sql/statement';
import { tokenText, type Token } from '../sql/token';
import type { Finding, Fix, Severity } from './finding';
import type { Judged, ScriptInput } from './judge';
import type { Rule } from './rule';

/** What names hold that are written without quotes, and what to say of it. */
export interface Seeming {
  readonly rule: Rule;
  readonly title: string;
  readonly is: (each: Lookalike) => boolean;
  readonly message: (each: Lookalike, name: string) => string;
  readonly help: (each: Lookalike) => string;
}

/** Beyond this, in UTF-16 units, a statement is not parsed once more for the sake of a fix. */
const largestFixed = 32 * 1024;

/** `DROP COLUMN a` with a no-break space drops a column called `COLUMN a`: to PostgreSQL it is a letter. */
export const invisible = {
  title: 'Replace invisible characters',
  is: ({ kind }) => kind === 'blank' || kind === 'nothing',
  message: ({ character }) =>
    `This name holds an invisible character (${codePoint(character)}), so it is not the name that it seems`,
  help: ({ kind }) => (kind === 'blank' ? 'Write a plain space.' : 'Take it out.'),
} satisfies Omit<Seeming, 'rule'>;

/** `DEFAULT ‘new’` takes its value from a column of that name, which a default may not. */
export const typographic = {
  title: 'Replace typographic quotes',
  is: isCurly,
  message: ({ character }, name) => `PostgreSQL takes ${name} for a name: to it, ${character} is a letter and no quote`,
  help: () => `Strings take ' and identifiers take ".`,
} satisfies Omit<Seeming, 'rule'>;

/** The names with such characters in statements that parse for all that; of others the syntax error speaks. */
export function characterFindings(
  judged: readonly Judged[],
  { script, reader }: Pick<ScriptInput, 'script' | 'reader'>,
  { rule, title, is, message, help, severity }: Seeming & { readonly severity: Severity },
): readonly Finding[] {
  return judged.flatMap(({ statement, effects }): readonly Finding[] => {
    const { text, at, parsed } = statement;
    if (!parsed.ok || !mayHaveLookalikes(text)) return [];
    const found = wordsOf(statement).flatMap((token) => {
      const first = lookalikes(text, [token]).find(is);
      return first === undefined ? [] : [{ token, first }];
    });
    if (found.length === 0) return [];
    const edits = lookalikes(text, wordsOf(statement))
      .filter(is)
      .map((each): TextEdit => ({ at: each.at, text: each.meant }));
    const left = text.length > largestFixed ? [] : reader.read(edited(text, edits));
    const changes = edits.map(
      (edit) => ({ kind: 'replace', path: script.path, at: shift(edit.at, at.start), text: edit.text }) as const,
    );
    const fix: Fix = { title, edits: changes, preferred: true, safe: false };
    const fixes = left.length === 1 && left[0]?.parsed.ok === true ? [fix] : [];
    return found.map(({ token, first }) => ({
      rule: rule.id,
      severity,
      message: message(first, tokenText(text, token)),
      help: help(first),
      path: script.path,
      at: shift(token.at, at.start),
      statement: at,
      related: [],
      fixes,
      effects,
    }));
  });
}

/** Those of the statement, and of the body within that is read. */
function wordsOf({ text, parsed }: ReadStatement): readonly Token[] {
  const tokens = lex(text);
  const body = parsed.ok && parsed.body?.unread === undefined ? parsed.body : undefined;
  const isQuoted = tokens.some(
    ({ kind, at }) => kind === 'dollar' && body !== undefined && at.start < body.at.start && body.at.end < at.end,
  );
  const within = body !== undefined && isQuoted ? lex(text, { body: body.at }) : [];
  return [...tokens, ...within].filter(({ kind }) => kind === 'word').sort((a, b) => a.at.start - b.at.start);
}
