import { defaultDryRun } from '../run/default-dry-run';
import * as vscode from 'vscode';
import type { Migration } from '../migrations/project';
import { nameOf } from '../run/plan';
import type { ResumeMode } from '../run/resume';
import type { RunRequest } from '../workspace/engine';
import { askConsent, type Consents } from './consent';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import { askHowToResume } from './resume-question';
import { isReadable, isSaved, mayBegin, readNow, refuse } from './run-begin';
import { directions, doingWords, type EngineRunKind, goesBack } from './run-kinds';
import { underProgress } from './run-progress';
import { isApplied, isPending } from './standing';
import type { Store } from './store';

/** What a command wants done: with all that is pending, or the last applied one, unless it says how far. */
export interface Wish {
  readonly model: SourceModel;
  readonly kind: EngineRunKind;
  /** Up to and with this migration; back to before it. */
  readonly migration?: Migration;
  /** That migration, and nothing before it. */
  readonly isAlone?: boolean;
  /** So many. */
  readonly count?: number;
  /** Also what comes late, where the runner itself applies that when it is told to. */
  readonly allowLate?: boolean;
  /** Goes on with the migration's script, which broke off. */
  readonly resume?: ResumeMode;
}

export interface RunParts {
  readonly store: Store;
  readonly log: vscode.LogOutputChannel;
  readonly isTrusted: () => boolean;
  readonly consents: Consents;
  /** Whether the panel shows the runs of this source, so that no notification has to. */
  readonly isShown: (model: SourceModel) => boolean;
  /** Shows what a dry run measured. */
  readonly show: (model: SourceModel) => void;
}

/** Applies, rolls back or rehearses, with everything that must be so before: trust, saved files, a known target, consent. */
export async function run(parts: RunParts, wish: Wish): Promise<void> {
  const { store } = parts;
  if (!mayBegin(parts) || !isSaved(parts, wish.model, (model) => run(parts, { ...wish, model }))) return;
  const known = await withStatus(store, wish);
  if (known === undefined) return;
  const members = membersOf({ ...wish, model: known });
  if (members.length === 0) {
    void vscode.window.showInformationMessage(
      `${wish.resume !== undefined ? 'Nothing is left to resume' : goesBack(wish.kind) ? 'Nothing to roll back' : 'Nothing is pending'} on ${known.target.name}.`,
    );
    return;
  }
  // A trace carries everything out, and takes its locks, before it rolls back.
  const touches = wish.kind !== 'dry-run' || defaultDryRun(known.target.role) === 'trace';
  const confirmed = touches ? await askConsent(parts.consents, { model: known, kind: wish.kind, count: members.length }) : {};
  if (confirmed !== undefined && 'refused' in confirmed) {
    refuse(confirmed.refused, 'Show Log', commandIds.showLog);
    return;
  }
  if (confirmed !== undefined) await carryOut(parts, { ...wish, model: known }, { members, ...confirmed });
}

/** What can be rolled back, or applied, in the order in which applying takes it: repeatable ones last, and never back. */
export function candidates({ source, states }: SourceModel, kind: EngineRunKind): readonly Migration[] {
  const versioned = source.migrations.filter(({ isRepeatable }) => isRepeatable !== true);
  if (goesBack(kind)) return versioned.filter(({ id }) => isApplied(states.get(id)));
  const repeatable = source.migrations.filter(({ isRepeatable }) => isRepeatable === true);
  return [...versioned, ...repeatable].filter(({ id }) => isPending(states.get(id)));
}

/** The migrations that a run would touch, in chain order. */
function membersOf({ model, kind, migration, isAlone, count, resume }: Wish): readonly Migration[] {
  if (resume !== undefined)
    return model.source.migrations.filter(({ id }) => id === migration?.id && model.states.get(id)?.kind === 'failed');
  const all = candidates(model, kind);
  if (migration !== undefined) {
    const at = all.findIndex(({ id }) => id === migration.id);
    if (at < 0) return [];
    if (isAlone === true) return all.slice(at, at + 1);
    return goesBack(kind) ? all.slice(at) : all.slice(0, at + 1);
  }
  if (kind === 'reset') return all;
  return goesBack(kind) ? all.slice(-(count ?? 1)) : all.slice(0, count);
}

/** Going back the number counts from the last one; else the version says how far, where there is one. */
function howFar({ kind, migration, isAlone, count }: Wish, members: number): Pick<RunRequest, 'count' | 'to' | 'only'> {
  if (kind === 'reset') return {};
  if (goesBack(kind) || count !== undefined || migration?.isRepeatable === true) return { count: members };
  if (migration === undefined) return {};
  return isAlone === true ? { only: migration.version } : { to: migration.version };
}

async function carryOut(
  parts: RunParts,
  wish: Wish,
  { members, confirmed }: { readonly members: readonly Migration[]; readonly confirmed?: string },
): Promise<void> {
  const { model, kind, migration, resume } = wish;
  const { engine, source, target } = model;
  const far = howFar(wish, members.length);
  const request: RunRequest = {
    source,
    target,
    direction: directions[kind],
    ...far,
    ...(wish.allowLate === true && { allowLate: true }),
    ...(resume !== undefined && { resume }),
    ...(kind === 'dry-run' ? { dryRun: defaultDryRun(target.role), orShadow: true } : { expected: members.map(({ id }) => id) }),
    ...(confirmed !== undefined && { confirmed }),
  };
  const title =
    resume === undefined || migration === undefined
      ? doingWords(kind, members.length, target.name)
      : `Resuming ${nameOf(migration)} on ${target.name}`;
  const about = { model, kind, title, broken: request, ...far, ...(resume !== undefined && { resume }) };
  const { choices: modes } = await underProgress(parts, about, (on, signal) => engine.run(request, on, signal));
  if (modes === undefined || migration === undefined) return;
  const mode = await askHowToResume({ model, migration }, modes);
  if (mode !== undefined) await run(parts, { ...wish, resume: mode });
}

/** A run must know what is pending, and one that writes must know it as of now: others may have used the database since. */
async function withStatus(store: Store, { model, kind }: Wish): Promise<SourceModel | undefined> {
  if (kind !== 'dry-run' || model.report?.ok !== true) return readNow(store, model.source.id);
  const known = store.source(model.source.id);
  return known !== undefined && isReadable(known) ? known : undefined;
}
