import type { Entry, FileContent, Files } from '../migrations/files';

/** Keeps what was read until it is told that a file has changed, so that one change costs one file. */
export class CachedFiles implements Files {
  readonly #files: Files;
  readonly #contents = new Map<string, FileContent>();
  /** What was forgotten, until it is read again. */
  readonly #former = new Map<string, FileContent>();
  /** Of every read that is under way, the paths that nobody has told of a change since it began. */
  readonly #underWay = new Set<Set<string>>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** Never kept: a directory's entries are cheap, and a new file is told by no path that is known. */
  list(directory: string): Promise<readonly Entry[] | undefined> {
    return this.#files.list(directory);
  }

  /** One content for each path, in their order, whatever is forgotten meanwhile; what was forgotten is not kept. */
  async readMany(paths: readonly string[]): Promise<readonly FileContent[]> {
    const answers = new Map<string, FileContent>();
    for (const path of paths) {
      const known = this.#contents.get(path);
      if (known !== undefined) answers.set(path, known);
    }
    const unread = paths.filter((path) => !answers.has(path));
    const unchanged = new Set(unread);
    this.#underWay.add(unchanged);
    try {
      const contents = await this.#files.readMany(unread, (path) => this.#former.get(path));
      contents.forEach((content, index) => {
        const path = unread[index];
        if (path === undefined) return;
        answers.set(path, content);
        this.#former.delete(path);
        if (unchanged.has(path)) this.#contents.set(path, content);
      });
    } finally {
      this.#underWay.delete(unchanged);
    }
    return paths.flatMap((path) => answers.get(path) ?? []);
  }

  /** Forgets these files, or all. */
  forget(paths?: readonly string[]): void {
    for (const path of paths ?? this.#contents.keys()) {
      const content = this.#contents.get(path);
      // Only a large file is worth the look whether it is still the same.
      if (content?.ok === true && content.large !== undefined) this.#former.set(path, content);
    }
    for (const known of [this.#contents, ...this.#underWay]) {
      if (paths === undefined) known.clear();
      else for (const path of paths) known.delete(path);
    }
  }
}
