/** What the embedded server's process is asked to do. */
export type ToChild =
  | {
      readonly kind: 'open';
      /** Holds the lock file and, in `data`, the database; made and filled where it is not there. Absent: in memory, from scratch. */
      readonly directory?: string;
      /** A kept data directory to begin with, in memory. */
      readonly start?: string;
      /** A unix socket's path or a Windows pipe's name, free. */
      readonly socket: string;
      /** Who opens it, for whoever finds it locked: «VS Code». */
      readonly holder: string;
    }
  /** Keep the data directory in this file, with a note. */
  | { readonly kind: 'keep'; readonly path: string; readonly note: string }
  | { readonly kind: 'close' };

/** What it answers, once, to `keep`. */
export interface KeptAnswer {
  readonly kind: 'kept';
  /** Why it is not. */
  readonly failed?: string;
}

/** What it answers, once, to `open`. */
export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'locked'; readonly pid: number; readonly holder: string }
  | { readonly kind: 'failed'; readonly message: string };
