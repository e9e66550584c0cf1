import type { Span } from './span';
import { tokenText, type Token } from './token';

/**
 * A character that PostgreSQL takes for a letter, as it takes every one beyond ASCII, though a reader sees something
 * else in it: a blank, nothing at all, a quote, another mark of SQL, or a dash.
 */
export interface Lookalike {
  readonly kind: 'blank' | 'nothing' | 'quote' | 'mark' | 'dash';
  readonly character: string;
  /** What it is taken for, and what the author most likely meant. */
  readonly meant: string;
  readonly at: Span;
}

const blanks = '\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000';
const nothings = '\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff';
const quotes: Readonly<Record<string, string>> = {
  ...named('\u2018\u2019\u201a\u201b\u2032\u00b4', "'"),
  ...named('\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb', '"'),
};
const marks: Readonly<Record<string, string>> = { '\uff0c': ',', '\uff1b': ';', '\uff08': '(', '\uff09': ')', '\uff1d': '=' };
const dashes = '\u2010\u2011\u2013\u2014\u2212';

const blank = new RegExp(`[${blanks}]`);
const nothing = new RegExp(`[${nothings}]`);
const any = new RegExp(`[${blanks}${nothings}${dashes}${Object.keys(quotes).join('')}${Object.keys(marks).join('')}]`, 'g');

/** Those that stand in the text outside of strings, quoted names and comments, in order. */
export function lookalikes(text: string, tokens: readonly Token[]): readonly Lookalike[] {
  const found: Lookalike[] = [];
  for (const token of tokens) {
    if (token.kind !== 'word' && token.kind !== 'junk') continue;
    for (const { 0: character, index } of tokenText(text, token).matchAll(any)) {
      const start = token.at.start + index;
      if (joinsLetters(text, start)) continue;
      found.push({ ...meaning(character), character, at: { start, end: start + 1 } });
    }
  }
  return found;
}

/** Whether the text has any such character, in a string or a comment too: a cheap look before it is lexed. */
export function mayHaveLookalikes(text: string): boolean {
  return text.search(any) >= 0;
}

/** `U+00A0`, for what cannot be shown. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function meaning(character: string): Pick<Lookalike, 'kind' | 'meant'> {
  if (blank.test(character)) return { kind: 'blank', meant: ' ' };
  if (nothing.test(character)) return { kind: 'nothing', meant: '' };
  const quote = quotes[character];
  if (quote !== undefined) return { kind: 'quote', meant: quote };
  const mark = marks[character];
  return mark === undefined ? { kind: 'dash', meant: '-' } : { kind: 'mark', meant: mark };
}

/** Persian and the scripts of India spell with the joiners, and so do emoji. */
function joinsLetters(text: string, at: number): boolean {
  return /[\u200c\u200d]/.test(text[at] ?? '') && text.charCodeAt(at - 1) >= 0x300;
}

function named(characters: string, meant: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(characters, (character) => [character, meant]));
}
