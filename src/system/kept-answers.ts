import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStillSo, type Seen, type World } from './observer';
import { timePattern, withTime } from './written-time';

/** What a command has printed, and its exit code. */
export interface Answer {
  readonly out: Buffer;
  readonly code: number;
}

const day = 24 * 60 * 60 * 1000;
const longestUnused = 30 * day;
/** Bytes of one answer, and of all together. */
const largestAnswer = 64 * 1024 * 1024;
const largestSum = 256 * 1024 * 1024;

/**
 * Answers of earlier runs, in a directory that may vanish at any time: what cannot be read or written, or was damaged,
 * is not there, and is never an error. Runs at the same time do not disturb each other.
 */
export class KeptAnswers {
  readonly #directory: string;
  readonly #world: World;

  constructor(directory: string, world: World) {
    this.#directory = directory;
    this.#world = world;
  }

  /** The answer to a question, such as a command line, if it would be the same now. */
  async find(question: string): Promise<Answer | undefined> {
    const path = this.#pathOf(question);
    const kept = read(path);
    if (kept === undefined || !(await isStillSo(kept.seen, this.#world))) return undefined;
    const now = this.#world.now();
    attempt(() => {
      if (now - statSync(path).mtimeMs > day) utimesSync(path, now / 1000, now / 1000);
    });
    const { seen, isTimed, code, out } = kept;
    return { code, out: isTimed && seen.time !== undefined ? Buffer.from(withTime(out.toString(), seen.time, now)) : out };
  }

  /** Keeps an answer for as long as the world stays as it was seen, and throws away what is old or too much. */
  keep(question: string, seen: Seen, { out, code }: Answer): void {
    if (out.length > largestAnswer) return;
    const isTimed = seen.time !== undefined && timePattern(seen.time).test(out.toString('latin1'));
    // Where it is not written in the answer, it makes no difference.
    const { time, ...rest } = seen;
    const head = Buffer.from(`${JSON.stringify({ seen: isTimed ? { ...rest, time } : rest, isTimed, code })}\n`);
    const sum = createHash('sha256').update(head).update(out).digest('hex');
    attempt(() => {
      // What is printed quotes the user's files.
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      const temporary = join(this.#directory, `${randomUUID()}.tmp`);
      writeFileSync(temporary, Buffer.concat([Buffer.from(`${sum}\n`), head, out]), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, this.#pathOf(question));
      sweep(this.#directory, this.#world.now());
    });
  }

  #pathOf(question: string): string {
    return join(this.#directory, `${createHash('sha256').update(question).digest('hex')}.answer`);
  }
}

interface Kept extends Answer {
  readonly seen: Seen;
  /** The time is written in the answer. */
  readonly isTimed: boolean;
}

function read(path: string): Kept | undefined {
  return attempt(() => {
    const bytes = readFileSync(path);
    const [sumEnd, headEnd] = [bytes.indexOf(10), bytes.indexOf(10, bytes.indexOf(10) + 1)];
    const sum = createHash('sha256')
      .update(bytes.subarray(sumEnd + 1))
      .digest('hex');
    if (bytes.toString('latin1', 0, sumEnd) !== sum) return undefined;
    const head = JSON.parse(bytes.toString('utf8', sumEnd + 1, headEnd)) as Omit<Kept, 'out'>;
    return { ...head, out: bytes.subarray(headEnd + 1) };
  });
}

/** The newest stay, up to a size and an age. */
function sweep(directory: string, now: number): void {
  const found = readdirSync(directory)
    .flatMap((name) => attempt(() => ({ path: join(directory, name), ...sizeAndTime(join(directory, name)) })) ?? [])
    .sort((a, b) => b.time - a.time);
  let sum = 0;
  for (const { path, size, time } of found) {
    sum += size;
    const longest = path.endsWith('.tmp') ? day : longestUnused;
    if (sum > largestSum || now - time > longest) attempt(() => rmSync(path, { force: true }));
  }
}

function sizeAndTime(path: string): { readonly size: number; readonly time: number } {
  const { size, mtimeMs } = statSync(path);
  return { size, time: mtimeMs };
}

/** Undefined for what the system refuses and for what was damaged. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
