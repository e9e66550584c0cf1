import type { Edit } from './edit';
import type { History } from './history';
import type { Migration, Problem, Script, Source } from './project';
import type { Span } from '../sql/span';
import type { SourceFile } from './source-file';

/** A folder that may be a source: its own files, and those of its directories where conventions nest. */
export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** Paths of files relative to the folder, with `/`, sorted within each directory; at most `maxDepth` levels deep. */
  readonly files: readonly string[];
  /** Which of the conventions' markers stand in the folder or above it, such as `sqlx.toml`, `Cargo.toml`, `.sqlx`. */
  readonly markers: ReadonlySet<string>;
  /** The text of a few of its `.sql` files, for conventions that are known by their directives. */
  readonly sample: readonly string[];
  /** The texts of those files that a convention names in `companions`, by their relative path. */
  readonly companions: ReadonlyMap<string, string>;
}

/** How deep below a folder its files may lie: `db/migration/2025/q1/V1__orders.sql` is three levels below `migration`. */
export const maxDepth = 4;

export interface Detection {
  /** 0 to 1; the highest wins, and of equals the convention listed first. */
  readonly confidence: number;
  /** In words, for the tooltip and `discover`. */
  readonly reason: string;
  /** The directory within the folder that holds the up scripts, where it isn't the folder itself: `versions`. */
  readonly main?: string;
}

export interface ScaffoldRequest {
  /** What the user typed. */
  readonly description: string;
  /** One of the convention's `types`, where it has them. */
  readonly type?: string;
  readonly withDown: boolean;
  /** UTC, milliseconds since 1970: the clock is the caller's. */
  readonly now: number;
  readonly migrations: readonly Migration[];
  readonly folder: string;
  /** Every file below the folder, relative, so that a collision is seen. */
  readonly existing: readonly string[];
  /** The source's own, which a new migration may have to be written into. */
  readonly companions: readonly SourceFile[];
  /** What the files hold beneath their heading; room to write where absent. */
  readonly content?: ScaffoldContent;
  /** The header of the first file, by its path: lines, each ended by LF. */
  readonly header?: { readonly text: (path: string) => string; /** What must stay in front of it. */ readonly behind?: string };
}

/** Statements for a new migration: whole lines, each ended by LF. */
export interface ScaffoldContent {
  readonly up: string;
  readonly down: string;
  /** Every statement must run outside a transaction: the convention's own directive says so, or it refuses. */
  readonly outsideTransaction: boolean;
}

/** Where writing starts in a new file. */
export interface Cursor {
  readonly path: string;
  readonly offset: number;
  /** What stands there, and elsewhere in the file, for a name that nobody has given: it is selected wherever it stands. */
  readonly placeholder?: string;
}

export type Scaffold =
  | {
      readonly ok: true;
      /** New files first; then what must change beside them, such as a journal. */
      readonly edits: readonly Extract<Edit, { kind: 'create' | 'replace' }>[];
      readonly cursor: Cursor;
    }
  | { readonly ok: false; readonly reason: string };

/** The files of a source before and after some of them get other names. */
export interface RenamedFiles {
  readonly before: readonly SourceFile[];
  readonly after: readonly SourceFile[];
  /** New paths by old ones, relative to the source, the files' own. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Every file below the folder, by its old path. */
  readonly existing: readonly string[];
  /** UTC, milliseconds since 1970. */
  readonly now: number;
}

/** Texts that go with new names, by the files' new paths, or why there can be none. */
export type Rewritten =
  { readonly ok: true; readonly texts: ReadonlyMap<string, string> } | { readonly ok: false; readonly reason: string };

/** Where names say the version of a migration, and what else says it. */
export interface Renumbering {
  /** The version within a path, relative to the source; undefined where there is none, or where it says nothing. */
  versionAt(path: string): Span | undefined;
  /** Other files that bear a script's version and go along with it: those for other engines, what says how it runs. */
  along?(path: string, existing: readonly string[]): readonly string[];
  /** What the runner keeps of its files elsewhere, such as a journal, sums or hashes. */
  rewrite?(files: RenamedFiles): Rewritten;
}

