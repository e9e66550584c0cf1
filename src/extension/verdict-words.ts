import { printableLine } from '../report/colour';
import { describeDuration, describeLock } from '../report/describe';
import type { DryRunVerdict, HeldLock, RollbackVerdict, Verdict } from './verdict';
import { ago } from './words';

/** The few words of a row: «dry run ok · rollback proven». What went wrong is told apart, since it stands first there. */
export interface ShortWords {
  readonly wrong: readonly string[];
  readonly right: readonly string[];
}

/** For the row of a migration. Where nothing could be told, nothing is said. */
export function shortWords({ dryRun, rollback }: Verdict): ShortWords {
  const wrong: string[] = [];
  const right: string[] = [];
  if (dryRun !== undefined && dryRun.outcome !== 'not-tried') {
    if (dryRun.isOutdated) right.push('dry run outdated');
    else if (dryRun.outcome === 'applies') right.push('dry run ok');
    else wrong.push(`dry run ${dryRun.outcome === 'refused' ? 'refused' : `failed${placeWords(dryRun)}`}`);
  }
  const words = rollbackShort(rollback);
  // One «outdated» says it of both.
  if (words !== undefined && rollback?.isOutdated !== true) (isProven(rollback) ? right : wrong).push(words);
  else if (words !== undefined && dryRun?.isOutdated !== true) right.push('rollback proof outdated');
  return { wrong, right };
}

/** Above line 1: «dry run: 14 ms, ACCESS EXCLUSIVE on public.orders held 12 ms · rollback proven»; empty where there is nothing to say. */
export function lensWords(verdict: Verdict): string {
  const { dryRun, rollback } = verdict;
  const isSaid = dryRun?.isOutdated === true && rollback?.isOutdated === true;
  return [...(dryRun === undefined ? [] : [dryRunLens(dryRun)]), ...(isSaid ? [] : rollbackLens(verdict))].join(' · ');
}

/** Above line 1 of a down script: what is known of the way back alone. */
export function rollbackLens({ rollback }: Verdict): readonly string[] {
  const words = rollbackShort(rollback);
  if (words === undefined) return [];
  return [rollback?.isOutdated === true ? 'rollback proof outdated' : words];
}

function dryRunLens(dryRun: NonNullable<Verdict['dryRun']>): string {
  const what = dryRun.kind === 'shadow' ? 'dry run on the shadow' : 'dry run';
  if (dryRun.isOutdated) return `${what}: outdated`;
  switch (dryRun.outcome) {
    case 'applies':
      return `${what}: ${[describeDuration(dryRun.ms), ...lockWords(dryRun.lock)].join(', ')}`;
    case 'fails':
      return `${what}: fails${placeWords(dryRun)}${errorWords(dryRun)}`;
    case 'refused':
      return `${what}: refused`;
    case 'not-tried':
      return `${what}: did not get to it`;
  }
}

/** One sentence each, for a tooltip, with the codicon that stands before it. */
export interface ToldVerdict {
  readonly icon: string;
  readonly text: string;
}

export function tooltipWords({ dryRun, rollback }: Verdict, target: string, now: number): readonly ToldVerdict[] {
  return [
    ...(dryRun === undefined ? [] : [dryRunSentence(dryRun, target, now)]),
    ...(rollback === undefined || rollback.proof === 'none' ? [] : [rollbackSentence(rollback, now)]),
  ];
}

function dryRunSentence(dryRun: NonNullable<Verdict['dryRun']>, target: string, now: number): ToldVerdict {
  const what = `Dry run for ${target}${dryRun.kind === 'shadow' ? ' on the shadow' : ''}, ${ago(dryRun.at, now)}`;
  if (dryRun.isOutdated) return { icon: 'history', text: `${what}: outdated, since this file or one before it has changed.` };
  switch (dryRun.outcome) {
    case 'applies': {
      const { unmeasured = 0 } = dryRun;
      const left = unmeasured === 0 ? [] : [`${unmeasured} of its statements not measured`];
      const facts = [`${describeDuration(dryRun.ms)} in all`, ...lockWords(dryRun.lock), ...left];
      return { icon: 'beaker', text: `${what}: it would apply; ${facts.join(', ')}.` };
    }
    case 'fails':
      return { icon: 'error', text: `${what}: it fails${placeWords(dryRun)}${errorWords(dryRun)}.` };
    case 'refused':
      return { icon: 'circle-slash', text: `${what}: it was refused.` };
    case 'not-tried':
      return { icon: 'question', text: `${what}: nothing is known of it, since the dry run did not get to it.` };
  }
}

function rollbackSentence(rollback: NonNullable<Verdict['rollback']>, now: number): ToldVerdict {
  const when = ago(rollback.at, now);
  if (rollback.isOutdated)
    return { icon: 'history', text: `Rollback tried ${when}: outdated, since this file or one before it has changed.` };
  switch (rollback.proof) {
    case 'proven':
      return {
        icon: 'verified',
        text: `Rollback proven, ${when}: up, down and up again give the same schemas; rows are not compared.`,
      };
    case 'differs': {
      const { script = 'down', differences = 0 } = rollback;
      const count = differences === 1 ? '1 difference' : `${differences} differences`;
      return { icon: 'warning', text: `Rollback differs, ${when}: after ${script} the schema is not what it was, ${count}.` };
    }
    case 'fails':
      return { icon: 'error', text: `Rollback fails, ${when}: ${rollback.script ?? 'down'}${errorWords(rollback)}.` };
    case 'unknown':
      return { icon: 'question', text: `Rollback not known, ${when}: it could not be tried here.` };
    case 'none':
      return { icon: 'question', text: 'It has no down script.' };
  }
}

/** What was found of the way back; nothing where there is none, or where it could not be tried. */
function rollbackShort(rollback: RollbackVerdict | undefined): string | undefined {
  switch (rollback?.proof) {
    case 'proven':
    case 'differs':
    case 'fails':
      return `rollback ${rollback.proof}`;
    case 'none':
    case 'unknown':
    case undefined:
      return undefined;
  }
}

const isProven = (rollback: RollbackVerdict | undefined): boolean => rollback?.proof === 'proven';

const placeWords = ({ statement }: DryRunVerdict): string => (statement === undefined ? '' : ` at statement ${statement}`);

function errorWords({ sqlstate, condition }: Pick<DryRunVerdict, 'sqlstate' | 'condition'>): string {
  return sqlstate === undefined ? '' : ` with ${[sqlstate, condition].filter(Boolean).join(' ')}`;
}

/** «ACCESS EXCLUSIVE on public.orders held 12 ms». */
function lockWords(lock: HeldLock | undefined): readonly string[] {
  if (lock === undefined) return [];
  const held = lock.heldMs === undefined ? '' : ` held ${describeDuration(lock.heldMs)}`;
  // In a lens `$(name)` would be a picture.
  const on = printableLine(lock.on).replaceAll('$(', '$ (');
  return [`${describeLock(lock.mode).name} on ${on}${held}`];
}
