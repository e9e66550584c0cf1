import type * as vscode from 'vscode';
import type { Target } from '../database/target';
import type { Finding } from '../lint/finding';
import type { Migration, Problem, Script, Source } from '../migrations/project';
import type { RunReport, StepResult } from '../run/events';
import type { MigrationState } from '../run/status';
import type { Engine, StatusReport } from '../workspace/engine';
import type { RunKind } from './run-kinds';
import type { ResumeMode } from '../run/resume';

/** A source, the target chosen for it, and where it stands there. Never changed, but replaced. */
export interface SourceModel {
  readonly folder: vscode.WorkspaceFolder;
  readonly engine: Engine;
  readonly source: Source;
  readonly targets: readonly Target[];
  readonly target: Target;
  /** Why the target that lockkeeper.json names is not used. */
  readonly unavailable?: string;
  /** As last read from `target`; absent before that. */
  readonly report?: StatusReport;
  /** By the migration's id; what is not in it is not known yet. */
  readonly states: ReadonlyMap<string, MigrationState>;
}

/** A file of a source. */
export interface Place {
  readonly model: SourceModel;
  readonly migration: Migration;
  readonly script: Script;
}

/** A workspace folder that could not be read, and why. */
export interface FolderFailure {
  readonly folder: string;
  readonly reason: string;
}

/** The findings of one text of one file. */
export interface FileFindings {
  readonly findings: readonly Finding[];
  /** What the findings' spans count in. */
  readonly text: string;
  /** The editor's version of an open document; absent for a closed file. */
  readonly version?: number;
}

/** The run that goes on, or the last one. */
export interface CurrentRun {
  /** Grows from run to run, also over a reload of the window. */
  readonly number: number;
  readonly kind: RunKind;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Up to and with this version; all that is pending unless given. */
  readonly to?: string;
  /** This version, and nothing before it. */
  readonly only?: string;
  /** How many. */
  readonly count?: number;
  /** Goes on with a script that broke off. */
  readonly resume?: ResumeMode;
  readonly source: Source;
  readonly target: Target;
  readonly steps: readonly StepResult[];
  /** What is done now, in words. */
  readonly progress?: string;
  /** The id of the migration that is in hand. */
  readonly migration?: string;
  /** The SQL that is carried out now. */
  readonly statement?: string | undefined;
  /** What keeps it waiting: who holds a lock, a connection that is being made. */
  readonly waiting?: string | undefined;
  /** Absent while it goes on. */
  readonly report?: RunReport;
}

export type StoreChange =
  /** Folders, files or targets. */
  | { readonly kind: 'sources' }
  | { readonly kind: 'status'; readonly source: string }
  | { readonly kind: 'findings'; readonly path: string }
  | { readonly kind: 'run' }
  /** What is known of a target's tables. */
  | { readonly kind: 'statistics' }
  /** Words such as «2 h ago» are others by now. */
  | { readonly kind: 'time' };

/** Whether two targets are one database, and not only of one name. */
export function isSameTarget(one: Target, other: Target): boolean {
  if (one.name !== other.name) return false;
  if (one.kind === 'server') return other.kind === 'server' && one.url === other.url;
  return other.kind === 'embedded' && one.directory === other.directory;
}

/** Whether the server answers, but has no database of the target's name. */
export function isDatabaseMissing({ report }: Pick<SourceModel, 'report'>): boolean {
  return report?.ok === false && report.error.sqlstate === '3D000';
}

/** Whether a history is held against the same files, so that what was read of it still holds. */
export function hasSameFiles(one: Source, other: Source): boolean {
  return (
    one.convention === other.convention &&
    one.migrations.length === other.migrations.length &&
    one.migrations.every((migration, index) => isSameMigration(migration, other.migrations[index]))
  );
}

function isSameMigration(one: Migration, other: Migration | undefined): boolean {
  const words = (problems: readonly Problem[]): string => problems.map(({ message }) => message).join('\n');
  return (
    one.id === other?.id &&
    isSameScript(one.up, other.up) &&
    isSameScript(one.down, other.down) &&
    words(one.problems) === words(other.problems)
  );
}

/** By what the file holds: it may have been read again since. */
export function isSameScript(one: Script | undefined, other: Script | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.path !== other.path || one.text !== other.text) return false;
  // Bytes that are no UTF-8 all look alike in a text; else it tells enough, and the bytes need not be made of it.
  return !one.text.includes('\uFFFD') || Buffer.compare(one.bytes, other.bytes) === 0;
}

/** The target with the role that the database claims for itself, once it has been asked. */
export function asMarked(target: Target, report: StatusReport | undefined): Target {
  return report?.ok === true && report.role !== undefined ? { ...target, role: report.role } : target;
}

/** The states that a report tells, by the migration's id. */
export function statesOf(report: StatusReport): ReadonlyMap<string, MigrationState> {
  return new Map(report.ok ? report.status.migrations.map(({ migration, state }) => [migration.id, state]) : []);
}

/** Every file of every source. */
export function placesOf(models: readonly SourceModel[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const model of models) {
    for (const migration of model.source.migrations) {
      for (const script of [migration.down, migration.up]) {
        if (script !== undefined) places.set(script.path, { model, migration, script });
      }
    }
  }
  return places;
}
