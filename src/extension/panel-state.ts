import type { Effect } from '../effects/effect';
import type { Migration, Script } from '../migrations/project';
import type { PanelError, PanelMigration, PanelRun, PanelState, PanelStatement, PanelStep } from '../panel/protocol';
import { describeDuration, describeEffects, describeLock, describeVersion } from '../report/describe';
import type { Measured, RunError, StatementResult, StepResult } from '../run/events';
import { describeComparison, describeHiddenWrites, describeLocksHeld } from '../report/measured';
import { sentences } from '../run/sentences';
import { LineMap } from '../sql/positions';
import { commandLine } from './command-line';
import { isDatabaseMissing, type CurrentRun, type FileFindings, type SourceModel } from './model';
import { isOutdated, triedPending } from './run-freshness';
import { lastApplied, pendingCount } from './standing';
import { detailWords, placeWords } from './words';

/** What the panel is made from. */
export interface PanelInput {
  /** The source that it shows; absent where there is none. */
  readonly model?: SourceModel;
  /** The name of its workspace folder, where that says more than the source's label. */
  readonly folder?: string;
  readonly run?: CurrentRun;
  readonly isRunning: boolean;
  readonly isTrusted: boolean;
  readonly findings: (path: string) => FileFindings | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Of a statement that is shown, so much: a data migration may be megabytes. */
const longest = 20_000;

/** Effects that take time on a table, besides locking it. What fails or loses data is told elsewhere. */
const works: ReadonlySet<Effect['kind']> = new Set([
  'rewrite',
  'scan',
  'fk-check',
  'copy',
  'empty',
  'index-build',
  'waits-for-transactions',
]);

/** The whole of what the panel shows. */
export function panelState(input: PanelInput): PanelState {
  const { model, isRunning, isTrusted } = input;
  if (model === undefined) {
    return {
      message: { severity: 'information', text: 'There are no migrations in this workspace.' },
      isTrusted: true,
      migrations: [],
      pending: 0,
      can: { dryRun: false, apply: false, rollBack: false, verify: false, createDatabase: false, cancel: false },
    };
  }
  const { source, target } = model;
  const run = input.run?.source.id === source.id ? input.run : undefined;
  const pending = pendingCount(model);
  const canRun = isTrusted && !isRunning;
  const other = isRunning && run === undefined ? input.run : undefined;
  const message = messageOf(model, isTrusted, other);
  const last = source.migrations.find(({ id }) => id === lastApplied(model));
  return {
    source: {
      id: source.id,
      label: source.label,
      convention: [input.folder, source.convention.title].filter(Boolean).join(' · '),
    },
    target: { name: target.name, role: target.role, server: serverWords(model) },
    ...(message && { message }),
    isTrusted,
    migrations: [...source.migrations.map((migration) => migrationOf(migration, model, input)), ...missingOf(model, input.now)],
    pending: pending ?? 0,
    ...(run && { run: runOf(run, model, input.now) }),
    can: {
      // Where the status is not known yet, a run begins with reading it.
      dryRun: canRun && pending !== 0,
      apply: canRun && pending !== 0,
      rollBack: canRun && last?.down !== undefined,
      verify: canRun,
      createDatabase: canRun && isDatabaseMissing(model),
      cancel: isRunning,
    },
    commandLine: commandLine(model, run),
  };
}

/** Where the target is, and its version once that is known; its name stands beside it. */
function serverWords({ target, report }: SourceModel): string {
  const version = report?.ok === true ? /PostgreSQL [\d.]+(?: \(.*\))?$/.exec(report.server)?.[0] : undefined;
  if (version === undefined) return placeWords(target);
  return target.kind === 'embedded' ? version : `${placeWords(target)}, ${version}`;
}

/** `other` is a run of another source that goes on. */
function messageOf({ report, target }: SourceModel, isTrusted: boolean, other: CurrentRun | undefined): PanelState['message'] {
  if (!isTrusted) return { severity: 'warning', text: 'Nothing connects to a database until you trust this workspace.' };
  if (other !== undefined) {
    const text = `A run of ${other.source.label} on ${other.target.name} is going on. The next can begin when it has ended.`;
    return { severity: 'information', text };
  }
  if (report === undefined)
    return { severity: 'information', text: `The status of ${target.name} has not been read. Refresh to read it.` };
  if (!report.ok) {
    const { message, advice, page } = report.error;
    return { severity: 'error', text: sentences(message, advice), ...(page !== undefined && { page }) };
  }
  return undefined;
}

function migrationOf(migration: Migration, { states }: SourceModel, { findings, now }: PanelInput): PanelMigration {
  const state = states.get(migration.id);
  const path = (migration.up ?? migration.down)?.path;
  const found = path === undefined ? [] : (findings(path)?.findings ?? []);
  const took = state?.kind === 'applied' && state.row.durationMs !== undefined ? describeDuration(state.row.durationMs) : '';
  return {
    id: migration.id,
    version: describeVersion(migration),
    title: migration.title,
    state: state?.kind ?? 'unknown',
    detail: [state === undefined ? '' : detailWords(state, now), took].filter((part) => part !== '').join(', '),
    hasDown: migration.down !== undefined,
    findings: {
      errors: found.filter(({ severity }) => severity === 'error').length,
      warnings: found.filter(({ severity }) => severity === 'warning').length,
    },
  };
}

/** Rows of the history without a file. */
function missingOf({ report }: SourceModel, now: number): readonly PanelMigration[] {
  if (report?.ok !== true) return [];
  return report.status.missing.map((row) => ({
    id: `missing:${row.version} ${row.name ?? ''}`,
    version: row.version === '' ? 'repeatable' : row.version,
    title: row.name ?? row.version,
    state: 'missing',
    detail: detailWords({ kind: 'applied', row }, now),
    hasDown: false,
    findings: { errors: 0, warnings: 0 },
  }));
}

function runOf(run: CurrentRun, model: SourceModel, now: number): PanelRun {
  const { number, kind, target, report, steps, statement, startedAt } = run;
  const progress = progressOf(run);
  return {
    number,
    kind,
    target: target.name,
    outcome: report?.outcome ?? 'running',
    ...(report?.message !== undefined && { message: report.message }),
    ...(report?.page !== undefined && { page: report.page }),
    ...(report === undefined && progress !== '' && { progress }),
    ...(report === undefined && statement !== undefined && { statement: shortened(statement, 400) }),
    steps: (report?.steps ?? steps).map(stepOf),
    ms: report?.ms ?? now - startedAt,
    isOutdated: isOutdated(model, run),
    triedPending: triedPending(model, run),
  };
}

/** What is in hand, and what it waits for. */
function progressOf({ progress, waiting }: CurrentRun): string {
  return [progress, waiting && `waiting for ${waiting}`].filter(Boolean).join(', ');
}

function stepOf({ migration, direction, outcome, ms, notes, error, statements }: StepResult): PanelStep {
  const script = direction === 'up' ? migration.up : migration.down;
  const position = positionOf(script);
  const isSaid = statements.some(({ measured }) => measured?.error !== undefined);
  return {
    id: migration.id,
    version: describeVersion(migration),
    title: migration.title,
    direction,
    outcome,
    ms,
    notes,
    ...(error !== undefined && !isSaid && { error: errorOf(error, position) }),
    statements: statements.map((statement) => statementOf(statement, position)),
  };
}

type PositionOf = (offset: number) => { readonly line: number; readonly column: number };

/** Lines and columns in the script as it was run, counted from 1. */
function positionOf(script: Script | undefined): PositionOf {
  const map = new LineMap(script?.text ?? '');
  return (offset) => map.position(offset);
}

function statementOf(
  { path, at, text, measured, predicted, comparison, skipped }: StatementResult,
  position: PositionOf,
): PanelStatement {
  const effects = measured?.effects ?? [];
  const difference = describeComparison(comparison);
  return {
    path,
    line: position(at.start).line,
    summary: shortened(text.replace(/\s+/g, ' ').trim(), 120),
    sql: shortened(text, longest),
    ...(measured && { ms: measured.ms }),
    ...(measured?.rows !== undefined && { rows: measured.rows }),
    locks: effects.flatMap((effect) => {
      if (effect.kind !== 'lock') return [];
      const { name, blocks, isSevere } = describeLock(effect.mode);
      return { on: effect.on, mode: name, blocks, isSevere };
    }),
    work: describeEffects(effects.filter(({ kind }) => works.has(kind))),
    ...measuredOf(measured),
    ...(predicted && { predicted: predicted.length === 0 ? ['nothing that others would notice'] : describeEffects(predicted) }),
    ...(difference && { difference }),
    notices: measured?.notices ?? [],
    ...(skipped !== undefined && { skipped }),
    ...(measured?.error && { error: errorOf({ path, statement: at, ...measured.error }, position) }),
  };
}

function measuredOf(
  measured: Measured = { effects: [], ms: 0, notices: [] },
): Pick<PanelStatement, 'hiddenWrites' | 'locksHeld'> {
  const hiddenWrites = describeHiddenWrites(measured);
  const [locksHeld] = describeLocksHeld(measured);
  return { ...(hiddenWrites.length > 0 && { hiddenWrites }), ...(locksHeld !== undefined && { locksHeld }) };
}

function errorOf(
  { message, sqlstate, condition, detail, hint, advice, page, path, at, statement }: RunError,
  position: PositionOf,
): PanelError {
  const place = at ?? statement;
  return {
    message,
    ...(sqlstate !== undefined && { sqlstate }),
    ...(condition !== undefined && { condition }),
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { advice }),
    ...(page !== undefined && { page }),
    ...(path !== undefined && { path }),
    ...(place !== undefined && position(place.start)),
  };
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
