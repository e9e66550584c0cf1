import type { Span } from '../sql/span';
import type { Statement } from '../sql/statement';

/** A statement as it is sent. */
export interface RunnableStatement {
  readonly text: string;
  /** In the file. */
  readonly at: Span;
  /** The lines after `COPY … FROM stdin`. */
  readonly data?: string;
}

/**
 * The statements of a script in order. A data migration may have a million: they are kept as places in its text, eight
 * bytes each, and made as they are asked for.
 */
export class ScriptStatements implements Iterable<RunnableStatement> {
  readonly #places: Places;
  readonly #from: number;
  readonly length: number;

  constructor(places: Places, from = 0, to = places.count) {
    this.#places = places;
    this.#from = from;
    this.length = Math.max(0, to - from);
  }

  /** Undefined beyond the last. */
  at(index: number): RunnableStatement | undefined {
    return index < 0 || index >= this.length ? undefined : this.#places.statement(this.#from + index);
  }

  *[Symbol.iterator](): Generator<RunnableStatement, void> {
    for (const [, statement] of this.entries()) yield statement;
  }

  *entries(): Generator<readonly [number, RunnableStatement], void> {
    for (let index = 0; index < this.length; index++) yield [index, this.#places.statement(this.#from + index)];
  }

  /** Those from `start` up to `end`, which is left out. */
  slice(start: number, end = this.length): ScriptStatements {
    return new ScriptStatements(this.#places, this.#from + start, this.#from + Math.min(end, this.length));
  }

  some(test: (statement: RunnableStatement) => boolean): boolean {
    for (const statement of this) if (test(statement)) return true;
    return false;
  }
}

/** Where the statements of one text are. */
export class Places {
  readonly #text: string;
  /** Start and end of each by turns. */
  #offsets = new Uint32Array(64);
  readonly #data = new Map<number, Span>();
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get count(): number {
    return this.#count;
  }

  add({ at, data }: Pick<Statement, 'at' | 'data'>): void {
    const next = this.#count * 2;
    if (next === this.#offsets.length) {
      const longer = new Uint32Array(next * 2);
      longer.set(this.#offsets);
      this.#offsets = longer;
    }
    this.#offsets[next] = at.start;
    this.#offsets[next + 1] = at.end;
    if (data !== undefined) this.#data.set(this.#count, data);
    this.#count++;
  }

  statement(index: number): RunnableStatement {
    const at = { start: this.#offsets[index * 2] ?? 0, end: this.#offsets[index * 2 + 1] ?? 0 };
    const data = this.#data.get(index);
    return {
      text: this.#text.slice(at.start, at.end),
      at,
      ...(data !== undefined && { data: this.#text.slice(data.start, data.end) }),
    };
  }
}
