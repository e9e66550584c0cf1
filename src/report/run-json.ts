import type { RowsWritten } from '../database/rows-written';
import type { Effect } from '../effects/effect';
import type { HistoryRow } from '../migrations/history';
import type { RunError, RunReport, StatementResult, StepResult } from '../run/events';
import type { ResumeMode } from '../run/resume';
import type { Unfinished } from '../run/unfinished';
import { disagreements } from '../run/read-status';
import type { Unlisted } from '../run/statement-results';
import type { MigrationState, SourceStatus } from '../run/status';
import type { AskedCheck } from '../run/verify-checks';
import { describeStateDetail } from './describe';
import { describeComparison } from './measured';
import { rollbackJson, type RollbackJson } from './rollback';
import { type ObjectChangeJson, objectChangesJson, schemaChangeJson, type SchemaChangeJson } from './schema-change';
import { linesOf, rangeOf, type Lines, type Range, type Texts } from './texts';

/** What `up`, `down`, `redo`, `reset` and their dry runs print as JSON, version 1. Times in milliseconds, positions as in `lint`. */
export interface RunJson {
  readonly version: 1;
  readonly direction: RunReport['direction'];
  readonly dryRun?: string;
  readonly target: string;
  readonly outcome: RunReport['outcome'];
  readonly message?: string;
  readonly page?: string;
  /** How a script that broke off may go on with `--resume=`, where nobody but the caller can say. */
  readonly choices?: readonly ResumeMode[];
  readonly ms: number;
  readonly steps: readonly StepJson[];
  /** Of the dry run `sql`: the script that psql would run to the same end. */
  readonly script?: string;
  /** The server whose throw-away databases were used, if any. */
  readonly shadow?: string;
  /** Of a dry run that carried out all of its steps. */
  readonly schema?: SchemaChangeJson;
}

interface StepJson {
  readonly version: string;
  readonly name: string;
  readonly direction: 'up' | 'down';
  readonly outcome: StepResult['outcome'];
  readonly ms: number;
  readonly notes: readonly string[];
  readonly error?: ErrorJson;
  /** Of a migration that a dry run applied in a throw-away database. */
  readonly rollback?: RollbackJson<ErrorJson>;
  readonly statements: readonly StatementJson[];
  /** Those that are not listed one by one, of a script with very many. */
  readonly unlisted?: Unlisted;
}

interface StatementJson extends Range {
  readonly path: string;
  readonly sql: string;
  readonly ms?: number;
  readonly rows?: number;
  readonly walBytes?: number;
  readonly effects?: readonly Effect[];
  /** What was said of it before it ran. */
  readonly predicted?: readonly Effect[];
  /** Where prediction and measurement differ. */
  readonly difference?: { readonly unforeseen: readonly string[]; readonly unmet: readonly string[] };
  /** What the predicted effects mean for tables as large as the target's. */
  readonly estimate?: readonly string[];
  readonly hiddenWrites?: readonly RowsWritten[];
  readonly locksHeldMs?: number;
  /** What it changes in the schema, where that was looked at. */
  readonly schemaChanges?: readonly ObjectChangeJson[];
  readonly notices?: readonly string[];
  readonly skipped?: string;
  /** It is no statement of the file, but a check of its section `VALIDATION`. */
  readonly check?: 'before' | 'after';
  readonly error?: ErrorJson;
}

export interface ErrorJson {
  readonly message: string;
  readonly sqlstate?: string;
  readonly condition?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly advice?: string;
  /** What `lockkeeper explain` says more of. */
  readonly page?: string;
  readonly path?: string;
  readonly statement?: Range;
  readonly at?: Range;
}

