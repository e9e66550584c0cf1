/** One entry of a directory. `other` is never opened: a FIFO, a device, a socket or a link that leads nowhere. */
export interface Entry {
  readonly name: string;
  /** Of what a link leads to. */
  readonly kind: 'file' | 'directory' | 'other';
  /** For a symbolic link that leads somewhere: the real path there. Whoever walks a tree goes there once. */
  readonly linksTo?: string;
  /** For `other`, what it is: «a FIFO». */
  readonly nature?: string;
}

/** The bytes of a file, or the reason why there are none (in words, for the user). */
export type FileContent = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string };

/** How the engine reads files: absolute paths, in batches, because reading thousands one by one takes six times as long. */
export interface Files {
  /** Entries of a directory, links followed; `undefined` if it cannot be read. */
  list(directory: string): Promise<readonly Entry[] | undefined>;
  /** Contents in the order of `paths`. */
  readMany(paths: readonly string[]): Promise<readonly FileContent[]>;
}
