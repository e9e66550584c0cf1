import type { Difference } from '../migrations/difference';
import type { History, HistoryRow, HistoryRun, Query } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import { nameOf, type Refusal } from './plan';
import type { Proof } from './proof';
import { repairNote, unprovenReason } from './repair-words';
import type { SchemaDifference } from './schema-difference';
import { mayComeLate, type MigrationStatus, type SourceStatus } from './status';

/** What a history is to say otherwise, without any script being run. */
export type AmendWish = { readonly reason?: string } & (
  | {
      readonly kind: 'repair';
      /** These alone; all that need it unless given. */
      readonly versions?: readonly string[];
      /** Takes the file as it is also where nobody can tell what was applied. */
      readonly acceptUnknown?: boolean;
    }
  /** All up to this version are there. */
  | { readonly kind: 'baseline'; readonly version: string }
  | { readonly kind: 'mark'; readonly version: string; readonly as: 'applied' | 'not-applied' }
);

/** One thing that a history says otherwise. */
export interface Amendment {
  readonly migration: Migration;
  readonly change: 'checksum' | 'applied' | 'not-applied';
  /** Of a checksum: the one that is stored, and the one of the file. */
  readonly from?: string;
  readonly to?: string;
  readonly difference?: Difference;
  /** A sentence: what it means. */
  readonly note?: string;
}

export type AmendPlan =
  | { readonly ok: true; readonly amendments: readonly Amendment[]; readonly queries: readonly Query[] }
  | {
      readonly ok: false;
      readonly refused: Refusal;
      /** What the file does otherwise than what was applied. */
      readonly differences?: readonly SchemaDifference[];
    };

/** What a plan is made of. */
export interface AmendBasis {
  readonly source: Source;
  /** With differences as well as they are known. */
  readonly status: SourceStatus;
  readonly run: HistoryRun;
  /** Of those to repair whose statements differ from what was applied: whether they lead to the same schema. */
  readonly proof?: Proof;
}

/** What would be written into a history, or why nothing of it may be. Nothing to write is a plan, too. */
export function planAmendments(wish: AmendWish, request: AmendBasis): AmendPlan {
  switch (wish.kind) {
    case 'repair':
      return planRepair(wish, request);
    case 'baseline':
      return planBaseline(wish.version, request);
    case 'mark':
      return planMark(wish, request);
  }
}

const refuse = (kind: Refusal['kind'], reason: string, { up }: Partial<Migration> = {}): Extract<AmendPlan, { ok: false }> => ({
  ok: false,
  refused: {
    ...{ kind, reason },
    // History and files disagree here over what was changed alone.
    ...(kind === 'disagreement' && { page: 'checksum-mismatch' as const }),
    ...(up !== undefined && { path: up.path }),
  },
});

function planRepair(wish: Extract<AmendWish, { kind: 'repair' }>, request: AmendBasis): AmendPlan {
  const { source, status } = request;
  const { versions } = wish;
  const wanted = status.migrations.filter(({ migration }) => versions?.includes(migration.version) ?? true);
  const unknown = versions?.find((version) => !wanted.some(({ migration }) => migration.version === version));
  if (unknown !== undefined) return refuse('refused', `There is no migration ${unknown} in ${source.label}.`);
  const needy = wanted.filter(({ state }) => state.kind === 'changed' || state.kind === 'failed');
  const fine = versions === undefined ? undefined : wanted.find((each) => !needy.includes(each));
  if (fine !== undefined) return refuse('refused', `${nameOf(fine.migration)} needs no repair: it is ${fine.state.kind}.`);
  const amendments: Amendment[] = [];
  const queries: Query[] = [];
  for (const each of needy) {
    const plan =
      each.state.kind === 'changed' ? realign(each, wish.acceptUnknown === true, request) : clearFailure(each, request);
    if (!plan.ok) return plan;
    amendments.push(...plan.amendments);
    queries.push(...plan.queries);
  }
  return { ok: true, amendments, queries };
}

/** Those that a repair is asked for, and whose statements are known to differ from what was applied. */
export function withOtherMeaning(
  { versions }: Extract<AmendWish, { kind: 'repair' }>,
  status: SourceStatus,
): readonly Migration[] {
  const wanted = status.migrations.filter(({ migration }) => versions?.includes(migration.version) ?? true);
  const other = wanted.filter(({ state }) => state.kind === 'changed' && state.difference === 'meaning');
  return other.map(({ migration }) => migration);
}

