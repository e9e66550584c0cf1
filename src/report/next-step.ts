import type { Difference } from '../migrations/difference';
import type { Source } from '../migrations/project';
import { nameOf } from '../run/plan';
import type { Unfinished } from '../run/unfinished';
import { missingPage, type MigrationState, type MissingRow, type SourceStatus } from '../run/status';

/** What to do about a state that is not as it should be, in a sentence or two; undefined where nothing calls for it. */
export function nextStep(state: MigrationState, { convention }: Source): string | undefined {
  switch (state.kind) {
    case 'applied':
      return undefined;
    case 'pending':
      return state.renamedFrom === undefined ? undefined : afterRename(state.renamedFrom.version);
    case 'out-of-order':
      if (state.renamedFrom !== undefined) return afterRename(state.renamedFrom.version);
      return state.refused
        ? `${convention.title} skips or refuses it there: give it a later version${convention.history.lateOnRequest === true ? ', or apply it out of order this once' : ''}.`
        : 'It runs with the next ones. Give it a later version where it counts on what was applied before.';
    case 'changed':
      return afterChange(state.difference, convention.history.realign !== undefined);
    case 'failed':
      return afterBreak(state.reached);
    case 'blocked':
      return 'Mend the files first.';
  }
}

/** The same for what a history has without a file. */
export function nextStepOfMissing(status: SourceStatus, row: MissingRow): string {
  const { renamedTo } = row;
  if (renamedTo !== undefined) {
    return `Its file seems to be ${nameOf(renamedTo)} now: rename it back, since databases know it by its version.`;
  }
  return missingPage(status, row) === 'database-ahead'
    ? 'It comes after all that is here: switch to the branch that has it, or bring its file back from git.'
    : 'Bring its file back from git. Where it is gone for good, mark it as not applied.';
}

function afterRename(version: string): string {
  return `The database has ${version} without a file, and this seems to be it: rename the file back, since databases know it by its version.`;
}

function afterBreak(reached: Unfinished | undefined): string {
  if (reached === undefined) {
    return 'See what of it is there, finish or undo it by hand, then mark it as applied or as not applied.';
  }
  const { direction } = reached;
  const byHand =
    direction === 'up'
      ? 'finish or undo it by hand, then mark it as applied or as not applied'
      : 'finish or take back the way back by hand, then mark it as not applied or as applied';
  return `Resume it; or ${byHand}.`;
}

function afterChange(difference: Difference, canRepair: boolean): string {
  switch (difference) {
    case 'line ends':
    case 'bytes':
    case 'comments':
      return `Bring the file back as it was${canRepair ? ', or repair the checksum that is stored' : ''}.`;
    case 'meaning':
      return 'Bring the file back as it was, and put the change into a new migration.';
    case 'unknown':
      return `Hold the file against the database, and bring it back as it was${canRepair ? ', or repair the checksum where the database has what it does' : ''}.`;
  }
}
