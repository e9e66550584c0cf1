import type { Change, ChangeOf } from '../schema/change';
import type { Column, FunctionObject, Index, Key, Name, Origin, Schema, Table, TypeName, TypeObject } from '../schema/schema';
import type { Session } from '../schema/session';
import type { Effect } from '../effects/effect';
import type { Convention } from '../migrations/convention';
import type { Migration, Problem, Script, Source } from '../migrations/project';
import type { ReadStatement } from '../sql/statement';
import type { Span } from '../sql/span';
import type { Edit } from '../migrations/edit';
import type { JudgedChange } from './judge';
import type { Fix, Related, Severity } from './finding';
import type { Held } from './held';
import type { Judged } from './judge';
import type { LintOptions, OwnOption, Preset } from './options';
import type { SourceContext, SourceReport } from './source-context';
import type { WrittenReport, WrittenScript } from './written';

type Category =
  | 'index'
  | 'constraint'
  | 'column'
  | 'column-change'
  | 'rename'
  | 'destructive'
  | 'maintenance'
  | 'partition'
  | 'trigger'
  | 'view'
  | 'transaction'
  | 'timeout'
  | 'data'
  | 'enum'
  | 'type'
  | 'type-choice'
  | 'idempotency'
  | 'style'
  | 'security'
  | 'failure'
  | 'replication'
  | 'system'
  | 'folder'
  | 'meta';

