/**
 * What the panel and its host in the editor say to each other. The page that the host makes has an empty body, a
 * `<link id="vscode-codicon-stylesheet">` to `codicon.css`, a link to `panel.css`, and `panel.js` as a script at the end.
 */

/** What the panel shows, whole: the view is a pure function of it. Everything in it is text for people, never markup. */
export interface PanelState {
  /** The panel keeps `id` and shows the same source again when VS Code restores it. */
  readonly source?: { readonly id: string; readonly label: string; readonly convention: string };
  readonly target?: {
    readonly name: string;
    readonly role: 'embedded' | 'local' | 'shared' | 'production';
    readonly server?: string;
  };
  /** A sentence that stands above all: not connected, untrusted, no migrations. */
  readonly message?: { readonly severity: 'error' | 'warning' | 'information'; readonly text: string; readonly page?: string };
  /** While it is not, nothing connects, and the message offers the way to change that. */
  readonly isTrusted: boolean;
  readonly migrations: readonly PanelMigration[];
  /** How many migrations `apply` and `dry-run` would carry out now. */
  readonly pending: number;
  readonly run?: PanelRun;
  /** The runs of this source before, the newest first; each can be asked for. */
  readonly runs?: readonly PanelPastRun[];
  /** Buttons that can be pressed now. */
  readonly can: {
    readonly dryRun: boolean;
    readonly apply: boolean;
    readonly rollBack: boolean;
    readonly verify: boolean;
    /** The server answers, but has no database of this name yet. */
    readonly createDatabase: boolean;
    readonly cancel: boolean;
  };
  /** The same as a command line, to copy. */
  readonly commandLine?: string;
}

export type PanelMigrationState =
  'applied' | 'pending' | 'out-of-order' | 'changed' | 'failed' | 'blocked' | 'missing' | 'unknown';

export interface PanelMigration {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly state: PanelMigrationState;
  /** «2 h ago, 14 ms», «comments changed». */
  readonly detail: string;
  readonly hasDown: boolean;
  readonly findings: { readonly errors: number; readonly warnings: number };
}

export interface PanelRun {
  /** Tells runs apart, also after the window was reloaded, so that the panel knows a new one from more of the same. */
  readonly number: number;
  readonly kind: 'dry-run' | 'apply' | 'roll-back' | 'redo' | 'reset' | 'recreate' | 'verify' | 'test-rollback';
  /** The name of the target it ran on; the chosen one may be another by now. */
  readonly target: string;
  readonly outcome:
    | 'running'
    | 'done'
    | 'nothing-to-do'
    | 'failed'
    | 'unknown'
    | 'cancelled'
    | 'locked'
    | 'no-connection'
    | 'disagreement'
    | 'refused';
  readonly message?: string;
  /** The page that says more of the message. */
  readonly page?: string;
  /** What is done now, while it runs: «20250101 create orders, statement 3 of 7». */
  readonly progress?: string;
  /** The SQL that is carried out now, shortened. */
  readonly statement?: string;
  readonly steps: readonly PanelStep[];
  /** The server in whose throw-away databases it was tried, where that was so: «the embedded server, PostgreSQL 18.3». */
  readonly shadow?: string;
  /** What it took; while it runs, what it has taken until now. */
  readonly ms: number;
  /** A file of it has changed since, so that what it found need not hold any more. */
  readonly isOutdated: boolean;
  /** It was a dry run of exactly what applying would carry out now, and it went well. */
  readonly triedPending: boolean;
  /** What it changes in the schema, where that was read. */
  readonly schema?: PanelSchema;
  /** It is one of those before, shown again: «2 h ago». */
  readonly earlier?: string;
}

/** One of the runs before, in a line. */
export interface PanelPastRun extends Pick<PanelRun, 'number' | 'kind' | 'target' | 'outcome' | 'ms'> {
  /** «2 h ago». */
  readonly when: string;
}

/** Changes in a schema, by table and by schema. */
export interface PanelSchema {
  readonly groups: readonly {
    readonly name: string;
    readonly changes: readonly PanelObjectChange[];
  }[];
  /** Both schemas are still there, to be compared as texts. */
  readonly canCompare: boolean;
}