/** The checksum of the file as it is, where the file still does what was applied. */
function realign({ migration, state }: MigrationStatus, acceptUnknown: boolean, { source, proof }: AmendBasis): AmendPlan {
  if (state.kind !== 'changed') throw new Error('Only what was changed has a checksum to mend.');
  const { history, title } = source.convention;
  const { row, difference } = state;
  const name = nameOf(migration);
  const to = history.checksum?.(migration);
  if (history.realign === undefined || migration.up === undefined || to === undefined) {
    return refuse('refused', `What ${title} keeps of ${name} cannot be set anew: restore its file.`, migration);
  }
  if (difference === 'meaning' && proof?.kind !== 'equal') {
    const { refused } = refuse('disagreement', unprovenReason(migration, proof), migration);
    return { ok: false, refused, ...(proof?.kind === 'different' && { differences: proof.differences }) };
  }
  if (difference === 'unknown' && !acceptUnknown) {
    const reason = `Nobody can tell what ${name} was when it was applied: git has no text of it with the checksum that is stored. Hold the file against the database; if the database has what it does, repair with --accept-unknown.`;
    return refuse('disagreement', reason, migration);
  }
  const { checksum } = row;
  const amendment: Amendment = {
    migration,
    change: 'checksum',
    ...(checksum !== undefined && { from: checksum }),
    to,
    difference,
    note: repairNote(difference, proof),
  };
  return { ok: true, amendments: [amendment], queries: history.realign(migration) };
}

function clearFailure({ migration }: MigrationStatus, request: AmendBasis): AmendPlan {
  const { history } = request.source.convention;
  const queries = unmark(migration, request);
  if (queries === undefined) return refuse('refused', cannotUnmark(migration, request.source), migration);
  const hint = history.failureHint === undefined ? '' : ` ${history.failureHint}`;
  const note = `It was begun and did not finish. From now on it counts as not applied, and runs again from its first statement; what it had done stays in the database, so see that nothing of it is there.${hint}`;
  return { ok: true, amendments: [{ migration, change: 'not-applied', note }], queries };
}

function planBaseline(version: string, request: AmendBasis): AmendPlan {
  const { source, status } = request;
  const { history, title } = source.convention;
  const rows = status.migrations.filter(({ state }) => 'row' in state).length + status.missing.length;
  if (rows > 0) {
    const reason = `${history.table} has ${counted(rows, 'migration')} already, so this database has begun elsewhere: use mark for single ones.`;
    return refuse('refused', reason);
  }
  const end = status.migrations.findLastIndex(({ migration }) => migration.version === version && version !== '');
  if (end === -1) return refuse('refused', `There is no migration ${version} in ${source.label}.`);
  const lacking = withoutTable(request);
  if (lacking !== undefined) return lacking;
  const all = status.migrations.slice(0, end + 1).filter(({ migration }) => migration.isRepeatable !== true);
  const bad = all.find(({ migration }) => whyNotApplied(migration, source) !== undefined);
  if (bad !== undefined) {
    return refuse(
      'refused',
      `${nameOf(bad.migration)} cannot be marked: ${whyNotApplied(bad.migration, source) ?? ''}`,
      bad.migration,
    );
  }
  const last = all.at(-1)?.migration;
  const queries =
    history.baseline !== undefined && last !== undefined
      ? history.baseline(last)
      : all.flatMap(({ migration }) => applied(migration, request));
  const amendments = all.map(({ migration }): Amendment => ({ migration, change: 'applied' }));
  if (queries.length === 0) return refuse('refused', `${title} has nothing to say that by.`);
  return { ok: true, amendments, queries };
}

function planMark({ version, as }: Extract<AmendWish, { kind: 'mark' }>, request: AmendBasis): AmendPlan {
  const { source, status } = request;
  const found = status.migrations.filter(
    ({ migration }) => (migration.isRepeatable ? migration.name : migration.version) === version,
  );
  const own = found.find(({ state }) => 'row' in state) ?? found[0];
  if (as === 'not-applied') return markNotApplied(version, own, request);
  if (own === undefined) return refuse('refused', `There is no migration ${version} in ${source.label}.`);
  const { migration, state } = own;
  switch (state.kind) {
    case 'applied':
      return { ok: true, amendments: [], queries: [] };
    case 'changed':
      return refuse('refused', `${nameOf(migration)} is applied already, with another text: see repair.`, migration);
    case 'blocked':
      return refuse('refused', `${nameOf(migration)} cannot be marked: ${state.why}`, migration);
    case 'pending':
    case 'out-of-order':
    case 'failed':
      return markApplied(own, request);
  }
}

