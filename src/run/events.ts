import type { ErrorPage } from '../database/explained';
import type { RowsWritten } from '../database/rows-written';
import type { Effect } from '../effects/effect';
import type { Comparison } from '../effects/normal';
import type { Migration } from '../migrations/project';
import type { CheckTime } from '../migrations/validation';
import type { Span } from '../sql/span';
import type { SchemaChange } from './rehearsed-schema';
import type { RollbackProof } from './rollback-proof';
import type { SchemaDifference } from './schema-difference';
import type { StatementResults } from './statement-results';
import type { ResumeMode } from './resume';

export type DryRunKind = 'list' | 'sql' | 'trace' | 'shadow';

/** What a run is for: `redo` rolls back and applies again, `reset` rolls back everything. */
export type RunDirection = 'up' | 'down' | 'redo' | 'reset';

/** What a server or the connection said, and where in the user's file. */
export interface RunError {
  /** Five characters, where the server answered. */
  readonly sqlstate?: string;
  /** The name of the SQLSTATE's condition: `lock_not_available`. */
  readonly condition?: string;
  /** The server's message, without secrets. */
  readonly message: string;
  /** No answer came, since the connection broke: of the statement itself that tells nothing. */
  readonly lost?: true;
  readonly detail?: string;
  readonly hint?: string;
  /** What to do next. */
  readonly advice?: string;
  /** Where more is said of it. */
  readonly page?: ErrorPage;
  readonly path?: string;
  /** The statement in the file. */
  readonly statement?: Span;
  /** The token that the server pointed at. */
  readonly at?: Span;
}

/** What one statement took. */
export interface Measured {
  readonly effects: readonly Effect[];
  readonly ms: number;
  /** Rows of the command tag, where it has them. */
  readonly rows?: number;
  readonly walBytes?: number;
  /** Of tables that it does not name: a trigger, a cascade or what it calls wrote them. */
  readonly hiddenWrites?: readonly RowsWritten[];
  /** Milliseconds from its beginning to the end of its transaction: so long it holds the locks that came with it. */
  readonly locksHeldMs?: number;
  /** What it changed in the schema; absent where that is nothing, or was not looked at. */
  readonly schemaChanges?: readonly SchemaDifference[];
  readonly notices: readonly string[];
  readonly error?: RunError;
}

export interface StatementResult {
  readonly path: string;
  readonly at: Span;
  /** Without secrets; a very long one is cut. */
  readonly text: string;
  /** Absent where the statement was not run: `skipped` says why. */
  readonly measured?: Measured;
  /** What was said of it before it ran: of a statement that was traced. */
  readonly predicted?: readonly Effect[];
  /** How that and the measurement agree. */
  readonly comparison?: Comparison;
  /** The `server_version_num` of the server that measured it. */
  readonly measuredOn?: number;
  /** Of a dry run: what the predicted effects mean for tables as large as the target's, a phrase a table. */
  readonly estimate?: readonly string[];
  readonly skipped?: string;
  /** It is no statement of the file, but a check of its section `VALIDATION`. */
  readonly check?: CheckTime;
  /** It went ahead of the file's own statements: a setting made again, or what cleans up after a run that broke off. */
  readonly isAhead?: true;
}

export interface StepResult extends StatementResults {
  readonly migration: Migration;
  readonly direction: 'up' | 'down';
  /** `undone`: carried out, then rolled back because of another step that shares its transaction. */
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'undone' | 'not-run';
  readonly ms: number;
  readonly error?: RunError;
  /** Of a migration that a dry run applied on a throw-away database: whether it can be rolled back. */
  readonly rollback?: RollbackProof;
  /** Worth knowing: «the file's own BEGIN and COMMIT were taken as ours». */
  readonly notes: readonly string[];
}

/** Told while a run goes on; indices count from 0 within `total`. */
export type RunEvent =
  | { readonly kind: 'started'; readonly total: number }
  | { readonly kind: 'waiting'; readonly for: string }
  | { readonly kind: 'migration'; readonly index: number; readonly total: number; readonly migration: Migration }
  | {
      readonly kind: 'statement';
      readonly migration: Migration;
      readonly index: number;
      readonly total: number;
      readonly text: string;
    }
  | { readonly kind: 'step'; readonly result: StepResult }
  | { readonly kind: 'finished'; readonly outcome: RunReport['outcome'] };

/** Never thrown away: what a run did, also when it failed. */
export interface RunReport {
  readonly direction: RunDirection;
  readonly dryRun?: DryRunKind;
  /** The target as people may see it. */
  readonly target: string;
  /** `unknown`: where it was tried, it could not be tried, as for want of an extension, so that it is neither good nor bad. */
  readonly outcome:
    'done' | 'nothing-to-do' | 'failed' | 'unknown' | 'cancelled' | 'locked' | 'no-connection' | 'disagreement' | 'refused';
  /** Why it did not end well, in a sentence. */
  readonly message?: string;
  /** Where more is said of that, unless a step's error says it. */
  readonly page?: ErrorPage;
  readonly steps: readonly StepResult[];
  /** How a script that broke off may go on, where nobody but the caller can say which. */
  readonly choices?: readonly ResumeMode[];
  /** Of the dry run `sql`: what psql would run to the same end, bookkeeping included. */
  readonly script?: string;
  /** Of a dry run that ran all of its steps: what they change in the schema. */
  readonly schema?: SchemaChange;
  /** The server whose throw-away databases were used, if any: «the embedded server, PostgreSQL 18.3». */
  readonly shadow?: string;
  readonly ms: number;
}
