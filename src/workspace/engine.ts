import type { DatabaseSize } from '../database/size';
import type { Role, Target } from '../database/target';
import type { AppliedScript } from '../lint/edited';
import type { Finding } from '../lint/finding';
import type { MigrationStanding } from '../lint/judge';
import type { Preset } from '../lint/options';
import type { Scaffold } from '../migrations/convention';
import type { Edit } from '../migrations/edit';
import type { HeaderSuggestion } from '../migrations/header-completion';
import type { HistoryRow } from '../migrations/history';
import type { InferredDependency } from '../migrations/inferred';
import type { Migration, Project, Script, Source } from '../migrations/project';
import type { NewMigration } from '../migrations/scaffold';
import type { FoundTool } from '../migrations/tools/find';
import type { ToldNames, Wishes } from '../migrations/templates/subject';
import type { KnownTable, Template } from '../migrations/templates/template';
import type { Reference } from '../migrations/references';
import type { AmendReport } from '../run/amend';
import type { AmendWish } from '../run/amendments';
import type { CreateDatabaseReport } from '../run/create-database';
import type { DriftAnswer, Expected, SnapshotAnswer, SnapshotInput } from '../run/drift';
import type { JournalEntry } from '../run/journal';
import type { LoggedLine } from '../run/read-log';
import type { StatisticsAnswer, StatisticsInput } from '../run/read-statistics';
import type { RecreateReport } from '../run/recreate';
import type { ResumeMode } from '../run/resume';
import type { FollowedRename } from '../migrations/renumber/follow';
import type { Place, Renumbered } from '../migrations/renumber/renumber';
import type { DryRunKind, RunDirection, RunError, RunEvent, RunReport } from '../run/events';
import type { SourceStatus } from '../run/status';
import type { EqualAnswer, EqualInput } from '../run/equal';
import type { TestDownInput, TestDownReport } from '../run/test-down';
import type { ChecksAnswer } from '../run/verify-checks';
import type { Suggestion } from '../schema/completion';
import type { Fold } from '../sql/folds';
import type { OutlineEntry } from '../sql/outline';
import type { Span } from '../sql/span';
import type { Statement } from '../sql/statement';
import type { ConfigurationReport } from './configuration';
import type { ShadowWish } from './shadows';

/** What the user asks to run. */
export interface RunRequest {
  readonly source: Source;
  readonly target: Target;
  readonly direction: RunDirection;
  /** At most so many; all pending ones, or the last one for `down` and `redo`, unless given. */
  readonly count?: number;
  /** Up to and with this version; down to but without it. */
  readonly to?: string;
  /** Of `up`: this version, and nothing before it. */
  readonly only?: string;
  /** Also what comes late, where the runner itself applies that when it is told to. */
  readonly allowLate?: boolean;
  readonly dryRun?: DryRunKind;
  /** A trace that is refused, or given up for the sake of others, becomes a rehearsal on the shadow, which says so. */
  readonly orShadow?: boolean;
  /** Milliseconds that a dry run may take; two minutes unless given. */
  readonly limitMs?: number;
  /** Bytes that the tables which a trace on a server touches may have together; 100 MB unless given. */
  readonly traceLimitBytes?: number;
  /** A trace on a server also carries out what no rollback takes back. */
  readonly allowOutsideEffects?: boolean;
  /** The ids of the migrations that the user was shown: where others would be touched, nothing is. */
  readonly expected?: readonly string[];
  /** The word typed where the target's role asks for one. */
  readonly confirmed?: string;
  /** Goes on with a script that another run has begun and left unfinished. */
  readonly resume?: ResumeMode;
  /** Where a dry run replays the chain, in place of what is configured. */
  readonly shadow?: ShadowWish;
}

/** Whose chain is to be replayed. */
export interface ReplayRequest {
  readonly source: Source;
  readonly shadow?: ShadowWish;
}

/** Whose rollbacks are to be tried. */
export type TestDownRequest = TestDownInput & Pick<ReplayRequest, 'shadow'>;

/** What is to be compared, and where it is replayed. */
export type EqualRequest = EqualInput & Pick<ReplayRequest, 'shadow'>;

/** What the user asks to be written into a history without a script being run. */
export interface AmendRequest {
  readonly source: Source;
  readonly target: Target;
  readonly wish: AmendWish;
  /** Tells what would be written, and writes nothing. */
  readonly dryRun?: boolean;
  /** The word typed where the target's role asks for one. */
  readonly confirmed?: string;
  /** Where a chain is replayed for a proof, in place of what is configured. */
  readonly shadow?: ShadowWish;
}

