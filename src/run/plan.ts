import type { ErrorPage } from '../database/explained';
import type { Target } from '../database/target';
import { differenceWords } from '../migrations/difference';
import type { Migration, Source } from '../migrations/project';
import type { RunDirection } from './events';
import { mayComeLate, missingPage, type MigrationStatus, reachedOf, type SourceStatus } from './status';
import { describeUnfinished, type Unfinished } from './unfinished';

/** One migration to carry out, in order. */
export interface Step {
  readonly migration: Migration;
  readonly direction: 'up' | 'down';
  /** Another run has begun it and broke off. */
  readonly unfinished?: Unfinished;
}

/** Why nothing may run: `disagreement` where history and files differ, `refused` where a guard says no. */
export interface Refusal {
  readonly kind: 'disagreement' | 'refused';
  /** A sentence: what is wrong and what to do. */
  readonly reason: string;
  readonly path?: string;
  /** Where more is said of it. */
  readonly page?: ErrorPage;
}

/** What would run, in order, and why not. */
export interface Plan {
  readonly target: Target;
  readonly source: Source;
  readonly direction: RunDirection;
  readonly steps: readonly Step[];
  readonly refused?: Refusal;
}

/** What is asked for: how far. */
export interface PlanRequest {
  readonly source: Source;
  readonly target: Target;
  readonly status: SourceStatus;
  /** At most so many; all pending ones, or the last one for `planDown`, unless given. */
  readonly count?: number;
  /** Up to and with this version; down to but without it. */
  readonly to?: string;
  /** Of `planUp`: this version, and nothing before it. */
  readonly only?: string;
  /** Goes on with the one that did not finish. */
  readonly isResumed?: boolean;
  /** Also what comes late, where the runner itself applies that when it is told to. */
  readonly allowLate?: boolean;
}

/**
 * The pending migrations in the chain's order, repeatable ones last, or why none of them may run. Up to a version no
 * repeatable one runs: each may count on what comes after.
 */
export function planUp(request: PlanRequest): Plan {
  const { source, target, status } = request;
  const plan = { source, target, direction: 'up' as const };
  const refuse = (refused: Refusal): Plan => ({ ...plan, steps: [], refused });
  const known = knownVersion(request);
  if (known !== undefined) return refuse(known);
  const wrong = disagreementOf(request);
  if (wrong !== undefined) return refuse(wrong);

  const end = request.to === undefined ? undefined : status.migrations.findLastIndex((it) => it.migration.version === request.to);
  const within = status.migrations.slice(0, end === undefined ? undefined : end + 1);
  const open = within.filter(({ state }) => state.kind !== 'applied');
  const repeatable = request.to === undefined ? open.filter(({ migration }) => migration.isRepeatable) : [];
  const inOrder = [...open.filter(({ migration }) => !migration.isRepeatable), ...repeatable].slice(0, request.count);
  const pending = request.only === undefined ? inOrder : open.filter(({ migration }) => migration.version === request.only);
  for (const { migration, state } of pending) {
    const refused = cannotApply(migration, state, request);
    if (refused !== undefined) return refuse(refused);
  }
  const left = request.only === undefined || pending.length === 0 ? undefined : leftBehind(request.only, request);
  if (left !== undefined) return refuse(left);
  const lacking = pending.length === 0 ? undefined : withoutTable(request);
  if (lacking !== undefined) return refuse(lacking);
  return { ...plan, steps: pending.map(({ migration }) => ({ migration, direction: 'up' })) };
}

/**
 * The applied migrations from the last one back, or why none of them may run. Nothing is skipped: where one lacks a
 * down script, none before it can be undone either, so nothing is begun. Repeatable ones have no way back and stay.
 */
export function planDown(request: PlanRequest): Plan {
  const { source, target, status } = request;
  const plan = { source, target, direction: 'down' as const };
  const refuse = (refused: Refusal): Plan => ({ ...plan, steps: [], refused });
  const known = knownVersion(request);
  if (known !== undefined) return refuse(known);
  const wrong = missingOf(status) ?? failedOf(request);
  if (wrong !== undefined) return refuse(wrong);

  // Of two files with one version neither may be touched, whichever of them was applied.
  const start = request.to === undefined ? 0 : status.migrations.findLastIndex((it) => it.migration.version === request.to) + 1;
  const stays = status.migrations.filter((it) => it.migration.version === request.to);
  if (request.to !== undefined && !stays.some(({ state }) => 'row' in state)) {
    return refuse({ kind: 'refused', reason: `${request.to} is not applied, so there is no way back to it.` });
  }
  const applied = status.migrations
    .slice(start)
    .filter(({ migration, state }) => !migration.isRepeatable && (state.kind === 'applied' || state.kind === 'changed'))
    .reverse();
  const count = request.count ?? (request.to === undefined ? 1 : applied.length);
  const steps: readonly Migration[] = applied.slice(0, count).map(({ migration }) => migration);
  if (!source.convention.history.can.down && steps.length > 0) {
    return refuse({
      kind: 'refused',
      reason: `${source.convention.title} has no way back: write a new migration that undoes the change.`,
    });
  }
  const oneWay = steps.find((migration) => migration.down === undefined);
  if (oneWay !== undefined) {
    return refuse({
      kind: 'refused',
      reason: `${nameOf(oneWay)} has no down script, so it cannot be rolled back, nor what came before it. Nothing was changed.`,
      ...(oneWay.up !== undefined && { path: oneWay.up.path }),
    });
  }
  return { ...plan, steps: steps.map((migration) => ({ migration, direction: 'down' })) };
}

