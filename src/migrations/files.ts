/** One entry of a directory. `other` is a FIFO, a device or a socket, which is never opened. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** The bytes of a file, or the reason why there are none (in words, for the user). */
export type FileContent = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string };

/** How the engine reads files: absolute paths, in batches, because reading thousands one by one takes six times as long. */
export interface Files {
  /** Entries of a directory, links followed; `undefined` if it cannot be read. A directory that links into itself appears once. */
  list(directory: string): Promise<readonly Entry[] | undefined>;
  /** Contents in the order of `paths`. */
  readMany(paths: readonly string[]): Promise<readonly FileContent[]>;
}
