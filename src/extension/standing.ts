import type { MigrationStanding } from '../lint/judge';
import type { Migration } from '../migrations/project';
import type { MigrationState } from '../run/status';
import type { SourceModel } from './model';

/** Whether applying would carry it out. */
export function isPending(state: MigrationState | undefined): boolean {
  return state?.kind === 'pending' || state?.kind === 'out-of-order';
}

/** Whether its script has run, be it another one by now. */
export function isApplied(state: MigrationState | undefined): boolean {
  return state?.kind === 'applied' || state?.kind === 'changed';
}

/** How many migrations a run would apply; undefined where that is not known. */
export function pendingCount({ report, states }: SourceModel): number | undefined {
  if (report?.ok !== true) return undefined;
  return [...states.values()].filter(isPending).length;
}

/** The id of the migration that a rollback would begin with. */
export function lastApplied({ source, states }: SourceModel): string | undefined {
  return source.migrations.findLast(({ id, isRepeatable }) => {
    return !isRepeatable && isApplied(states.get(id));
  })?.id;
}

/** What is applied otherwise than the files say: changed, failed or without a file. Undefined while the status is not known. */
function disagreementCount({ report, states }: SourceModel): number | undefined {
  if (report?.ok !== true) return undefined;
  const wrong = [...states.values()].filter(({ kind }) => kind === 'changed' || kind === 'failed');
  return wrong.length + report.status.missing.length;
}

/** «3 pending», «up to date», «1 pending, 2 to look at»; undefined while the status of one is not known. */
export function standingWords(models: readonly SourceModel[]): string | undefined {
  let pending = 0;
  let disagreeing = 0;
  for (const model of models) {
    const waiting = pendingCount(model);
    if (waiting === undefined) return undefined;
    pending += waiting;
    disagreeing += disagreementCount(model) ?? 0;
  }
  const parts = [...(pending > 0 ? [`${pending} pending`] : []), ...(disagreeing > 0 ? [`${disagreeing} to look at`] : [])];
  return parts.length === 0 ? 'up to date' : parts.join(', ');
}

/**
 * Whether the findings of a migration that no editor shows are still worth a look: it has yet to run where it counts.
 * Nothing is, before the status has been read.
 */
export function isToRun({ states, target }: SourceModel, { id }: Migration, standing: MigrationStanding): boolean {
  const state = states.get(id);
  if (state === undefined) return false;
  if (standing !== 'unknown') return standing === 'pending';
  // What was applied to the embedded database was tried out, and no more.
  return target.kind === 'embedded' || isPending(state) || state.kind === 'blocked';
}