/**
 * The same migrations back and then forth again, or why none of them may run. One that was edited since it ran is among
 * them by its own will; any other disagreement stops it as it stops `planUp`.
 */
function planRedo(request: PlanRequest): Plan {
  const back = planDown(request);
  const plan = { ...back, direction: 'redo' as const };
  if (back.refused !== undefined) return plan;
  const again = back.steps.map(({ migration }) => migration).reverse();
  const refuse = (refused: Refusal): Plan => ({ ...plan, steps: [], refused });
  const others = request.status.migrations.filter(({ migration }) => !again.includes(migration));
  const wrong = disagreementOf({ ...request, status: { ...request.status, migrations: others } });
  if (wrong !== undefined) return refuse(wrong);
  for (const migration of again) {
    const [problem] = migration.problems;
    const why = problem?.message ?? (migration.up === undefined ? 'It has no up script.' : cannotBeRecorded(migration, request));
    if (why === undefined) continue;
    const path = migration.up?.path;
    return refuse({
      kind: 'refused',
      reason: `${nameOf(migration)} could be rolled back, but not applied again: ${why} Nothing was changed.`,
      ...(path !== undefined && { path }),
    });
  }
  return { ...plan, steps: [...back.steps, ...again.map((migration) => ({ migration, direction: 'up' as const }))] };
}

/**
 * The script that another run has begun and left unfinished, and on the way up what is pending behind it; the plan of any
 * other run where there is none.
 */
function planResume(direction: 'up' | 'down', request: PlanRequest): Plan {
  const { source, target, status } = request;
  const failed = status.migrations.filter(({ state }) => state.kind === 'failed');
  const [first] = failed;
  if (first === undefined) return direction === 'up' ? planUp(request) : planDown(request);
  const { migration } = first;
  const known = reachedOf(first.state);
  const plan = { source, target, direction };
  if (known === undefined || failed.length > 1) {
    const refused = failedOf(request);
    return { ...plan, steps: [], ...(refused !== undefined && { refused }) };
  }
  if (known.direction !== direction) {
    return {
      ...plan,
      steps: [],
      refused: { kind: 'disagreement', reason: describeUnfinished(migration, known), page: 'failed-migration' },
    };
  }
  const step: Step = { migration, direction, unfinished: known };
  if (direction === 'down') return { ...plan, steps: [step] };
  const finished = status.migrations.map((each): MigrationStatus =>
    each === first && 'row' in each.state ? { ...each, state: { kind: 'applied', row: each.state.row } } : each,
  );
  const rest = planUp({ ...request, status: { ...status, migrations: finished } });
  if (rest.refused !== undefined) return rest;
  return { ...plan, steps: [step, ...rest.steps.slice(0, request.count === undefined ? undefined : request.count - 1)] };
}

/** What a run of this direction would do, or why nothing of it may run. */
export function planOf(direction: RunDirection, request: PlanRequest): Plan {
  if (request.isResumed === true && (direction === 'up' || direction === 'down')) return planResume(direction, request);
  switch (direction) {
    case 'up':
      return planUp(request);
    case 'down':
      return planDown(request);
    case 'redo':
      return planRedo(request);
    case 'reset':
      return { ...planDown({ ...request, count: request.source.migrations.length }), direction };
  }
}

/** A migration as messages name it: `20250101120000 create orders`. */
export function nameOf(migration: Pick<Migration, 'version' | 'title'>): string {
  return `${migration.version} ${migration.title}`.trim();
}

function knownVersion({ to, only, source }: PlanRequest): Refusal | undefined {
  const isKnown = (wanted: string): boolean => wanted !== '' && source.migrations.some(({ version }) => version === wanted);
  const unknown = [to, only].find((wanted) => wanted !== undefined && !isKnown(wanted));
  return unknown === undefined ? undefined : { kind: 'refused', reason: `There is no migration ${unknown} in ${source.label}.` };
}