export interface PanelObjectChange {
  readonly change: 'created' | 'dropped' | 'changed';
  /** «materialized view». */
  readonly kind: string;
  readonly name: string;
  /** How much it may hurt, where it may. */
  readonly severity?: 'high' | 'critical';
  /** «3 columns, 1 index», which come or go with it. */
  readonly along?: string;
  /** What it is made of, or what changes in it. */
  readonly parts: readonly string[];
}

/** Whether a migration can be rolled back, as far as schemas tell. */
export interface PanelRollback {
  readonly kind: 'proven' | 'differs' | 'fails' | 'none' | 'unknown';
  /** What differs, or why nothing is known. */
  readonly lines: readonly string[];
  readonly error?: PanelError;
}

/** What a server or a guard said, for people. */
export interface PanelError {
  readonly message: string;
  readonly sqlstate?: string;
  /** The name of the SQLSTATE's condition. */
  readonly condition?: string;
  readonly detail?: string;
  readonly hint?: string;
  /** What to do next. */
  readonly advice?: string;
  /** The page that says more. */
  readonly page?: string;
  /** Where in the user's files; lines and columns count from 1. */
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface PanelStep {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly direction: 'up' | 'down';
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'undone' | 'not-run';
  readonly ms: number;
  readonly notes: readonly string[];
  /** Why it failed, where no statement of it says so. */
  readonly error?: PanelError;
  readonly rollback?: PanelRollback;
  readonly statements: readonly PanelStatement[];
  /** So many more are not told of one by one; they went well. */
  readonly unlisted?: number;
}

/** What a rule says of a statement. */
export interface PanelFinding {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
}

export interface PanelStatement {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Its first line, shortened. */
  readonly summary: string;
  readonly sql: string;
  readonly ms?: number;
  readonly rows?: number;
  /** «ACCESS EXCLUSIVE» on «public.orders»; `blocks` continues «blocks …». Severe: reads or writes of others wait. */
  readonly locks: readonly { readonly on: string; readonly mode: string; readonly blocks: string; readonly isSevere: boolean }[];
  /** «rewrites public.orders». */
  readonly work: readonly string[];
  /** What it wrote besides what it names: «inserts 3 rows into public.audit, by a trigger …». */
  readonly hiddenWrites?: readonly string[];
  /** «holds its locks to the end of the transaction, 14 ms». */
  readonly locksHeld?: string;
  /** What was said of it before it ran, in words, where it was measured too. */
  readonly predicted?: readonly string[];
  /** All of it was measured so. */
  readonly isBorneOut?: true;
  /** Where the two differ. */
  readonly difference?: { readonly unforeseen: readonly string[]; readonly unmet: readonly string[] };
  /** What the target's statistics make of the prediction. */
  readonly estimate?: readonly string[];
  /** «created index public.orders_total_idx». */
  readonly schemaChanges?: readonly string[];
  /** What the rules say of it, as long as the file is what was run. */
  readonly findings?: readonly PanelFinding[];
  readonly notices: readonly string[];
  readonly skipped?: string;
  readonly error?: PanelError;
}

export type ToPanel = { readonly kind: 'state'; readonly state: PanelState };

/** Every message names a command that exists elsewhere too; the host checks each before it acts. */
export type FromPanel =
  | { readonly kind: 'ready' }
  | {
      readonly kind:
        | 'dry-run'
        | 'apply'
        | 'roll-back'
        | 'redo'
        | 'verify'
        | 'export'
        | 'create-database'
        | 'cancel'
        | 'refresh'
        | 'choose-target'
        | 'choose-source'
        | 'copy-report'
        | 'save-report'
        | 'copy-difference'
        | 'compare-schema'
        | 'manage-trust';
    }
  /** The command line of an action; without one, of what is shown. */
  | { readonly kind: 'copy-command'; readonly of?: CopiedAction }
  /** A run before; the newest, where there is none of this number. */
  | { readonly kind: 'show-run'; readonly number: number }
  | { readonly kind: 'open'; readonly path: string; readonly line: number; readonly column?: number }
  | { readonly kind: 'explain'; readonly page: string }
  | { readonly kind: 'open-migration'; readonly id: string };

/** Actions whose command line can be copied. */
export type CopiedAction = 'dry-run' | 'apply' | 'roll-back' | 'redo' | 'verify' | 'export' | 'status';
