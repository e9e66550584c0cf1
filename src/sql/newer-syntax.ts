import { features, oldAndNew, type Feature, type Fields } from './newer-features';
import { indexAt, tokenize, type TokenText } from './ranges';
import type { Span } from './span';
import type { ReadStatement } from './statement';
import { isWord } from './token';

/** Something that PostgreSQL 18 reads and an older version refuses; `at` counts from the statement’s start. */
export interface NewerSyntax {
  readonly what: string;
  /** The first major version that takes it. */
  readonly since: number;
  readonly at: Span;
}

/** What in a statement came after PostgreSQL 14, in the order of its text; the statements in its body included. */
export function newerSyntax(statement: ReadStatement): readonly NewerSyntax[] {
  const { parsed, text } = statement;
  if (!parsed.ok) return [];
  const found: NewerSyntax[] = [];
  let it: TokenText | undefined;
  const visit = (value: unknown, key: string, from: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key, from);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Fields;
    const own = node['location'] ?? (node['relation'] as Fields | undefined)?.['location'];
    const start = typeof own === 'number' && own > 0 ? own : from;
    for (const feature of byNode.get(key) ?? []) {
      if (!feature.when(node)) continue;
      it ??= tokenize(text);
      found.push({ what: feature.what, since: feature.since, at: placeOf(it, feature, start) });
    }
    for (const field in node) if (typeof node[field] === 'object') visit(node[field], field, start);
  };
  visit(parsed.tree, '', 0);
  const isRule = 'RuleStmt' in parsed.tree;
  for (const part of parsed.body?.parts ?? []) {
    if (part.kind !== 'statement') continue;
    for (const each of newerSyntax(part.statement)) {
      if (parsed.body?.language === 'plpgsql' && each.what === oldAndNew) continue;
      found.push({ ...each, at: { start: part.place(each.at.start), end: part.place(each.at.end) } });
    }
  }
  return once(found.filter(({ what }) => !(isRule && what === oldAndNew)));
}

/** The first version that takes all of it: that of the grammar that statements are read with. */
export const newestSyntax = 18;

const byNode: ReadonlyMap<string, readonly Feature[]> = new Map(
  features.map(({ node }) => [node, features.filter((feature) => feature.node === node)]),
);

/** Its own words from there on, or the last before; else the word there. */
function placeOf(it: TokenText, { words, what }: Feature, from: number): Span {
  const own = words?.split(' ') ?? [];
  const places = own.length === 0 ? [] : it.tokens.flatMap((_, i) => (isPhrase(it, i, own) ? [i] : []));
  const first = places.find((i) => (it.tokens[i]?.at.start ?? 0) >= from) ?? places.at(-1);
  const [start, end] = first === undefined ? [] : [it.tokens[first], it.tokens[first + own.length - 1]];
  if (start !== undefined && end !== undefined) return { start: start.at.start, end: end.at.end };
  const at = indexAt(it, from);
  const token = it.tokens[at] ?? it.tokens[0];
  // NOT ENFORCED of a column is told by its first word.
  const last = what.startsWith('NOT ') ? (it.tokens[at + 1] ?? token) : token;
  return { start: token?.at.start ?? 0, end: last?.at.end ?? it.text.length };
}

function isPhrase(it: TokenText, at: number, words: readonly string[]): boolean {
  return words.every((word, offset) => isWord(it.text, it.tokens[at + offset], word));
}

/** A column and its table may both tell of one thing. */
function once(found: readonly NewerSyntax[]): readonly NewerSyntax[] {
  const seen = new Set<string>();
  return found
    .filter(({ what, at }) => {
      const id = `${what} ${at.start}`;
      return !seen.has(id) && seen.add(id).size > 0;
    })
    .sort((a, b) => a.at.start - b.at.start);
}
