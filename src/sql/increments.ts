import { lookLikeStarts } from './resync';
import { shift, type Span } from './span';
import { Pass, type Fault } from './splitter';
import { awaitsData, isRead, type ReadStatement, type Statement } from './statement';

/** The statements of a text in which nothing was left open: what later versions of the text are held against. */
export interface Base {
  readonly text: string;
  readonly body: Span;
  readonly statements: readonly Statement[];
  /** Of each statement: whether it holds a line that would be cut off if something before it were left open. */
  readonly delicate: readonly boolean[];
  /** Whether some COPY has no data yet: a mark anywhere behind it would make data of what follows it. */
  readonly awaits: boolean;
}

/** The statements of a changed text; those that are as they were keep what the base’s own carry beside their places. */
export interface Resplit {
  readonly statements: readonly Statement[];
  /** Absent where something was left open. */
  readonly base?: Base;
}

/** Changes that touch more than this, in UTF-16 units, are not worth comparing. */
const largestChange = 256 * 1024;

export function newBase(text: string, body: Span, statements: readonly Statement[]): Base {
  return { text, body, statements, delicate: statements.map(isDelicate), awaits: statements.some(awaitsData) };
}

/**
 * The same as `split` of the changed text, but lexed only from the end of a statement before the change to the first end
 * of one behind it that is as it was. Undefined where that would not be less work, or would not do.
 */
export function resplit(base: Base, text: string, body: Span): Resplit | undefined {
  if (base.awaits) return undefined;
  if (body.start !== base.body.start || text.length - body.end !== base.text.length - base.body.end) return undefined;
  const change = changeOf(base.text, text);
  if (change.end - change.start > largestChange || change.start < body.start || change.end > body.end) return undefined;
  let known: Fault = 'none';
  for (;;) {
    const merge = new Merge(base, { text, body }, change);
    const fault = merge.run(known);
    if (fault === known || known === 'dollar' || fault === 'none') return merge.result(known === 'none');
    known = fault;
  }
}

/** What differs: a range of the new text, and how much longer that is than the range which it replaced. */
interface Difference extends Span {
  readonly by: number;
}

function changeOf(old: string, text: string): Difference {
  const least = Math.min(old.length, text.length);
  const start = alike(least, (from, to) => old.slice(from, to) === text.slice(from, to));
  const tail = alike(
    least - start,
    (from, to) => old.slice(old.length - to, old.length - from) === text.slice(text.length - to, text.length - from),
  );
  return { start, end: text.length - tail, by: text.length - old.length };
}

/** How many characters agree, asked of whole ranges: comparing those is a hundred times as fast as single characters. */
function alike(length: number, agree: (from: number, to: number) => boolean): number {
  let done = 0;
  for (let step = 1 << 16; step > 0; step >>= 2) {
    while (done + step <= length && agree(done, done + step)) done += step;
  }
  return done;
}

/** One way through the base's statements, in which the changed and the delicate ones are lexed anew. */
class Merge {
  readonly #base: Base;
  readonly #text: string;
  readonly #body: Span;
  readonly #change: Difference;
  #statements: Statement[] = [];
  #delicate: boolean[] = [];
  #awaits = false;

  constructor(base: Base, { text, body }: { readonly text: string; readonly body: Span }, change: Difference) {
    this.#base = base;
    this.#text = text;
    this.#body = body;
    this.#change = change;
  }