function markApplied({ migration, state }: MigrationStatus, request: AmendBasis): AmendPlan {
  const { source, status } = request;
  const { history, title } = source.convention;
  const lacking = withoutTable(request) ?? refusalFor(whyNotApplied(migration, source), migration);
  if (lacking !== undefined) return lacking;
  const before = status.migrations.slice(
    0,
    status.migrations.findIndex((each) => each.migration === migration),
  );
  const left = before.find((each) => isOpen(each) && !mayComeLate(each.migration, history));
  if (left !== undefined && migration.isRepeatable !== true) {
    const reason = `${nameOf(left.migration)} comes before ${nameOf(migration)} and is not applied, and ${title} skips or refuses what comes late: mark it first.`;
    return refuse('refused', reason, left.migration);
  }
  const note =
    state.kind === 'failed' ? 'It was begun and did not finish; from now on it counts as finished.' : 'Nothing of it is run.';
  return { ok: true, amendments: [{ migration, change: 'applied', note }], queries: applied(migration, request) };
}

function markNotApplied(version: string, own: MigrationStatus | undefined, request: AmendBasis): AmendPlan {
  const { source, status } = request;
  const { history, title } = source.convention;
  const lost = own === undefined ? status.missing.find((row) => row.version === version) : undefined;
  if (own === undefined && lost === undefined) {
    return refuse('refused', `There is no migration ${version} in ${source.label}, nor in ${history.table}.`);
  }
  const migration = own?.migration ?? rowAlone(lost, version);
  if (own !== undefined && !('row' in own.state)) return { ok: true, amendments: [], queries: [] };
  const queries = unmark(migration, request);
  if (queries === undefined) return refuse('refused', cannotUnmark(migration, source), migration);
  const after = own === undefined ? [] : status.migrations.slice(status.migrations.indexOf(own) + 1);
  const later = after.find(({ migration: each, state }) => each.isRepeatable !== true && 'row' in state);
  if (later !== undefined && migration.isRepeatable !== true && !mayComeLate(migration, history)) {
    const reason = `${nameOf(later.migration)} comes after ${nameOf(migration)} and is applied, and ${title} skips or refuses what comes late: mark the later ones first.`;
    return refuse('refused', reason, migration);
  }
  const note = 'Nothing of it is undone.';
  return { ok: true, amendments: [{ migration, change: 'not-applied', note }], queries };
}

/** What a history knows of a migration whose file is not here. */
function rowAlone(row: HistoryRow | undefined, version: string): Migration {
  const name = row?.name ?? '';
  return { id: version, version, name, title: name, problems: [] };
}

function isOpen({ migration, state }: MigrationStatus): boolean {
  return migration.isRepeatable !== true && !('row' in state);
}

function applied(migration: Migration, { source, run }: AmendBasis): readonly Query[] {
  return source.convention.history.record({ run, kind: 'applied', durationMs: 0 }, migration, source.migrations);
}

function unmark(migration: Migration, { source, run }: AmendBasis): readonly Query[] | undefined {
  const { history } = source.convention;
  if (history.unmark !== undefined) return history.unmark(migration);
  return history.can.down ? history.record({ run, kind: 'rolled-back', durationMs: 0 }, migration, source.migrations) : undefined;
}

function cannotUnmark(migration: Migration, { convention }: Source): string {
  return `${convention.title} has no way to take ${nameOf(migration)} out of its history.`;
}

function whyNotApplied(migration: Migration, { convention }: Source): string | undefined {
  if (migration.up === undefined) return 'there is only a down script for this version.';
  return migration.problems[0]?.message ?? convention.history.cannotRecord?.(migration);
}

function refusalFor(why: string | undefined, migration: Migration): AmendPlan | undefined {
  return why === undefined ? undefined : refuse('refused', `${nameOf(migration)} cannot be marked: ${why}`, migration);
}

function withoutTable({ source, status }: AmendBasis): AmendPlan | undefined {
  const { table, cannotSetUp }: History = source.convention.history;
  if (status.hasHistory || cannotSetUp === undefined) return undefined;
  return refuse('refused', `There is no ${table} in the database yet. ${cannotSetUp}`);
}

const counted = (count: number, what: string): string => `${count} ${count === 1 ? what : `${what}s`}`;
