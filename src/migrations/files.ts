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

/**
 * The largest file that is read, in bytes: a run holds the text of each file from its plan to its end, so that what runs
 * is what was looked at, and a text takes up to two bytes of memory for each of the file.
 */
export const maxFileBytes = 256 * 1024 * 1024;

/** A file from this size on is kept once: as a text, since nearly all that reads files reads texts. */
export const largeFileBytes = 1024 * 1024;

/** The bytes of a file, or the reason why there are none: the end of a sentence that starts with the file's name. */
export type FileContent =
  | {
      readonly ok: true;
      /** Of a large file they are made anew each time. */
      readonly bytes: Uint8Array;
      /** Of a large file. */
      readonly large?: LargeText;
    }
  | { readonly ok: false; readonly kind: 'unreadable' | 'too-large' | 'not-a-file'; readonly reason: string };

/** What is kept of a large file. */
export interface LargeText {
  /** A byte order mark stays. The bytes were UTF-8 without a NUL, so that they can be made of it again. */
  readonly text: string;
  /** Of its bytes, in base64. */
  readonly sha256: string;
}

/** How the engine reads files: absolute paths, in batches, because reading thousands one by one takes six times as long. */
export interface Files {
  /** Entries of a directory, links followed; `undefined` if it cannot be read. */
  list(directory: string): Promise<readonly Entry[] | undefined>;
  /**
   * Contents in the order of `paths`. A file over `maxFileBytes` is not read, nor is anything that could block. `former`
   * answers with what was read before: a large file that is still the same is not read into memory once more.
   */
  readMany(paths: readonly string[], former?: (path: string) => FileContent | undefined): Promise<readonly FileContent[]>;
}

/** The text of a file that people write for people: a stray byte costs a character, not the file. */
export function decoded(content: Extract<FileContent, { ok: true }>): string {
  return content.large?.text.replace(/^\uFEFF/, '') ?? new TextDecoder().decode(content.bytes);
}
