import { createHash } from 'node:crypto';
import type { Entry, FileContent, Files } from '../migrations/files';
import type { RemovedFile } from '../lint/source-context';
import type { DefaultBranch } from './git';
import { isAhead, timePattern } from './written-time';

/** All of the world that the findings of a project depend on. */
export interface World {
  readonly files: Files;
  readonly defaultBranch: (directory: string) => Promise<DefaultBranch | undefined>;
  /** Equal as long as `defaultBranch` answers the same. */
  readonly branchState: (directory: string) => Promise<string | undefined>;
  /** What an id of the default branch's files stands for. */
  readonly contentOf: (directory: string, id: string) => Promise<string | undefined>;
  /** What commits have removed below a directory; it stays the same as long as `branchState` does. */
  readonly removedFiles: (directory: string) => Promise<readonly RemovedFile[] | undefined>;
  readonly now: () => number;
  /** The beginning of the day in UTC. */
  readonly today: () => number;
}

/** What somebody has asked the world, and a digest of the answers. */
export interface Seen {
  readonly directories: readonly string[];
  readonly files: readonly string[];
  readonly repositories: readonly string[];
  readonly digest: string;
  /** When it was, for whoever asked the clock. */
  readonly time?: number;
  /** Which day it was, for whoever asked how many have gone by. */
  readonly day?: number;
}

/**
 * Looks over the shoulder of whoever asks the world. What was computed from its answers alone is the same again as long
 * as the answers are: that holds whatever is computed, and however.
 */
export class Observer {
  readonly world: World;
  readonly #answers = new Map<string, string>();
  #isSteady = true;
  /** One moment for all of a run. */
  readonly #time: number;
  #isTimeAsked = false;
  #day: number | undefined;
  /** Somebody has written this very second into a file, or a later one into a name: it would be taken for the clock's. */
  #isTimeTaken = false;

  constructor(world: World) {
    this.#time = world.now();
    const written = timePattern(this.#time);
    const hasTime = (content: FileContent & { ok: true }): boolean =>
      (content.large?.text ?? latin1Of(content.bytes)).search(written) >= 0;
    const files: Files = {
      list: async (directory) => {
        const entries = await world.files.list(directory);
        this.#isTimeTaken ||= entries?.some(({ name }) => isAhead(name, this.#time)) === true;
        this.#note('directory', directory, ofEntries(entries));
        return entries;
      },
      readMany: async (paths, former) => {
        const contents = await world.files.readMany(paths, former);
        paths.forEach((path, index) => {
          const content = contents[index];
          if (content?.ok === true) this.#isTimeTaken ||= hasTime(content);
          this.#note('file', path, ofContent(content));
        });
        return contents;
      },
    };
    this.world = {
      ...world,
      files,
      defaultBranch: async (directory) => {
        const state = await world.branchState(directory);
        const branch = await world.defaultBranch(directory);
        // Git may fail for other reasons than that there is nothing, such as the time it takes.
        if (state === undefined && branch !== undefined) this.#isSteady = false;
        this.#note('repository', directory, state ?? '');
        return branch;
      },
      contentOf: async (directory, id) => {
        const content = await world.contentOf(directory, id);
        // An id stands for one content for ever, but what is not here now may be fetched.
        if (content === undefined) this.#isSteady = false;
        return content;
      },
      removedFiles: async (directory) => {
        const [state, removed] = await Promise.all([world.branchState(directory), world.removedFiles(directory)]);
        // Where there is a repository, git may have failed for the time that it takes.
        if (state !== undefined && removed === undefined) this.#isSteady = false;
        this.#note('repository', directory, state ?? '');
        return removed;
      },
      now: () => {
        this.#isTimeAsked = true;
        return this.#time;
      },
      today: () => (this.#day ??= world.today()),
    };
  }

  /** What was seen so far; undefined if it cannot be told later whether it is still so. */
  seen(): Seen | undefined {
    if (!this.#isSteady || (this.#isTimeAsked && this.#isTimeTaken)) return undefined;
    const asked = (kind: Kind): readonly string[] =>
      [...this.#answers.keys()].flatMap((question) => (question.startsWith(`${kind} `) ? [question.slice(kind.length + 1)] : []));
    return {
      directories: asked('directory'),
      files: asked('file'),
      repositories: asked('repository'),
      digest: this.#digest(),
      ...(this.#isTimeAsked && { time: this.#time }),
      ...(this.#day !== undefined && { day: this.#day }),
    };
  }

  #note(kind: Kind, path: string, answer: string): void {
    const question = `${kind} ${path}`;
    const known = this.#answers.get(question);
    if (known !== undefined && known !== answer) this.#isSteady = false;
    this.#answers.set(question, answer);
  }

  #digest(): string {
    const hash = createHash('sha256');
    for (const question of [...this.#answers.keys()].sort()) {
      hash.update(JSON.stringify([question, this.#answers.get(question)]));
    }
    return hash.digest('hex');
  }
}

type Kind = 'directory' | 'file' | 'repository';

/** So many files are held in memory at once. */
const batch = 500;

/** Whether the world answers all that was asked then as it did. */
export async function isStillSo(seen: Seen, world: World): Promise<boolean> {
  if (seen.day !== undefined && seen.day !== world.today()) return false;
  // The state of the branch tells enough.
  const again = new Observer({ ...world, defaultBranch: () => Promise.resolve(undefined) });
  const { files, defaultBranch } = again.world;
  const looks = [...seen.directories.map((path) => files.list(path)), ...seen.repositories.map((path) => defaultBranch(path))];
  for (let start = 0; start < seen.files.length; start += batch) await files.readMany(seen.files.slice(start, start + batch));
  await Promise.all(looks);
  return again.seen()?.digest === seen.digest;
}

const latin1Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

function ofEntries(entries: readonly Entry[] | undefined): string {
  return entries === undefined ? 'none' : JSON.stringify([...entries].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function ofContent(content: FileContent | undefined): string {
  if (content?.ok !== true) return JSON.stringify(content);
  return content.large?.sha256 ?? createHash('sha256').update(content.bytes).digest('base64');
}
