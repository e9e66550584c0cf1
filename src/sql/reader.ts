import type { Parser } from './parser';
import type { Span } from './span';
import { split } from './splitter';
import type { Parsed, ReadStatement, Statement } from './statement';

/** How much text the cache remembers, in UTF-16 units; trees take some twenty times as much memory. */
const remembered = 2 * 1024 * 1024;

/**
 * Reads texts into statements with their trees. A statement whose text was read before keeps its tree, so that after
 * a keystroke only the edited one is parsed.
 */
export class SqlReader {
  readonly #parser: Parser;
  /** Two generations: what is asked for moves to the young one; when that is full, the old one is forgotten. */
  #young = new Map<string, Parsed>();
  #old = new Map<string, Parsed>();
  #size = 0;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  /** The statements of the text, or of the part of it that is `body`. */
  read(text: string, body?: Span): readonly ReadStatement[] {
    return split(text, body).map((statement) => ({ ...statement, parsed: this.#parse(statement) }));
  }

  #parse(statement: Statement): Parsed {
    if (statement.kind === 'psql') return psql;
    const { text } = statement;
    const known = this.#young.get(text) ?? this.#old.get(text);
    const parsed = known ?? this.#parser.parse(text);
    if (!this.#young.has(text)) this.#remember(text, parsed);
    return parsed;
  }

  #remember(text: string, parsed: Parsed): void {
    if (this.#size + text.length > remembered) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(text, parsed);
    this.#size += text.length;
  }
}

const psql: Parsed = { ok: false, unread: 'psql' };
