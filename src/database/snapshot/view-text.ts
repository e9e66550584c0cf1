import { lex } from '../../sql/lexer';
import { isWord, type Token, tokenText } from '../../sql/token';

/**
 * A view's query as 16 and later print it: where it reads from one thing alone, columns stand without that thing's name.
 * Older versions print `SELECT t.id FROM public.t`, newer ones `SELECT id FROM public.t`. Queries within the query keep
 * their names on all of them.
 */
export function plainViewText(text: string): string {
  const all = lex(text);
  const own = outermost(text, all);
  const from = own.findIndex((token) => isWord(text, token, 'from'));
  if (from < 0) return text;
  const after = own.slice(from + 1);
  const length = after.findIndex((token) => ends.some((word) => isWord(text, token, word)));
  const source = length < 0 ? after : after.slice(0, length);
  const several = ['join', 'union', 'intersect', 'except'];
  const isOne =
    !hasComma(text, source) &&
    !source.some((token) => isWord(text, token, 'join')) &&
    !own.some((token) => several.some((word) => isWord(text, token, word)));
  const name = isOne ? nameOf(text, source) : undefined;
  if (name === undefined) return text;
  let plain = '';
  let kept = 0;
  for (const [index, token] of own.entries()) {
    const [before, dot, column, next] = [own[index - 1], own[index + 1], own[index + 2], own[index + 3]];
    const isInSource = source.includes(token);
    if (isInSource || tokenText(text, token) !== name || !is(text, dot, '.') || !isColumn(text, column)) continue;
    // A type, a function or a collation of a schema that is named like the table.
    if (is(text, before, '.') || is(text, before, '::') || isWord(text, before, 'collate') || is(text, next, '(')) continue;
    plain += text.slice(kept, token.at.start);
    kept = dot?.at.end ?? kept;
  }
  return plain + text.slice(kept);
}

const ends = ['where', 'group', 'having', 'window', 'order', 'limit', 'offset', 'fetch', 'for', 'union', 'intersect', 'except'];

/** The tokens of the outermost query: without those of queries in parentheses. */
function outermost(text: string, tokens: readonly Token[]): readonly Token[] {
  const own: Token[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const opens = is(text, token, '(');
    if (depth > 0) {
      if (opens) depth += 1;
      if (is(text, token, ')')) depth -= 1;
    } else if (opens && ['select', 'with', 'values'].some((word) => isWord(text, tokens[index + 1], word))) {
      depth = 1;
    } else own.push(token);
  }
  return own;
}

/** Whether a comma stands between two things that are read from, and not within their parentheses. */
function hasComma(text: string, source: readonly Token[]): boolean {
  let depth = 0;
  for (const token of source) {
    if (is(text, token, '(')) depth += 1;
    if (is(text, token, ')')) depth -= 1;
    if (depth === 0 && is(text, token, ',')) return true;
  }
  return false;
}

/** What the one thing is called in the query: its alias, or else the last part of its name. */
function nameOf(text: string, source: readonly Token[]): string | undefined {
  const sampled = source.findIndex((token) => isWord(text, token, 'tablesample'));
  const whole = (sampled < 0 ? source : source.slice(0, sampled)).filter((token) => !is(text, token, ';'));
  // An alias of a function has its columns behind it: `FROM f() g(a, b)`.
  const opening = is(text, whole.at(-1), ')') ? whole.findLastIndex((token) => is(text, token, '(')) : whole.length;
  const last = whole[opening - 1];
  return last?.kind === 'word' || last?.kind === 'quoted' ? tokenText(text, last) : undefined;
}

const is = (text: string, token: Token | undefined, what: string): boolean =>
  token !== undefined && tokenText(text, token) === what;

function isColumn(text: string, token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted' || is(text, token, '*');
}
