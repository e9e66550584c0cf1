import type { Token } from './token';

/** The value of a string constant, and where each of its characters was written. */
export interface Literal {
  readonly value: string;
  /** The offset in the text of an offset in the value. */
  readonly place: (offset: number) => number;
}

/** Reads a string constant of any kind but `U&'…'`, which no body is written in, and those that go on in the next line. */
export function literal(text: string, token: Token): Literal | undefined {
  if (token.unclosed) return undefined;
  const { start, end } = token.at;
  if (token.kind === 'dollar') {
    const tag = text.indexOf('$', start + 1) + 1 - start;
    return verbatim(text, start + tag, end - tag);
  }
  if (token.kind !== 'string') return undefined;
  const first = text[start]?.toLowerCase() ?? '';
  if (first === "'") return escaped(text, start + 1, end - 1, false);
  return first === 'e' ? escaped(text, start + 2, end - 1, true) : undefined;
}

function verbatim(text: string, start: number, end: number): Literal {
  return { value: text.slice(start, end), place: (offset) => start + offset };
}

/** A doubled quote stands for one; after E, a backslash and what follows for one character. */
function escaped(text: string, start: number, end: number, backslashes: boolean): Literal | undefined {
  const inside = text.slice(start, end);
  if (!inside.includes("''") && !(backslashes && inside.includes('\\'))) return verbatim(text, start, end);
  const pattern = backslashes ? /''|\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^])|[^]/g : /''|[^]/g;
  let value = '';
  const places: number[] = [];
  for (const { 0: written, index } of inside.matchAll(pattern)) {
    const meant = written.startsWith('\\') ? unescaped(written) : written === "''" ? "'" : written;
    places.push(...Array<number>(meant.length).fill(start + index));
    value += meant;
  }
  places.push(end);
  return { value, place: (offset) => places[Math.min(offset, places.length - 1)] ?? end };
}

const control: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE */
function unescaped(written: string): string {
  const kind = written[1] ?? '';
  if ((kind === 'x' || kind === 'u' || kind === 'U') && written.length > 2) {
    const code = Number.parseInt(written.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  if (kind >= '0' && kind <= '7') return String.fromCodePoint(Number.parseInt(written.slice(1), 8));
  return control[kind] ?? kind;
}
