import type { StepResult } from '../run/events';
import { isSameScript, isSameTarget, type CurrentRun, type SourceModel } from './model';
import { isPending } from './standing';

/** Whether a file that the run carried out, or tried to, is another one by now, or gone. */
export function isOutdated({ source }: SourceModel, { report }: CurrentRun): boolean {
  return report?.steps.some((step) => !isUnchanged(step, source)) === true;
}

/** Whether the run tried exactly what applying would carry out now, and it went well. */
export function triedPending(model: SourceModel, run: CurrentRun): boolean {
  const { kind, target, report } = run;
  if (kind !== 'dry-run' || report?.outcome !== 'done' || report.direction !== 'up') return false;
  if (!isSameTarget(target, model.target) || isOutdated(model, run)) return false;
  const pending = model.source.migrations.filter(({ id }) => isPending(model.states.get(id)));
  const { steps } = report;
  // What could not be tried may be part of a run that went well, and is not known to.
  if (pending.length !== steps.length || steps.some(({ outcome }) => outcome !== 'done')) return false;
  return pending.every(({ id }, index) => steps[index]?.migration.id === id);
}

/** What a script says counts, not when it was read; where the rollback was tried, both have run. */
function isUnchanged({ migration, direction, rollback }: StepResult, { migrations }: SourceModel['source']): boolean {
  const now = migrations.find(({ id }) => id === migration.id);
  const ran = rollback === undefined ? [direction] : (['up', 'down'] as const);
  return now !== undefined && ran.every((each) => isSameScript(now[each], migration[each]));
}
