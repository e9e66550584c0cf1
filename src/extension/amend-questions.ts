import { calledFor } from './called-for';
import type { MigrationQuestion } from './migration-meant';

/** What each command that amends a history asks for where no migration is named. */
export const amendQuestions = {
  repairChecksum: {
    title: 'Repair Checksum',
    fits: calledFor.repairable,
    otherwise: 'is not known to have changed since it was applied, or its runner keeps no checksum',
    nothing: 'No migration with a checksum is known to have changed since it was applied.',
  },
  baselineUpTo: {
    title: 'Baseline up to a Migration',
    fits: calledFor.baselinable,
    otherwise: 'cannot begin the history: there is one already, or the status has not been read',
    nothing: 'Every database here has a history already, or its status has not been read.',
  },
  markApplied: {
    title: 'Mark as Applied',
    fits: calledFor.markable,
    otherwise: 'is not known to be pending or failed',
    nothing: 'Nothing is known to be pending or failed. Refresh the status to know.',
  },
  markNotApplied: {
    title: 'Mark as Not Applied',
    fits: calledFor.unmarkable,
    otherwise: 'is not known to be applied, or its runner has no way to say that it is not',
    nothing: 'Nothing is known to be applied that could be marked otherwise. Refresh the status to know.',
  },
  applyLate: {
    title: 'Apply out of Order',
    fits: calledFor.late,
    otherwise: 'is not out of order, or its runner decides that by itself',
    nothing: 'No migration is known to be out of order whose runner would apply it when it is told to.',
  },
  resolveFailed: {
    title: 'Resolve a Failed Migration',
    fits: calledFor.unresolved,
    otherwise: 'is not known to have broken off',
    nothing: 'No migration is known to have broken off outside a transaction.',
  },
} satisfies Readonly<Record<string, MigrationQuestion>>;
