/** One entry of a directory. `other` is never opened: a FIFO, a device, a socket or a link that leads nowhere. */
export interface Entry {
  readonly name: string;
  /** Of what a link leads to. */
  readonly kind: 'file' | 'directory' | 'other';
  /** For a symbolic link to a directory: the real path there. Whoever walks a tree goes there once. */
  readonly linksTo?: string;
  /** For `other`, what it is: «a FIFO». */
  readonly nature?: string;
}

/** The largest file that is read, in bytes. */
export const maxFileBytes = 20 * 1024 * 1024;

/** The bytes of a file, or the reason why there are none: the end of a sentence that starts with the file's name. */
export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly kind: 'unreadable' | 'too-large' | 'not-a-file'; readonly reason: string };

/** How the engine reads files: absolute paths, in batches, because reading thousands one by one takes six times as long. */
export interface Files {
  /** Entries of a directory, links followed; `undefined` if it cannot be read. */
  list(directory: string): Promise<readonly Entry[] | undefined>;
  /** Contents in the order of `paths`. A file over `maxFileBytes` is not read, nor is anything that could block. */
  readMany(paths: readonly string[]): Promise<readonly FileContent[]>;
}
