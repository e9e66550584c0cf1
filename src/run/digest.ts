import { createHash } from 'node:crypto';
import type { RunnableStatement } from './script-statements';

/** A few digits by which the texts of statements are known again, and from which nobody can tell what they were. */
export class Digest {
  readonly #hash = createHash('sha256');

  constructor(statements: Iterable<RunnableStatement>) {
    for (const statement of statements) this.add(statement);
  }

  add({ text, data = '' }: RunnableStatement): void {
    this.#hash.update(`${text}\0${data}\0`);
  }

  /** Of all so far. */
  get value(): string {
    return this.#hash.copy().digest('hex').slice(0, 8);
  }
}
