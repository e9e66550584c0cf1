import { Pass, type Fault } from './splitter';
import { awaitsData, type Statement } from './statement';

/**
 * The statements of a text that comes in pieces, with positions in the whole, wherever it was cut. No more of it is kept
 * than the statement in hand (with its COPY data) and the latest piece. It returns what was left open. Where that is
 * `none`, the statements are those of `split`; else the text ends with what could not be told apart, and `split` of the
 * whole is to be asked.
 */
export async function* splitStream(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Statement, Fault> {
  const window = new Window();
  for await (const chunk of chunks) yield* window.add(chunk);
  return yield* window.finish();
}

/** What has come and was not yet told apart. */
class Window {
  /** Begins with the semicolon of the statement before, if there was one. */
  #text = '';
  /** Where that is in the whole, and how much of it is past. */
  #offset = 0;
  #past = 0;
  /** Nothing new can be said before the text is that long: so that one long statement is not lexed again and again. */
  #enough = 0;

  *add(chunk: string): Generator<Statement, void> {
    this.#text += chunk;
    if (this.#text.length < this.#enough) return;
    const statements = this.#settled();
    for (const statement of statements) yield shifted(statement, this.#offset);
    const end = statements.at(-1)?.end;
    if (end !== undefined) {
      this.#offset += end - 1;
      this.#text = this.#text.slice(end - 1);
      this.#past = 1;
    }
    this.#enough = this.#text.length * 2;
  }

  *finish(): Generator<Statement, Fault> {
    const pass = this.#pass();
    for (const statement of pass.statements()) yield shifted(statement, this.#offset);
    return pass.fault;
  }

  #pass(): Pass {
    return new Pass(this.#text, { start: this.#past, end: this.#text.length }, 'none');
  }

  /**
   * The statements that nothing to come can change: up to the last one that ends with a semicolon on a line that is
   * over, for no token before it depends on more than the rest of its line.
   */
  #settled(): readonly Statement[] {
    const lineEnd = Math.max(this.#text.lastIndexOf('\n'), this.#text.lastIndexOf('\r'));
    const found: Statement[] = [];
    let settled = 0;
    for (const statement of this.#pass().statements()) {
      if (statement.end > lineEnd || awaitsData(statement)) break;
      found.push(statement);
      if (statement.kind === 'sql' && this.#text[statement.end - 1] === ';') settled = found.length;
    }
    return found.slice(0, settled);
  }
}

function shifted(statement: Statement, by: number): Statement {
  const { at, end, data } = statement;
  const there: Statement = { ...statement, at: { start: at.start + by, end: at.end + by }, end: end + by };
  return data === undefined ? there : { ...there, data: { start: data.start + by, end: data.end + by } };
}