/** A run or dry run as the documented JSON. */
export function runJson(report: RunReport, texts: Texts): RunJson {
  const view = { texts, lines: linesOf(texts) };
  return {
    version: 1,
    direction: report.direction,
    ...defined('dryRun', report.dryRun),
    target: report.target,
    outcome: report.outcome,
    ...defined('message', report.message),
    ...defined('page', report.page),
    ...defined('choices', report.choices),
    ms: report.ms,
    steps: report.steps.map((step) => ({
      version: step.migration.version,
      name: step.migration.title,
      direction: step.direction,
      outcome: step.outcome,
      ms: step.ms,
      notes: step.notes,
      ...(step.error === undefined ? {} : { error: errorJson(step.error, view) }),
      ...(step.rollback && { rollback: rollbackJson(step.rollback, (error) => errorJson(error, view)) }),
      statements: step.statements.map((statement) => statementJson(statement, view)),
      ...defined('unlisted', step.unlisted),
    })),
    ...defined('shadow', report.shadow),
    ...defined('script', report.script),
    ...(report.schema && { schema: schemaChangeJson(report.schema) }),
  };
}

interface View {
  readonly texts: Texts;
  readonly lines: (path: string) => Lines;
}

function statementJson(statement: StatementResult, view: View): StatementJson {
  const { measured } = statement;
  return {
    path: view.texts.label(statement.path),
    ...rangeOf(view.lines(statement.path), statement.at),
    sql: statement.text,
    ...(measured === undefined
      ? {}
      : {
          ms: measured.ms,
          ...defined('rows', measured.rows),
          ...defined('walBytes', measured.walBytes),
          effects: measured.effects,
          ...defined('predicted', statement.predicted),
          ...defined('difference', describeComparison(statement.comparison)),
          ...defined('hiddenWrites', measured.hiddenWrites),
          ...defined('locksHeldMs', measured.locksHeldMs),
          ...defined('schemaChanges', measured.schemaChanges && objectChangesJson(measured.schemaChanges)),
          notices: measured.notices,
          ...(measured.error === undefined ? {} : { error: errorJson(measured.error, view) }),
        }),
    ...defined('estimate', statement.estimate),
    ...defined('skipped', statement.skipped),
    ...defined('check', statement.check),
  };
}

/** A failure with its place, as all commands print it. */
export function errorJson(error: RunError, { texts, lines }: View): ErrorJson {
  const { path } = error;
  return {
    message: error.message,
    ...defined('sqlstate', error.sqlstate),
    ...defined('condition', error.condition),
    ...defined('detail', error.detail),
    ...defined('hint', error.hint),
    ...defined('advice', error.advice),
    ...defined('page', error.page),
    ...(path === undefined
      ? {}
      : {
          path: texts.label(path),
          ...(error.statement === undefined ? {} : { statement: rangeOf(lines(path), error.statement) }),
          ...(error.at === undefined ? {} : { at: rangeOf(lines(path), error.at) }),
        }),
  };
}

/** `status --format json`, version 1. */
export interface StatusJson {
  readonly version: 1;
  readonly sources: readonly SourceStatusJson[];
}

interface SourceStatusJson {
  readonly source: string;
  readonly target: string;
  readonly server: string;
  readonly migrations: readonly MigrationJson[];
  /** Versions in the history without a file here. */
  readonly missing: readonly HistoryJson[];
  readonly summary: { readonly applied: number; readonly pending: number; readonly wrong: number };
}

interface MigrationJson {
  readonly version: string;
  readonly name: string;
  readonly path: string;
  /** It runs again whenever its content has changed, and has no version. */
  readonly repeatable?: true;
  readonly state: MigrationState['kind'];
  readonly detail?: string;
  readonly appliedAt?: string;
  readonly durationMs?: number;
  readonly checksum?: string;
  /** The version without a file as which the same file seems to have been applied. */
  readonly renamedFrom?: string;
  /** Where a script outside a transaction broke off, by the journal on this machine. */
  readonly reached?: ReachedJson;
}

interface ReachedJson extends Pick<Unfinished, 'direction' | 'done' | 'statement' | 'of' | 'line' | 'error'> {
  readonly at: string;
}