/** What a rule says of one change; the linter adds the file, the statement and the severity. Spans count from the statement's start. */
export interface Report {
  readonly message: string;
  readonly help?: string;
  /** The change's own range, unless given. */
  readonly at?: Span;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** What a check comes to: one thing, several in different places, or nothing. */
type Said = Report | readonly Report[] | undefined;

/** Another script of the run, read. */
export interface LaterScript {
  readonly migration: Migration;
  readonly script: Script;
  readonly statements: readonly ReadStatement[];
}

/** What a rule may ask about the statement in hand, in the domain's words. */
export interface RuleContext {
  readonly statement: ReadStatement;
  /** The statement before this one. */
  readonly previous: () => ReadStatement | undefined;
  /** The statements behind this one. */
  readonly later: () => readonly ReadStatement[];
  /** The statements before this one, with what they do. */
  readonly before: () => readonly Judged[];
  /** The statements behind this one, with what they do. */
  readonly after: () => readonly Judged[];
  /** What earlier statements of the open transaction have locked of what others use, the strongest lock of each relation. */
  readonly held: () => readonly Held[];
  /** What the script does before this change, and behind it. */
  changesBefore(): readonly Change[];
  changesAfter(): readonly Change[];
  /** Whether the script has a change of that kind anywhere, other than of rows. */
  has(kind: Exclude<Change['kind'], 'write' | 'read'>): boolean;
  readonly script: Script;
  readonly migration: Migration;
  readonly source: Source;
  /** Before the statement. */
  readonly schema: Schema;
  /** What the whole script leaves behind. */
  readonly leaves: Schema;
  /** What the last migration of the source leaves behind, as they are saved. */
  readonly finally: Schema;
  /** Before the migration's up script, also where its down script is judged: what it lacks, the migration has made. */
  readonly found: Schema;
  readonly session: Session;
  /** The target's major version, 14 to 18. */
  readonly postgres: number;
  readonly options: LintOptions;
  /** UTC in milliseconds, for the names of files that a fix adds. */
  readonly now: () => number;
  /** Every file of the source, relative: what a new one must not collide with. */
  existingFiles(): readonly string[];
  /** Up scripts of pending migrations behind this one that are applied in the same transaction, if it is pending itself. */
  laterInRun(): readonly LaterScript[];
  /** What the runner does about transactions for this script. */
  readonly transaction: ReturnType<Convention['transaction']>;
  /** Of this change alone. */
  readonly effects: readonly Effect[];
  /** Of the whole statement: one lock a relation. */
  readonly whole: readonly Effect[];
  readonly inTransaction: boolean;
  /** The script has no other statement. */
  readonly isAlone: boolean;
  /** The statement makes no other change. */
  readonly isOnlyChange: boolean;
  /** What the transaction that carries out this change has done before it, in order: this statement's own at least. */
  transactionSoFar(): readonly JudgedChange[];
  resolve(name: Name): Key;
  table(name: Name): Table | undefined;
  tableAt(key: Key): Table | undefined;
  index(name: Name): Index | undefined;
  column(table: Name, column: string): Column | undefined;
  /** The domain, enum or other type that a migration has made under that name. */
  type(name: Pick<TypeName, 'schema' | 'name'>): TypeObject | undefined;
  /** The functions that a migration has made under that name, one for each list of arguments. */
  functions(name: Name): readonly FunctionObject[];
  /** A statement by its text, as the one that an object was made with. */
  read(text: string): ReadStatement | undefined;
  /** Born in this migration, or in a pending one before it and never filled: no lock or scan there hurts anyone. */
  createdHere(table: Name): boolean;
  /** Whether what has this origin was made by this migration or by a pending one before it. */
  madeHere(origin: Origin): boolean;
  /** Where an object was made, to point there; nothing where that is not known. */
  origin(object: { readonly origin: Origin } | undefined, message: string): readonly Related[];
  /** Effects on tables that others use: those on unseen or fresh relations are left out. */
  harmful(kind: EffectOn['kind']): readonly EffectOn[];
  /** Positions within the statement as positions within the file. */
  inFile(span: Span): Span;
  /** An edit of the script's file, at a span within the statement. */
  replace(at: Span, text: string): Edit;
}

/** Effects that fall on one relation. */
export type EffectOn = Extract<Effect, { readonly on: Key }>;

export interface RuleMeta {
  /** kebab-case; the file and the docs page bear the same name. */
  readonly id: string;
  /** A noun phrase for lists: «Index built without CONCURRENTLY». */
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  /** The smallest preset that has it on; absent for `recommended`. Matters of opinion are in `all`. */
  readonly preset?: Preset;
  /** The option of `lockkeeper.json` that is this rule's own. */
  readonly option?: OwnOption;
  /** First and last PostgreSQL major for which it holds. */
  readonly since?: number;
  readonly until?: number;
  /**
   * Minds what a script leaves behind, or code that is in use: it says nothing of a down script, which gives the database
   * back to what was there before and to the code of that time.
   */
  readonly upOnly?: true;
  /** What others call it, and our own aliases: `squawk:require-concurrent-index-creation`. */
  readonly also: readonly string[];
}

export type Rule = RuleMeta &
  (
    | {
        readonly scope: 'change';
        readonly on: readonly Change['kind'][];
        /** Said once a script, at the first place. */
        readonly once?: boolean;
        /** Whether a change is worth looking at, by itself: cheap, so that long files of rows stay fast. */
        readonly concerns?: (change: Change) => boolean;
        check(change: Change, context: RuleContext): Said;
      }
    /** Says in a finding what reading the folder has found. */
    | { readonly scope: 'folder'; readonly problems: readonly Problem['kind'][] }
    /** Looks at one script as it is written: its name, its directives, and which statements it has, but not at what they do. */
    | { readonly scope: 'script'; check(written: WrittenScript): WrittenReport | readonly WrittenReport[] | undefined }
    /** Looks at a source as a whole: the names of its files, their order, and what else there is beside it. */
    | {
        readonly scope: 'source';
        /** Also once the file has run: it goes on to do harm, or can still be mended. */
        readonly staysOnceApplied?: true;
        check(source: Source, context: SourceContext): readonly SourceReport[];
      }
    /** Raised by the linter itself: syntax errors and comments that silence nothing. */
    | { readonly scope: 'linter' }
  );

/** Defines a rule about changes; `check` gets the changes of the kinds in `on`, with their own type. */
export function changeRule<K extends Change['kind']>(
  meta: RuleMeta & {
    readonly on: readonly K[];
    readonly once?: boolean;
    readonly concerns?: (change: ChangeOf<K>) => boolean;
    readonly check: (change: ChangeOf<K>, context: RuleContext) => Said;
  },
): Rule {
  const { concerns, check, ...rest } = meta;
  return {
    ...rest,
    scope: 'change',
    ...(concerns && { concerns: (change: Change) => concerns(change as ChangeOf<K>) }),
    check: (change, context) => check(change as ChangeOf<K>, context),
  };
}
