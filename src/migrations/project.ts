import type { Span } from '../sql/span';
import type { Convention } from './convention';
import type { ForeignProblem } from './foreign';
import type { SourceFile } from './source-file';

/** One direction of a migration: a file, or the part of a file that a directive marks off. */
export interface Script {
  readonly path: string;
  readonly direction: 'up' | 'down';
  /** The file as read; checksums are made of these. Empty where the file could not be read. */
  readonly bytes: Uint8Array;
  /** The file's whole text, so that every position is the user's own. */
  readonly text: string;
  /** The part of `text` that this direction runs. */
  readonly body: Span;
  /** What a file beside it tells the runner of how to run it. Only the convention itself, which put it there, reads it. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Something wrong with a file or a folder rather than with its SQL: a finding in the making. */
export interface Problem {
  readonly kind:
    | 'unreadable'
    | 'not-utf8'
    | 'not-a-file'
    | 'nul-byte'
    | 'too-large'
    | 'duplicate-version'
    | 'orphan-down'
    | 'impossible-version'
    | 'refused'
    | 'unmanaged'
    | 'foreign'
    | 'missing-dependency'
    | 'dependency-cycle'
    | 'dependency-out-of-order';
  readonly path: string;
  /** A sentence: what is wrong and what to do. */
  readonly message: string;
  /** The other files concerned. */
  readonly related: readonly string[];
  /** Where in the file; its start unless given. */
  readonly at?: Span;
  /** What a `foreign` file is for, or written in: `neo4j`, `python`. */
  readonly engine?: string;
}

/** One version of a source. */
export interface Migration {
  /** Unique in the project and stable over reads: the path of its up script, or of its down script without one. */
  readonly id: string;
  /** As the convention's history stores it: `20250101120000`, `003`. Empty for a repeatable one. */
  readonly version: string;
  /** As the convention's history stores it where it stores a name. */
  readonly name: string;
  /** For people: the description with blanks. */
  readonly title: string;
  /** `schema`, `data`, `security` or `perf`, where file names carry a type. */
  readonly type?: string;
  readonly up?: Script;
  readonly down?: Script;
  /**
   * Runs again whenever its content has changed, after all that have a version. It has no version itself (an empty text)
   * and no way back; its name, which no other repeatable has, finds its row in the history.
   */
  readonly isRepeatable?: true;
  /**
   * What the history must be told besides, and the convention found in the files: a time from a journal, a planner from
   * a plan. Only the convention itself, which put it there, reads it.
   */
  readonly facts?: Readonly<Record<string, string>>;
  /** It cannot run while there is one. */
  readonly problems: readonly Problem[];
}

/** A folder of migrations: one convention, one history, one chain. Migrations stand in the convention's order. */
export interface Source {
  /** The absolute path of the folder. */
  readonly id: string;
  readonly path: string;
  /** Relative to the workspace folder, with `/`; for people. */
  readonly label: string;
  readonly convention: Convention;
  /** Why this convention was recognised, in words. */
  readonly reason: string;
  readonly migrations: readonly Migration[];
  /** Files in the folder that are no migrations, and what is wrong with those that are. */
  readonly problems: readonly Problem[];
  /** The files that its convention names as companions, as they were read. */
  readonly companions: readonly SourceFile[];
}

/** All sources below one workspace folder, read. */
export interface Project {
  readonly root: string;
  readonly sources: readonly Source[];
  /** Migrations for something else than PostgreSQL, in folders that are no source. */
  readonly foreign: readonly ForeignProblem[];
  /** Absolute paths of files that are kept on purpose and never applied, as `lockkeeper.json` says. */
  readonly reference: readonly string[];
}