/** Whose schema the user asks for; what `lockkeeper.json` ignores is left out besides. */
export type SnapshotRequest = SnapshotInput;

/** Of which target the user asks what it knows of its tables. */
export interface StatisticsRequest extends StatisticsInput {
  readonly source: Source;
}

/** Whose schema is to be held against which. */
export interface DriftRequest extends SnapshotRequest, Pick<ReplayRequest, 'shadow'> {
  readonly against: Expected;
}

/** Which database the user asks for. */
export interface CreateDatabaseRequest {
  readonly target: Target;
  /** Tells whether it would be made, and makes nothing. */
  readonly dryRun?: boolean;
  /** The word typed where the target's role asks for one. */
  readonly confirmed?: string;
}

/** Which database is to be dropped and made anew, and from what. */
export interface RecreateRequest extends CreateDatabaseRequest {
  readonly source: Source;
}

/** What was done to a target from a source, or why that cannot be told. */
export type HistoryReport =
  | {
      readonly ok: true;
      /** Of the history table, in the order of what was done. */
      readonly lines: readonly LoggedLine[];
      /** The table's name as people know it; whether it is there. */
      readonly table: string;
      readonly exists: boolean;
      /** Of this user's own journal, in order. */
      readonly journal: readonly JournalEntry[];
      readonly server: string;
    }
  | { readonly ok: false; readonly error: RunError; readonly isLocked: boolean };

/** Where a source stands on a target, or why that cannot be told. */
export type StatusReport =
  | {
      readonly ok: true;
      readonly status: SourceStatus;
      readonly server: string;
      readonly at: Date;
      /** What the database says of its own role, which counts for more than what its address looks like. */
      readonly role?: Role;
    }
  | {
      readonly ok: false;
      readonly error: RunError;
      /** Another process holds the embedded database. */ readonly isLocked: boolean;
    };

/** What a target is, for whoever is about to write to it, or why that cannot be told. */
export type TargetReport =
  | ({
      readonly ok: true;
      /** As the server itself calls it. */
      readonly database: string;
      /** As people write it: `PostgreSQL 17.4`, with a warning where it is not tested. */
      readonly version: string;
      /** By which it is known again, whatever its address looks like. */
      readonly identity: string;
    } & DatabaseSize)
  | { readonly ok: false; readonly error: RunError };

/** Where migrations of a source are to stand: see `Place`; or behind all that a branch has, those that this one added since. */
export type RenumberPlace = Place | { readonly kind: 'base'; readonly revision: string };

/** What is to be renumbered, and what the caller knows of it. */
export interface RenumberRequest {
  readonly source: Source;
  /** All that the branch added, for a place by `base`. */
  readonly migrations: readonly Migration[];
  readonly place: RenumberPlace;
  /** Where one has run besides what the engine itself knows, in words. */
  readonly appliedOn?: (migration: Migration) => string | undefined;
  readonly isForced?: boolean;
  /** Texts of unsaved editors, by path. */
  readonly edited?: ReadonlyMap<string, string>;
}

/** What a source may be applied to. */
export interface Targets {
  /** Configured, from the environment, added by the user; embedded comes last. */
  readonly targets: readonly Target[];
  /** The one that `lockkeeper.json` names for the source; it is the first then. */
  readonly preferred?: Target;
  /** Why the one that it names is not among them: «staging (STAGING_URL is not set)». */
  readonly unavailable?: string;
}

/**
 * A down script as it would be created, or written into the file that is its place, with what a person must still do:
 * each gap stands in it as a comment, too.
 */
export type DraftedDown =
  (Extract<Scaffold, { ok: true }> & { readonly gaps: readonly string[] }) | Extract<Scaffold, { ok: false }>;

/** The files of a version that a history has without one here, as git had them, or why there are none to bring back. */
export type BroughtBack =
  { readonly ok: true; readonly edits: readonly Edit[] } | { readonly ok: false; readonly reason: string };

