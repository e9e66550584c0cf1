import type { Migration } from '../migrations/project';
import type { MissingRow } from '../run/status';
import type { SourceModel } from './model';

/** Whether a command is for a migration. */
export type Fits = (migration: Migration, model: SourceModel) => boolean;

/** Which migrations the commands that amend a history are for, by the flag of a row of the tree and of the palette. */
export const calledFor = {
  /** Its stored checksum can be set to that of the file, or it is said why not. */
  repairable: ({ id }, { states, source }) =>
    states.get(id)?.kind === 'changed' && source.convention.history.realign !== undefined,
  /** The history could begin with it. */
  baselinable: ({ id, isRepeatable, up }, { states, report }) =>
    states.get(id)?.kind === 'pending' &&
    isRepeatable !== true &&
    up !== undefined &&
    report?.ok === true &&
    report.status.missing.length === 0 &&
    report.status.migrations.every(({ state }) => !('row' in state)),
  /** It could be said to be applied. */
  markable: ({ id, up }, { states }) =>
    up !== undefined && ['pending', 'out-of-order', 'failed'].includes(states.get(id)?.kind ?? ''),
  /** It could be said not to be applied. */
  unmarkable: ({ id }, model) => canUnmark(model) && ['applied', 'changed', 'failed'].includes(model.states.get(id)?.kind ?? ''),
  /** Its runner would apply it out of order when it is told to, and not otherwise. */
  late: ({ id }, { states, source }) => {
    const state = states.get(id);
    return state?.kind === 'out-of-order' && state.refused && source.convention.history.lateOnRequest === true;
  },
  /** It broke off outside a transaction, and somebody has to say how it stands. */
  unresolved: ({ id }, { states }) => states.get(id)?.kind === 'failed',
  /** Its file was called otherwise when it was applied. */
  renamed: ({ id }, { states }) => {
    const state = states.get(id);
    return state !== undefined && 'renamedFrom' in state;
  },
} satisfies Readonly<Record<string, Fits>>;

/** Whether the runner's rules have a way to take a migration out of its history. */
export function canUnmark({ source }: Pick<SourceModel, 'source'>): boolean {
  const { history } = source.convention;
  return history.unmark !== undefined || history.can.down;
}

/** What the history has and no file here. */
export function missingOf({ report }: Pick<SourceModel, 'report'>): readonly MissingRow[] {
  return report?.ok === true ? report.status.missing : [];
}

/** What a row of the tree for a version without a file is called by in `when` clauses. */
export function missingFlags(model: SourceModel, { renamedTo }: MissingRow): readonly string[] {
  return ['missing', renamedTo === undefined ? 'restorable' : 'renamed', ...(canUnmark(model) ? ['unmarkable'] : [])];
}
