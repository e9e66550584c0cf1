import type { SourceModel } from './model';

/** How many migrations a run would apply; undefined where that is not known. */
export function pendingCount({ report, states }: SourceModel): number | undefined {
  if (report?.ok !== true) return undefined;
  return [...states.values()].filter(({ kind }) => kind === 'pending' || kind === 'out-of-order').length;
}

/** The id of the migration that a rollback would begin with. */
export function lastApplied({ source, states }: SourceModel): string | undefined {
  return source.migrations.findLast(({ id }) => {
    const kind = states.get(id)?.kind;
    return kind === 'applied' || kind === 'changed';
  })?.id;
}