  /** Fills in the statements, and says what was found to be left open. */
  run(known: Fault): Fault {
    const { statements, delicate } = this.#base;
    const first = this.#firstTouched();
    let worst: Fault = 'none';
    let isChanged = false;
    // Statements before the change are taken over in one piece, unless some of them would be cut now.
    const isPlain = known === 'none' || !delicate.includes(true);
    if (isPlain) {
      this.#statements = statements.slice(0, first);
      this.#delicate = delicate.slice(0, first);
    }
    for (let i = isPlain ? first : 0; i < statements.length || !isChanged;) {
      if ((isChanged || i < first) && !(known !== 'none' && delicate[i] === true)) {
        this.#keep(i++);
        continue;
      }
      // From here on the change is behind us, unless only a delicate statement before it is lexed.
      isChanged ||= i >= first;
      this.#backToSemicolon();
      const pass = new Pass(this.#text, { start: this.#statements.at(-1)?.end ?? this.#body.start, end: this.#body.end }, known);
      const next = this.#lex(pass, isChanged ? this.#change.end : 0);
      if (pass.fault === 'dollar' || worst === 'none') worst = pass.fault;
      if (next === undefined) return worst;
      i = next;
      isChanged ||= (this.#statements.at(-1)?.end ?? 0) >= this.#change.end;
    }
    return worst;
  }

  result(isWhole: boolean): Resplit {
    const [statements, text, body] = [this.#statements, this.#text, this.#body];
    const [delicate, awaits] = [this.#delicate, this.#awaits];
    return isWhole ? { statements, base: { text, body, statements, delicate, awaits } } : { statements };
  }

  /**
   * The first statement that the change may touch: those before it end with a semicolon on an earlier line, for nothing
   * but the rest of its line can tell what a token is.
   */
  #firstTouched(): number {
    const { statements } = this.#base;
    const { start } = this.#change;
    const line = Math.max(this.#text.lastIndexOf('\n', start - 1), this.#text.lastIndexOf('\r', start - 1)) + 1;
    let low = 0;
    let high = statements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((statements[middle]?.end ?? 0) < (start === 0 ? 0 : line)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #keep(i: number): void {
    const { statements, delicate } = this.#base;
    const statement = statements[i];
    if (statement === undefined) return;
    const by = statement.at.start >= this.#change.start ? this.#change.by : 0;
    this.#statements.push(by === 0 ? statement : moved(statement, by));
    this.#delicate.push(delicate[i] === true);
  }

  /** Takes back what does not end with a semicolon: where it ends depends on what follows. */
  #backToSemicolon(): void {
    for (let last = this.#statements.at(-1); last !== undefined && !endsWithSemicolon(this.#text, last);) {
      this.#statements.pop();
      this.#delicate.pop();
      last = this.#statements.at(-1);
    }
  }

  /** Lexes up to the end of a statement that the base knows too, beyond `until`; returns the index of the next
   * one there, or undefined at the end of the text. */
  #lex(pass: Pass, until: number): number | undefined {
    for (const lexed of pass.statements()) {
      const statement = { ...lexed, text: detached(lexed.text) };
      this.#statements.push(statement);
      this.#delicate.push(isDelicate(statement));
      this.#awaits ||= awaitsData(statement);
      const isWithin = statement.end > this.#change.start && statement.end < this.#change.end;
      if (isWithin || statement.end < until || !endsWithSemicolon(this.#text, statement)) continue;
      const index = this.#endingAt(statement.end - (statement.end >= this.#change.end ? this.#change.by : 0));
      if (index !== undefined) return index + 1;
    }
    return undefined;
  }

  /** The statement of the base that ends with a semicolon there. */
  #endingAt(end: number): number | undefined {
    const { statements, text } = this.#base;
    let low = 0;
    let high = statements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((statements[middle]?.end ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    const found = statements[low];
    return found?.end === end && endsWithSemicolon(text, found) ? low : undefined;
  }
}

function endsWithSemicolon(text: string, { kind, end }: Statement): boolean {
  return kind === 'sql' && text[end - 1] === ';';
}

function isDelicate({ text }: Statement): boolean {
  return lookLikeStarts(text) || /\bbegin\s+atomic\b/i.test(text);
}

/** A copy that does not keep the whole text in memory, as a mere slice of it would. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

function moved(statement: Statement, by: number): Statement {
  const at = shift(statement.at, by);
  const end = statement.end + by;
  // A long text has many statements: spelt out, one is made in a third of the time.
  if (statement.data === undefined && isRead(statement)) {
    const { kind, text, parsed } = statement;
    const there: ReadStatement = { kind, at, end, text, parsed };
    return there;
  }
  return { ...statement, at, end, ...(statement.data !== undefined && { data: shift(statement.data, by) }) };
}
