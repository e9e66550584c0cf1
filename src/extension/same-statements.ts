import type { StatementPlace } from '../workspace/engine';

/** The statements of a text. */
export interface StatementsOf {
  readonly text: string;
  readonly statements: readonly StatementPlace[];
}

/**
 * For each statement of the text as it is now, the same one of the text as it was, by its place in the list: to the letter,
 * wherever it stands. Of alike ones that have become more or fewer nobody can say which is which, so that none is named.
 */
export function sameStatements(now: StatementsOf, before: StatementsOf): ReadonlyMap<number, number> {
  const known = byText(before);
  const same = new Map<number, number>();
  for (const [text, places] of byText(now)) {
    const others = known.get(text);
    if (others?.length !== places.length) continue;
    for (const [nth, place] of places.entries()) {
      const other = others[nth];
      if (other !== undefined) same.set(place, other);
    }
  }
  return same;
}

function byText({ text, statements }: StatementsOf): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, { at, data }] of statements.entries()) {
    // Rows of a COPY belong to it, and line ends are the editor's business.
    const whole = text.slice(at.start, data?.end ?? at.end).replaceAll('\r\n', '\n');
    const known = places.get(whole);
    if (known === undefined) places.set(whole, [index]);
    else known.push(index);
  }
  return places;
}
