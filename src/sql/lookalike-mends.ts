import type { Stumble } from './hints';
import { codePoint, lookalikes, type Lookalike } from './lookalikes';
import type { Guess, Mend, TextEdit } from './mend';
import { tokenText } from './token';

/** Guillemets hold a phrase with blanks in it, so that what they mean in SQL is not plain. */
export function isCurly({ kind, character }: Lookalike): boolean {
  return kind === 'quote' && character !== '«' && character !== '»';
}

/** All such characters of the statement, each by what it is taken for. */
export function lookalike(title: string, isMeant: (each: Lookalike) => boolean): Guess {
  return ({ text, tokens }) => {
    const found = lookalikes(text, tokens).filter(isMeant);
    const [first] = found;
    if (first === undefined) return [];
    return [{ title, hint: lookalikeHint(first), edits: found.map(({ at, meant }) => ({ at, text: meant })) }];
  };
}

/** What a character is that PostgreSQL takes for a letter. */
export function lookalikeHint({ kind, character, meant }: Lookalike): string {
  switch (kind) {
    case 'blank':
      return `There is an invisible character (${codePoint(character)}) here, where a plain space is meant.`;
    case 'nothing':
      return `There is an invisible character (${codePoint(character)}) here, which PostgreSQL takes for a letter.`;
    case 'quote':
      return `${character} is a typographic quote: strings take ' and identifiers take ".`;
    case 'mark':
      return `${character} (${codePoint(character)}) only looks like ${meant}.`;
    case 'dash':
      return `${character} is a dash, which PostgreSQL takes for a letter: a comment begins with --, and a minus is -.`;
  }
}

/** Word processors make one dash of two hyphens. */
export function commentDash({ text, tokens }: Stumble): readonly Mend[] {
  const edits = tokens.flatMap((token): readonly TextEdit[] => {
    const dash = token.kind === 'word' ? /^[–—]+/.exec(tokenText(text, token)) : null;
    return dash === null ? [] : [{ at: { start: token.at.start, end: token.at.start + dash[0].length }, text: '--' }];
  });
  return edits.length === 0 ? [] : [{ title: 'Begin comments with --', hint: 'A comment begins with two hyphens: --.', edits }];
}
