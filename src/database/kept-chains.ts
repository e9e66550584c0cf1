import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readKept } from './embedded/kept-file';

/** What a chain makes of an empty database may depend on the day, so that nothing is kept longer. */
const longestKept = 24 * 60 * 60 * 1000;
const mostKept = 8;
const largestSum = 256 * 1024 * 1024;

/** A chain that was replayed once. */
export interface KeptChain {
  readonly path: string;
  /** How many of the migrations asked for it holds. */
  readonly count: number;
  readonly note: string;
}

/**
 * Embedded databases after the replay of a chain, by keys that stand for all that led to them, in a directory that may vanish
 * at any time: what cannot be read or written, is too old or was damaged is not there, and is never an error.
 */
export class KeptChains {
  readonly #directory: string;
  readonly #childScript: string;
  #engine: string | undefined;

  constructor(directory: string, childScript: string) {
    this.#directory = directory;
    this.#childScript = childScript;
  }

  /** The longest chain that is kept; a key for each migration, the last for all of them. */
  find(keys: readonly string[]): KeptChain | undefined {
    const names = new Set(namesIn(this.#directory));
    for (let count = keys.length; count > 0; count--) {
      const name = this.#nameOf(keys[count - 1] ?? '');
      if (!names.has(name)) continue;
      const path = join(this.#directory, name);
      const kept = ageOf(path) < longestKept ? readKept(path) : undefined;
      if (kept !== undefined) return { path, count, note: kept.note };
      this.forget(path);
    }
    return undefined;
  }

  /** Where to keep the chain of this key; undefined where that is not to be. */
  pathFor(key: string): string | undefined {
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      return join(this.#directory, this.#nameOf(key));
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  forget(path: string): void {
    attempt(() => rmSync(path, { force: true }));
  }

  /** Throws away what is old or too much; the newest stay. */
  sweep(): void {
    const found = namesIn(this.#directory)
      .flatMap((name) => {
        const path = join(this.#directory, name);
        const [age, size] = [ageOf(path), attempt(() => statSync(path).size)];
        return size === undefined ? [] : [{ path, age, size }];
      })
      .sort((a, b) => a.age - b.age);
    let sum = 0;
    for (const [index, { path, age, size }] of found.entries()) {
      sum += size;
      if (index >= mostKept || sum > largestSum || age > longestKept) this.forget(path);
    }
  }

  #nameOf(key: string): string {
    this.#engine ??= engineOf(this.#childScript);
    return `${createHash('sha256').update(this.#engine).update(key).digest('hex')}.data`;
  }
}

/** Stands for the server's version and for the program's own: both make the database what it is. */
function engineOf(childScript: string): string {
  const home = dirname(childScript);
  const hash = createHash('sha256');
  for (const path of [childScript, join(home, 'embedded-data.tar.br'), join(home, '..', 'package.json')])
    hash.update(attempt(() => readFileSync(path)) ?? '');
  return hash.digest('hex');
}

const namesIn = (directory: string): readonly string[] => attempt(() => readdirSync(directory)) ?? [];

/** In milliseconds; of what is not there, for ever. A time to come is no age to trust. */
function ageOf(path: string): number {
  const age = attempt(() => Date.now() - statSync(path).mtimeMs);
  return age === undefined || age < -60_000 ? Infinity : age;
}

/** Undefined for what the system refuses. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
