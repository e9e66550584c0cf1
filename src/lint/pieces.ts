import type { Span } from '../sql/span';

/** A text of which parts were replaced: spans of what it was, and what was written between them. */
export type Pieces = readonly (Span | string)[];

/** The pieces of a text that nobody has touched. */
export function untouched(text: string): Pieces {
  return [{ start: 0, end: text.length }];
}

/** The pieces once more is replaced; `at` counts in the text that they make now. */
export function replacedIn(pieces: Pieces, at: Span, text: string): Pieces {
  return [...cut(pieces, { start: 0, end: at.start }), text, ...cut(pieces, { start: at.end, end: Infinity })];
}

/** What the pieces make of the original. */
export function textOf(pieces: Pieces, original: string): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : original.slice(piece.start, piece.end))).join('');
}

/** The replacements that make the pieces of the original, in its positions, from its start to its end. */
export function replacementsOf(pieces: Pieces, original: string): readonly { readonly at: Span; readonly text: string }[] {
  const found: { at: Span; text: string }[] = [];
  let from = 0;
  let written = '';
  const end = { start: original.length, end: original.length };
  for (const piece of [...pieces, end]) {
    if (typeof piece === 'string') {
      written += piece;
      continue;
    }
    if (written !== '' || piece.start > from) found.push({ at: { start: from, end: piece.start }, text: written });
    from = piece.end;
    written = '';
  }
  return found;
}

function cut(pieces: Pieces, { start, end }: Span): Pieces {
  const kept: (Span | string)[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const length = typeof piece === 'string' ? piece.length : piece.end - piece.start;
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, length)];
    offset += length;
    if (from >= to) continue;
    kept.push(typeof piece === 'string' ? piece.slice(from, to) : { start: piece.start + from, end: piece.start + to });
  }
  return kept;
}
