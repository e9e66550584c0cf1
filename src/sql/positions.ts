/** A place as people count it: both from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the line of an offset and back; lines end with LF, CRLF or a lone CR. */
export class LineMap {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    // A search for one character goes through a long text ten times as fast as a look at each.
    let feed = text.indexOf('\n');
    let lone = loneReturn(text, 0);
    while (feed >= 0 || lone >= 0) {
      const isFeed = lone < 0 || (feed >= 0 && feed < lone);
      const end = isFeed ? feed : lone;
      starts.push(end + 1);
      if (isFeed) feed = text.indexOf('\n', end + 1);
      else lone = loneReturn(text, end + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  get lines(): number {
    return this.#starts.length;
  }

  /** The position of an offset; one beyond the text is at its end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.#starts[low] ?? 0) + 1 };
  }

  /** The offset of a position; a column beyond the line counts on into the next, one beyond the text is its end. */
  offset(position: Position): number {
    const line = Math.max(1, Math.min(position.line, this.#starts.length));
    return Math.max(0, Math.min((this.#starts[line - 1] ?? 0) + position.column - 1, this.#length));
  }
}

/** The next CR that no LF follows, or -1. */
function loneReturn(text: string, from: number): number {
  let at = text.indexOf('\r', from);
  while (at >= 0 && text.charCodeAt(at + 1) === 10) at = text.indexOf('\r', at + 2);
  return at;
}

/** The offset of the CR or LF that ends the line, or `end`. */
export function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
    at++;
  }
  return at;
}

/** Whether the text is plain ASCII: bytes, code points and UTF-16 units are the same then. */
export function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- All of ASCII is what is looked for.
  return /^[\x00-\x7f]*$/.test(text);
}

/** Offsets in UTF-8 bytes as offsets in UTF-16 units; an offset within a character is its start. */
export function byteOffsets(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => Math.min(byte, text.length);
  const units = new Uint32Array(text.length * 3 + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const code = text.codePointAt(unit) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += code >= 0x10000 ? 2 : 1;
  }
  const length = byte;
  return (offset) => (offset >= length ? text.length : (units[offset] ?? 0));
}

/** The byte offset in UTF-8 of an offset in UTF-16 units. */
export function toByteOffset(text: string, unit: number): number {
  let bytes = 0;
  for (let at = 0; at < unit && at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code >= 0x10000 ? 2 : 1;
  }
  return bytes;
}

/** The UTF-16 offset of the code point with that number, counted from 0. */
export function fromCodePoint(text: string, codePoint: number): number {
  let at = 0;
  for (let n = 0; n < codePoint && at < text.length; n++) at += (text.codePointAt(at) ?? 0) >= 0x10000 ? 2 : 1;
  return at;
}

/** How many code points precede the UTF-16 offset. */
export function toCodePoint(text: string, unit: number): number {
  let n = 0;
  for (let at = 0; at < unit && at < text.length; n++) at += (text.codePointAt(at) ?? 0) >= 0x10000 ? 2 : 1;
  return n;
}

/** The length in UTF-8 bytes. */
export function byteLength(text: string): number {
  return toByteOffset(text, text.length);
}
