import { newBase, resplit, type Base } from './increments';
import { piecesOf } from './long-text';
import type { Parser } from './parser';
import type { Span } from './span';
import { split, splitWhole } from './splitter';
import { isRead, type Parsed, type ReadStatement, type Statement } from './statement';

/** How much text the cache remembers, in UTF-16 units; trees take some twenty times as much memory. */
const mostRemembered = 2 * 1024 * 1024;

/** From this length on, in UTF-16 units, a text is held against its last version; beyond the other its trees are too many. */
const largeText = 64 * 1024;
const largestText = 8 * 1024 * 1024;
const keptBases = 3;

/**
 * Reads texts into statements with their trees. A statement whose text was read before keeps its tree, so that after
 * a keystroke only the edited one is parsed.
 */
export class SqlReader {
  readonly #parser: Parser;
  readonly #remembered: number;
  /** Two generations: what is asked for moves to the young one; when that is full, the old one is forgotten. */
  #young = new Map<string, Parsed>();
  #old = new Map<string, Parsed>();
  #size = 0;
  /** Large texts as they were when last read: to split and read one anew would take longer than a keystroke may. */
  #bases: readonly Base[] = [];
  /** The text beyond that size that was read last: one is enough, for each is walked once. */
  #long: { readonly text: string; readonly body: Span; readonly statements: readonly ReadStatement[] } | undefined;

  /** `remembered`: how much text keeps its trees. Who reads each text once needs none of them again. */
  constructor(parser: Parser, remembered = mostRemembered) {
    this.#parser = parser;
    this.#remembered = remembered;
  }

  /** The statements of the text, or of the part of it that is `body`. */
  read(text: string, body: Span = { start: 0, end: text.length }): readonly ReadStatement[] {
    if (text.length < largeText) return split(text, body).map((each) => this.#readOne(each));
    if (text.length > largestText) {
      const reading = this.#readLong(text, body);
      let step = reading.next();
      while (step.done !== true) step = reading.next();
      return step.value;
    }
    for (const known of this.#bases) {
      if (
        known.text === text &&
        known.body.start === body.start &&
        known.body.end === body.end &&
        known.statements.every(isRead)
      ) {
        return known.statements;
      }
      const again = resplit(known, text, body);
      if (again === undefined) continue;
      const statements = again.statements.map((each) => (isRead(each) ? each : this.#readOne(each)));
      if (again.base !== undefined) this.#keep({ ...again.base, statements }, known);
      return statements;
    }
    const { statements: found, isWhole } = splitWhole(text, body);
    const statements = found.map((each) => this.#readOne(each));
    if (isWhole) this.#keep(newBase(text, body, statements));
    return statements;
  }

  /** Reads a long text in steps, so that `read` need not do it at once; any other takes no time to speak of. */
  *reading(text: string, body: Span): Generator<undefined, void> {
    if (text.length > largestText) yield* this.#readLong(text, body);
  }

  *#readLong(text: string, body: Span): Generator<undefined, readonly ReadStatement[]> {
    const known = this.#long;
    if (known?.text === text && known.body.start === body.start && known.body.end === body.end) return known.statements;
    const statements: ReadStatement[] = [];
    for (const { statement, isMany } of yield* piecesOf(text, body)) {
      statements.push(isMany ? { ...statement, parsed: tooLong } : this.#readOne(statement));
      yield;
    }
    this.#long = { text, body, statements };
    return statements;
  }

  /** The newest comes first; the last is forgotten. */
  #keep(base: Base, instead?: Base): void {
    this.#bases = [base, ...this.#bases.filter((each) => each !== instead)].slice(0, keptBases);
  }

  #readOne(statement: Statement): ReadStatement {
    return { ...statement, parsed: statement.kind === 'psql' ? psql : this.parse(statement.text) };
  }

  /** What the parser makes of a text that is one statement. */
  parse(text: string): Parsed {
    const known = this.#young.get(text) ?? this.#old.get(text);
    const parsed = known ?? this.#parser.parse(text);
    if (!this.#young.has(text)) this.#remember(text, parsed);
    return parsed;
  }

  #remember(text: string, parsed: Parsed): void {
    if (this.#size + text.length > this.#remembered) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(text, parsed);
    this.#size += text.length;
  }
}

const psql: Parsed = { ok: false, unread: 'psql' };
const tooLong: Parsed = { ok: false, unread: 'size' };