interface HistoryJson {
  readonly version: string;
  readonly name?: string;
  readonly appliedAt?: string;
  readonly checksum?: string;
  /** The path of the file that it seems to be now. */
  readonly renamedTo?: string;
}

/** Where a source stands on a target; the names are for people and hold no secrets. */
export interface NamedStatus {
  /** The source's folder, absolute. */
  readonly path: string;
  readonly target: string;
  /** The target with its host and database. */
  readonly place: string;
  readonly server: string;
  readonly status: SourceStatus;
}

/** Where sources stand on their targets, as JSON. */
export function statusJson(statuses: readonly NamedStatus[], texts: Texts): StatusJson {
  return { version: 1, sources: statuses.map((each) => sourceStatusJson(each, texts)) };
}

/** `verify --format json`, version 1: where the sources stand, what of that should not be so, and the checks that were asked. */
export function verifyJson(statuses: readonly NamedStatus[], checks: readonly (readonly AskedCheck[])[], texts: Texts): object {
  const lines = linesOf(texts);
  const sources = statuses.map((each, nth) => ({
    ...sourceStatusJson(each, texts),
    disagreements: disagreements(each.status, each.place).map(({ severity, version, message, path, page }) => ({
      ...{ severity, version, message },
      ...defined('path', path === undefined ? undefined : texts.label(path)),
      ...defined('page', page),
    })),
    ...defined(
      'checks',
      checks[nth]?.map(({ migration, script, check, wrong }) => ({
        version: migration.version,
        path: texts.label(script.path),
        ...rangeOf(lines(script.path), check.at),
        sql: check.sql,
        holds: wrong === undefined,
        ...defined('message', wrong),
      })),
    ),
  }));
  return { version: 1, sources };
}

function sourceStatusJson({ path, target, server, status }: NamedStatus, texts: Texts): SourceStatusJson {
  const kinds = status.migrations.map(({ state }) => state.kind);
  const applied = kinds.filter((kind) => kind === 'applied').length;
  const pending = kinds.filter((kind) => kind === 'pending' || kind === 'out-of-order').length;
  return {
    source: texts.label(path),
    target,
    server,
    migrations: status.migrations.map(({ migration, state }) => ({
      version: migration.version,
      name: migration.title,
      path: texts.label(migration.id),
      state: state.kind,
      ...(migration.isRepeatable ? { repeatable: true } : {}),
      ...('row' in state ? rowJson(state.row) : {}),
      ...(state.kind === 'pending' && state.before !== undefined
        ? { ...rowJson(state.before), detail: describeStateDetail(state) }
        : {}),
      ...(state.kind === 'changed' ? { detail: state.difference } : {}),
      ...(state.kind === 'blocked' ? { detail: state.why } : {}),
      ...(state.kind === 'out-of-order' ? { detail: `after ${state.after}` } : {}),
      ...('renamedFrom' in state ? { renamedFrom: state.renamedFrom.version } : {}),
      ...(state.kind === 'failed' && state.reached !== undefined ? { reached: reachedJson(state.reached) } : {}),
    })),
    missing: status.missing.map((row) => ({
      ...{ version: row.version, ...defined('name', row.name), ...rowJson(row) },
      ...defined('renamedTo', row.renamedTo && texts.label(row.renamedTo.id)),
    })),
    summary: { applied, pending, wrong: kinds.length - applied - pending + status.missing.length },
  };
}

function reachedJson({ direction, done, statement, of, line, at, error }: Unfinished): ReachedJson {
  return { direction, done, statement, of, line, at: at.toISOString(), ...defined('error', error) };
}

function rowJson(row: HistoryRow): { appliedAt?: string; durationMs?: number; checksum?: string } {
  return {
    ...defined('appliedAt', row.appliedAt?.toISOString()),
    ...defined('durationMs', row.durationMs),
    ...defined('checksum', row.checksum),
  };
}

/** A property that is left out where it has no value. */
function defined<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}
