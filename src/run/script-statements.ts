import type { CheckTime } from '../migrations/validation';
import type { Span } from '../sql/span';
import type { Statement } from '../sql/statement';

/** A statement as it is sent. */
export interface RunnableStatement {
  readonly text: string;
  /** In the file. */
  readonly at: Span;
  /** The lines after `COPY … FROM stdin`. */
  readonly data?: string;
  /** It asks whether a check of the file holds, and fails where that does not. */
  readonly check?: CheckTime;
  /** It goes ahead of the script's own statements: a setting made again, or what cleans up after a run that broke off. */
  readonly isAhead?: true;
}

/** A piece of a list: a range of a text's places, or statements that stand in no text. */
interface Part {
  readonly length: number;
  /** Of those that stand in the file as such. */
  readonly own: number;
  readonly at: (index: number) => RunnableStatement | undefined;
  readonly slice: (start: number, end: number) => Part;
}

/**
 * The statements of a script in order. A data migration may have a million: they are kept as places in its text, eight
 * bytes each, and made as they are asked for.
 */
export class ScriptStatements implements Iterable<RunnableStatement> {
  readonly #parts: readonly Part[];
  readonly length: number;
  /** How many stand in the file as such: no checks, and nothing that goes ahead. */
  readonly own: number;

  private constructor(parts: readonly Part[]) {
    this.#parts = parts.filter(({ length }) => length > 0);
    this.length = parts.reduce((sum, { length }) => sum + length, 0);
    this.own = parts.reduce((sum, { own }) => sum + own, 0);
  }

  static in(places: Places): ScriptStatements {
    return new ScriptStatements([rangeOf(places, 0, places.count)]);
  }

  /** Lists behind one another. */
  static joined(...lists: readonly (ScriptStatements | readonly RunnableStatement[])[]): ScriptStatements {
    return new ScriptStatements(lists.flatMap((list) => (list instanceof ScriptStatements ? list.#parts : [listed(list)])));
  }

  /** Undefined beyond the last. */
  at(index: number): RunnableStatement | undefined {
    let left = index;
    for (const part of this.#parts) {
      if (left < part.length) return part.at(left);
      left -= part.length;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<RunnableStatement, void> {
    for (const [, statement] of this.entries()) yield statement;
  }

  *entries(): Generator<readonly [number, RunnableStatement], void> {
    for (let index = 0; index < this.length; index++) {
      const statement = this.at(index);
      if (statement !== undefined) yield [index, statement];
    }
  }

  /** Those from `start` up to `end`, which is left out. */
  slice(start: number, end = this.length): ScriptStatements {
    let before = 0;
    return new ScriptStatements(
      this.#parts.map((part) => {
        const [from, to] = [start - before, end - before].map((at) => Math.min(Math.max(at, 0), part.length));
        before += part.length;
        return part.slice(from ?? 0, Math.max(from ?? 0, to ?? 0));
      }),
    );
  }

  some(test: (statement: RunnableStatement) => boolean): boolean {
    for (const statement of this) if (test(statement)) return true;
    return false;
  }
}

function rangeOf(places: Places, from: number, to: number): Part {
  return {
    length: to - from,
    own: to - from,
    at: (index) => (index < 0 || index >= to - from ? undefined : places.statement(from + index)),
    slice: (start, end) => rangeOf(places, from + start, from + end),
  };
}

function listed(statements: readonly RunnableStatement[]): Part {
  return {
    length: statements.length,
    own: statements.filter(({ check, isAhead }) => check === undefined && isAhead !== true).length,
    at: (index) => statements[index],
    slice: (start, end) => listed(statements.slice(start, end)),
  };
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
