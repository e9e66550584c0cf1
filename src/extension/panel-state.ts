import type { Migration } from '../migrations/project';
import type { PanelMigration, PanelState } from '../panel/protocol';
import { describeDuration, describeVersion } from '../report/describe';
import { sentences } from '../run/sentences';
import { commandLine, repeating } from './command-line';
import { isDatabaseMissing, type CurrentRun, type FileFindings, type SourceModel } from './model';
import { panelRun } from './panel-run';
import { pastRuns, shownAgain, type PastRun } from './past-runs';
import { lastApplied, pendingCount } from './standing';
import { detailWords, placeWords } from './words';

/** What the panel is made from. */
export interface PanelInput {
  /** The source that it shows; absent where there is none. */
  readonly model?: SourceModel;
  /** The name of its workspace folder, where that says more than the source's label. */
  readonly folder?: string;
  readonly run?: CurrentRun;
  /** Runs that have ended, of all sources, the newest first. */
  readonly past?: readonly PastRun[];
  /** The number of the one to show; the newest, where there is none of it. */
  readonly chosen?: number;
  readonly isRunning: boolean;
  readonly isTrusted: boolean;
  readonly findings: (path: string) => FileFindings | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

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
  const past = (input.past ?? []).filter((each) => each.source === source.id);
  const earlier = past.find(({ run: { number } }) => number === input.chosen && number !== run?.number);
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
    ...(earlier ? { run: shownAgain(earlier, input.now) } : run && { run: panelRun(run, model, input) }),
    ...(past.length > 0 && { runs: pastRuns(past, input.now) }),
    can: {
      // Where the status is not known yet, a run begins with reading it.
      dryRun: canRun && pending !== 0,
      apply: canRun && pending !== 0,
      rollBack: canRun && last?.down !== undefined,
      verify: canRun,
      createDatabase: canRun && isDatabaseMissing(model),
      cancel: isRunning,
    },
    commandLine: earlier?.commandLine ?? (run ? repeating(model, run) : commandLine(model)),
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