/** A pending migration that would come too late once a single one after it is applied. */
function leftBehind(only: string, { source, status }: PlanRequest): Refusal | undefined {
  const { title, history } = source.convention;
  const at = status.migrations.findIndex(({ migration }) => migration.version === only);
  const left = status.migrations
    .slice(0, at)
    .find(
      ({ migration, state }) =>
        !migration.isRepeatable && (state.kind === 'pending' || state.kind === 'blocked') && !mayComeLate(migration, history),
    );
  if (left === undefined) return undefined;
  return {
    kind: 'refused',
    reason: `${only} cannot be applied alone: ${nameOf(left.migration)} comes before it, and ${title} skips or refuses what comes late. Apply both, up to ${only}.`,
    page: 'out-of-order',
  };
}

/** Where the runner alone can make the table for its rows, it has to come first. */
function withoutTable({ source, status }: PlanRequest): Refusal | undefined {
  const { table, cannotSetUp } = source.convention.history;
  if (status.hasHistory || cannotSetUp === undefined) return undefined;
  return { kind: 'refused', reason: `There is no ${table} in the database yet. ${cannotSetUp}` };
}

/** What must be mended before anything is applied. */
function disagreementOf(request: PlanRequest): Refusal | undefined {
  const { status, source } = request;
  const missing = missingOf(status) ?? failedOf(request);
  if (missing !== undefined) return missing;
  const changed = status.migrations.find(({ state }) => state.kind === 'changed');
  if (changed?.state.kind !== 'changed') return undefined;
  const { migration, state } = changed;
  const { difference } = state;
  const how = difference === 'unknown' ? '' : ` ${differenceWords(difference, 'what was')}.`;
  const isHarmless = difference !== 'unknown' && difference !== 'meaning' && source.convention.history.realign !== undefined;
  const advice = isHarmless
    ? 'Restore the file, or let lockkeeper repair store its checksum.'
    : 'Restore the file and put the change into a new migration.';
  return {
    kind: 'disagreement',
    reason: `${nameOf(migration)} was changed after it had been applied.${how} ${advice}`,
    page: 'checksum-mismatch',
    ...(migration.up !== undefined && { path: migration.up.path }),
  };
}

function missingOf(status: SourceStatus): Refusal | undefined {
  const { missing } = status;
  const [first] = missing;
  if (first === undefined) return undefined;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  const name = `${first.version} ${first.name ?? ''}`.trim();
  const { renamedTo } = first;
  return {
    kind: 'disagreement',
    reason:
      renamedTo === undefined
        ? `The database has ${name}${more}, for which there is no file here: switch to the branch that has it, or restore it.`
        : `The database has ${name}${more}, whose file seems to be ${nameOf(renamedTo)} now: rename it back, since databases know it by its version.`,
    page: missingPage(status, first),
  };
}

function failedOf({ status }: PlanRequest): Refusal | undefined {
  const failed = status.migrations.find(({ state }) => state.kind === 'failed');
  if (failed === undefined) return undefined;
  const path = failed.migration.up?.path;
  const known = reachedOf(failed.state);
  return {
    kind: 'disagreement',
    reason:
      known === undefined
        ? `${nameOf(failed.migration)} was begun outside a transaction and did not finish: see what of it is there, finish or undo it by hand, then mark it as applied or as not applied. The journal on this machine knows nothing of it.`
        : describeUnfinished(failed.migration, known),
    page: 'failed-migration',
    ...(path !== undefined && { path }),
  };
}

function cannotApply(migration: Migration, state: MigrationStatus['state'], request: PlanRequest): Refusal | undefined {
  const path = migration.up?.path ?? migration.problems[0]?.path;
  const refused = (reason: string, page?: ErrorPage): Refusal => ({
    kind: 'refused',
    reason,
    ...(path !== undefined && { path }),
    ...(page !== undefined && { page }),
  });
  const { convention } = request.source;
  switch (state.kind) {
    case 'blocked':
      return refused(`${nameOf(migration)} cannot run: ${state.why}`);
    case 'out-of-order':
      return state.refused && !(request.allowLate === true && convention.history.lateOnRequest === true)
        ? refused(
            `${nameOf(migration)} comes before ${state.after}, which is applied already, and ${convention.title} skips or refuses what comes late: give it a later version${convention.history.lateOnRequest === true ? ', or allow it this once (--allow-late)' : ''}.`,
            'out-of-order',
          )
        : recordable(migration, request, refused);
    case 'pending':
      return recordable(migration, request, refused);
    case 'applied':
    case 'changed':
    case 'failed':
      return undefined;
  }
}

function cannotBeRecorded(migration: Migration, { source }: PlanRequest): string | undefined {
  return source.convention.history.cannotRecord?.(migration);
}

function recordable(migration: Migration, request: PlanRequest, refused: (reason: string) => Refusal): Refusal | undefined {
  const why = cannotBeRecorded(migration, request);
  return why === undefined ? undefined : refused(`${nameOf(migration)} cannot run: ${why}`);
}
