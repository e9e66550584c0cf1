import { downPlace } from '../migrations/down/place';
import type { MigrationQuestion } from './migration-meant';
import { isApplied, isPending } from './standing';

const empty = 'There are no migrations in this workspace yet.';

const pending: Pick<MigrationQuestion, 'fits' | 'nothing'> = {
  fits: ({ id }, { states }) => isPending(states.get(id)),
  nothing: 'Nothing is known to be pending. Refresh the status to know.',
};

const applied: Pick<MigrationQuestion, 'fits' | 'nothing'> = {
  fits: ({ id }, { states }) => isApplied(states.get(id)),
  nothing: 'Nothing is known to be applied. Refresh the status to know.',
};

/** What each command that is about one migration asks for where none is named. */
export const questions = {
  dryRunUpTo: { title: 'Dry Run up to a Migration', ...pending },
  applyUpTo: { title: 'Apply up to a Migration', ...pending },
  applyOnly: {
    title: 'Apply One Migration Only',
    fits: ({ id, isRepeatable }, { states }) => isRepeatable !== true && isPending(states.get(id)),
    otherwise: 'is not pending, or has no version by which it could be applied alone',
    nothing: pending.nothing,
  },
  rollBackTo: { title: 'Roll Back a Migration and Later Ones', ...applied },
  redoFrom: { title: 'Redo a Migration and Later Ones', ...applied },
  testRollback: {
    title: 'Test the Rollback of a Migration',
    fits: ({ id, version, down, isRepeatable }, { states }) =>
      version !== '' && down !== undefined && isRepeatable !== true && states.get(id)?.kind !== 'blocked',
    otherwise: 'has no down script, or cannot run at all',
    nothing: 'No migration in this workspace has a down script that could be tried.',
  },
  openUp: {
    title: 'Open Up Script',
    fits: ({ up }) => up !== undefined,
    otherwise: 'has no up script',
    nothing: empty,
  },
  openDown: {
    title: 'Open Down Script',
    fits: ({ down }) => down !== undefined,
    otherwise: 'has no down script',
    nothing: 'No migration in this workspace has a down script.',
  },
  draftDown: {
    title: 'Draft Down Script',
    fits: (migration, { source }) => downPlace(migration, source) !== undefined,
    otherwise: 'has a down script, or can have none by its name',
    nothing: 'Every migration in this workspace has a down script, or can have none.',
  },
  renumber: {
    title: 'Renumber a Migration',
    fits: ({ id, isRepeatable }, { states, source }) =>
      !isRepeatable && !('cannot' in source.convention.renumbering) && !('row' in (states.get(id) ?? {})),
    otherwise: 'has run already, or has no version that could be another',
    nothing: 'Every migration in this workspace has run already, or has no version that could be another.',
  },
  showApplied: {
    title: 'Show Changes since Apply',
    fits: ({ id }, { states }) => states.get(id)?.kind === 'changed',
    nothing: 'No migration is known to have changed since it was applied.',
  },
  revealInExplorer: { title: 'Reveal in Explorer View', fits: () => true, nothing: empty },
  copyVersion: { title: 'Copy Version', fits: () => true, nothing: empty },
} satisfies Readonly<Record<string, MigrationQuestion>>;