/** The project's catalog as it should be, and the edits that make it and the READMEs so. */
export interface CatalogReport {
  readonly text: string;
  readonly edits: readonly Edit[];
  /** Why a README cannot be brought up to date, or that the catalog is no JSON. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** How many files are judged together. */
export interface LintAllRequest {
  /** In place of the project's. */
  readonly preset?: Preset;
  /** Nobody looks at the fixes, so that none are made. */
  readonly withoutFixes?: boolean;
}

/** How names, order and folders are checked. */
export interface CheckRequest {
  /** In place of the project's. */
  readonly preset?: Preset;
  /** The revision that this branch is going to be merged into; the default branch unless given. */
  readonly base?: string;
}

/** The statement that made an object, or the header of the migration that a header names. */
export interface Definition {
  /** The name that was asked about. */
  readonly name: Span;
  readonly path: string;
  readonly at: Span;
}

/** A new migration, from a template where one is named. */
export interface NewRequest extends NewMigration {
  /** Its id. */
  readonly template?: string;
  /** What the template is told. */
  readonly wishes?: Wishes;
}

/** A template, for whoever chooses one. */
export interface TemplateChoice extends Omit<Template, 'parts'> {
  /** The file of one that the repository keeps, relative to the root. */
  readonly path?: string;
}

/** What an editor shows of a text beside its words. */
export interface Structure {
  readonly outline: readonly OutlineEntry[];
  readonly folds: readonly Fold[];
  /** In the order of the text. */
  readonly statements: readonly StatementPlace[];
}

/** Where a statement stands; see `Statement`. */
export type StatementPlace = Pick<Statement, 'at' | 'end' | 'data'>;

/** What there are pages of. */
export type PageKind = 'rule' | 'error';

/**
 * One workspace folder, as both faces see it: the editor and the command line call nothing else for what a project
 * is, what is wrong with it, where it stands and what runs. Every call may be slow; none blocks for long.
 */
export interface Engine {
  readonly root: string;
  /** All sources; read once, and again after `invalidate`. */
  project(): Promise<Project>;
  /** The tools for migrations that the folder is set up for, names in its manifests or has migrations of. */
  tools(): Promise<readonly FoundTool[]>;
  /** Forgets what was read of these files, or of all. */
  invalidate(paths?: readonly string[]): void;
  /** The SQL files in a folder and below, as far as sources are looked for there; none where there is no such folder. */
  sqlFilesIn(directory: string): Promise<readonly string[]>;
  /** `lockkeeper.json` with what is wrong in it; undefined where there is none. */
  configuration(): Promise<ConfigurationReport | undefined>;
  /** Findings of one file, of `text` where it is not what the disk holds. Empty for a file of no source. */
  lint(path: string, text?: string): Promise<readonly Finding[]>;
  /** Findings of many files as the disk holds them, file by file: the same, but faster. */
  lintAll(paths: readonly string[], request?: LintAllRequest): Promise<readonly Finding[]>;
  /**
   * What is wrong with the names, the order and the folders of files, but not with what their SQL does: the same findings as
   * of `lintAll`, sooner. Undefined where git knows no such base.
   */
  check(paths: readonly string[], request?: CheckRequest): Promise<readonly Finding[] | undefined>;
  /** The files with findings to come that are not as they were where this branch left `revision`; undefined where git knows no such revision. */
  changedSince(revision: string): Promise<readonly string[] | undefined>;
  /** Whether a migration has run where it counts, as the linter takes it: what is applied to the embedded database alone has not. */
  standing(migration: Migration): Promise<MigrationStanding>;
  /**
   * A migration's up script as it counts as applied: by a target's history, or by the default branch, or else as the embedded
   * database has it; undefined where none has.
   */
  applied(migration: Migration): Promise<AppliedScript | undefined>;
  /**
   * The object that is named at `offset` and what its statement does, or what a line of the header means, as Markdown;
   * undefined where there is nothing to say.
   */
  hover(path: string, text: string, offset: number): Promise<string | undefined>;
  /**
   * Where the object that is named at `offset` was made, several where the name may stand for several; of a dependency in a
   * header, its migration.
   */
  definitions(path: string, text: string, offset: number): Promise<readonly Definition[]>;
  /** Every place in the source that names the same object as `offset`, in the order of the chain. */
  references(path: string, text: string, offset: number): Promise<readonly Reference[]>;
  /** The tables and columns that may stand at `offset`, as of that migration. */
  suggestions(path: string, text: string, offset: number): Promise<readonly Suggestion[]>;
  /** The keys and values that may stand at `offset` of a migration's header, best first. */
  headerSuggestions(path: string, text: string, offset: number): Promise<readonly HeaderSuggestion[]>;
  /** A migration's statements as an outline, and what of it may be folded. Empty for a file of no source. */
  structure(path: string, text: string): Promise<Structure>;
  /** How many statements a script has. */
  countStatements(script: Script): Promise<number>;
  /** For each offset what may be selected around it, the innermost range first. */
  rangesAround(path: string, text: string, offsets: readonly number[]): Promise<readonly (readonly Span[])[]>;
  /** The files of a new migration; refused with the reason where there can be none, as for a dependency that is not there. */
  scaffold(source: Source, request: NewRequest): Promise<Scaffold>;
  /** What new migrations can be made from: nothing first, then Lockkeeper's own, then those of `lockkeeper.json`. */
  templates(): Promise<readonly TemplateChoice[]>;
  /** The tables that a source leaves behind, by name. */
  tables(source: Source): Promise<readonly KnownTable[]>;
  /** The names that a template would take from a description. */
  toldNames(source: Source, description: string): Promise<ToldNames>;
  /** What a folder that has no migrations yet will be once it has one; `path` is absolute and need not exist. */
  newSource(path: string): Source;
  /** The down script that a migration lacks, drafted from its up script; refused with the reason where there can be none. */
  draftDown(source: Source, migration: Migration): Promise<DraftedDown>;
  /** What gives migrations other versions, by their convention's own rules; refused with the reason where they cannot have them. */
  renumber(request: RenumberRequest): Promise<Renumbered>;
  /** What moves migrations into another source, behind all that it has; `place` says nothing there. */
  move(request: Omit<RenumberRequest, 'place'>, into: Source): Promise<Renumbered>;
  /** The files that git had of a version which a target has and nobody here; changes nothing. */
  bringBack(source: Source, row: HistoryRow): Promise<BroughtBack>;
  /** What goes along with an up script that got another name: its down script, and the names in headers. */
  followRename(source: Source, renamed: FollowedRename): Promise<Renumbered>;
  /** On which earlier migrations each one of a source stands, as its SQL tells. */
  dependencies(source: Source): Promise<readonly InferredDependency[]>;
  /**
   * What would bring the project's catalog, the file at `path`, and the tables of migrations in its READMEs up to date:
   * nothing where they are.
   */
  catalog(path: string): Promise<CatalogReport>;
  /** The targets that this source may use. */
  targets(source: Source): Promise<Targets>;
  /** Reads the history; changes nothing. */
  status(source: Source, target: Target): Promise<StatusReport>;
  /** What was done to a target from a source, by its history and by the journal; changes nothing. */
  history(source: Source, target: Target): Promise<HistoryReport>;
  /** Asks the checks `after` of what is applied again; nothing can be written by that. */
  checks(source: Source, target: Target): Promise<ChecksAnswer>;
  /** Looks what a target holds; changes nothing. */
  describe(target: Target): Promise<TargetReport>;
  /** Carries out, or rehearses. Never throws for what a server says. */
  run(request: RunRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RunReport>;
  /** Writes into a history without running anything. Never throws for what a server says. */
  amend(request: AmendRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<AmendReport>;
  /** Makes the database that a target names, where it is not there yet. */
  createDatabase(request: CreateDatabaseRequest, signal: AbortSignal): Promise<CreateDatabaseReport>;
  /** Drops a local or an embedded database, makes it anew, and applies everything. Never throws for what a server says. */
  recreate(request: RecreateRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RecreateReport>;
  /** Reads a target's schema; changes nothing. */
  snapshot(request: SnapshotRequest, signal: AbortSignal): Promise<SnapshotAnswer>;
  /** Holds a target's schema against a snapshot or a replay; changes nothing. */
  drift(request: DriftRequest, signal: AbortSignal): Promise<DriftAnswer>;
  /** Reads what a target knows of its tables, which estimates stand on from then on; changes nothing. */
  statistics(request: StatisticsRequest, signal: AbortSignal): Promise<StatisticsAnswer>;
  /** Applies a source's whole chain to an empty throw-away database. Never throws for what a server says. */
  replay(request: ReplayRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RunReport>;
  /** Tries a source's migrations up, down and up again on empty throw-away databases. */
  testDown(request: TestDownRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<TestDownReport>;
  /** Compares what two sources make of empty throw-away databases, or one with a snapshot. */
  equal(request: EqualRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<EqualAnswer>;
  /** Waits until a server lets a session in, at most so long; answers why not, where it does not. */
  reach(target: Target, waitMs: number, signal: AbortSignal): Promise<RunError | undefined>;
  /** The page of a rule or of an error, as Markdown; undefined where there is none. */
  explain(name: string, of: PageKind): Promise<string | undefined>;
  /** Closes connections and ends the embedded server. */
  dispose(): Promise<void>;
}
