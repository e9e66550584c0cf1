import type { Entry, FileContent, Files } from '../migrations/files';

/** Keeps what was read until it is told that a file has changed, so that one change costs one file. */
export class CachedFiles implements Files {
  readonly #files: Files;
  readonly #contents = new Map<string, FileContent>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** Never kept: a directory's entries are cheap, and a new file is told by no path that is known. */
  list(directory: string): Promise<readonly Entry[] | undefined> {
    return this.#files.list(directory);
  }

  async readMany(paths: readonly string[]): Promise<readonly FileContent[]> {
    const unread = paths.filter((path) => !this.#contents.has(path));
    const contents = await this.#files.readMany(unread);
    contents.forEach((content, index) => {
      const path = unread[index];
      if (path !== undefined) this.#contents.set(path, content);
    });
    return paths.flatMap((path) => this.#contents.get(path) ?? []);
  }

  /** Forgets these files, or all. */
  forget(paths?: readonly string[]): void {
    if (paths === undefined) this.#contents.clear();
    else for (const path of paths) this.#contents.delete(path);
  }
}