/** The part of a file that is the way back, as its runner knows it. */
export interface DownSection {
  /** The line that begins it, without its line end; undefined where a file has none. */
  mark(text: string): Span | undefined;
  /** What begins it, without the last line end, and keeps its statements out of a transaction where that is wanted. */
  heading(isOutside: boolean, text: string): string;
  /** What has to be put at the file's start besides, or else the runner would take all of the file for its way up. */
  upMark?(text: string): string | undefined;
  /** A statement, with the semicolon at its end, as the runner reads it in one piece; as it is, unless given. */
  statement?(text: string): string;
}

/**
 * The file names, layout, directives, order and history table of a runner: everything Lockkeeper knows about it.
 * Pure; one file each.
 */
export interface Convention {
  readonly id: string;
  /** For people: `sqlx`, `Numbered with rollbacks`. */
  readonly title: string;
  /** File types it distinguishes in names, such as `schema` and `data`; empty for most. */
  readonly types: readonly string[];
  /** Its files say in a header what their names say. */
  readonly hasHeader?: true;
  readonly canHaveDown: boolean;
  /** Names of files and directories that speak for or against this runner where they stand in the folder or above it. */
  readonly markers: readonly string[];
  /**
   * Base names of files within the folder that say which migrations there are, in which order, or how they run, such as
   * `_journal.json`, `atlas.sum`, `sqitch.plan`, or endings of such names: `*.sql.conf`. `detect` gets their texts, and
   * `read` them among the files.
   */
  readonly companions?: readonly string[];
  /**
   * The files, in the folder or above it, that may tell the runner to keep its history elsewhere than in its usual
   * table, and what such a file tells: the other table, undefined where it is the usual one.
   */
  readonly tableSettings?: { readonly files: readonly string[]; readonly otherTable: (text: string) => string | undefined };
  detect(folder: Folder): Detection | undefined;
  /**
   * Whether the content of a file of the folder, by its relative path, is handed to `read`: `.sql` files, and journals
   * where there are any. A directory without such a file is no part of the source and may be one of its own.
   */
  reads(path: string): boolean;
  /** Migrations in order, and the files that are none. */
  read(files: readonly SourceFile[]): { readonly migrations: readonly Migration[]; readonly problems: readonly Problem[] };
  scaffold(request: ScaffoldRequest): Scaffold;
  /** How a migration is given another version, or why it cannot be. */
  readonly renumbering: Renumbering | { readonly cannot: string };
  /**
   * The down script that a migration of the source lacks, by the path that would make it one, relative to the folder,
   * and the comment that heads it. Undefined where the migration's own name leaves no place for one.
   */
  downFile?(
    migration: Migration,
    source: Pick<Source, 'path' | 'migrations'>,
  ): { readonly path: string; readonly heading: string } | undefined;
  /** How the way back is written into the up script's own file, where one file holds both and `downFile` has no other. */
  readonly downSection?: DownSection;
  /**
   * Who opens the transaction: the runner one for each `file`, the runner one for the whole `run`, nobody (`none`),
   * or the file its `own`. Scripts of a run that follow one another and say `run` share one.
   */
  transaction(script: Script): 'file' | 'run' | 'none' | 'own';
  /**
   * Where the runner would put values into a script before it sends it: every place that it looks at, also within
   * strings and, if it looks there, comments. Lockkeeper has no such values, so it refuses a script that has such a place.
   * Of what stands outside of strings and comments `${x}`, `{{x}}` and `:x` are refused under every convention.
   */
  placeholders?(script: Script): readonly Span[];
  /** What makes a script run outside a transaction, where the runner has a directive for it: inserted at the start of the file. */
  readonly noTransactionDirective?: string;
  /**
   * Whether a script outside a transaction is sent as one query, so that a second statement makes it a transaction
   * again: Lockkeeper then carries it out in one, together with its row.
   */
  readonly sendsWholeFile: boolean;
  readonly history: History;
}
