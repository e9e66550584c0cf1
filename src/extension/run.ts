import { defaultDryRun } from '../run/default-dry-run';
import * as vscode from 'vscode';
import type { Migration } from '../migrations/project';
import type { RunEvent, RunReport } from '../run/events';
import { nameOf } from '../run/plan';
import { sentences } from '../run/sentences';
import type { RunRequest } from '../workspace/engine';
import { inBackground } from './background';
import { askConsent, type Consents } from './consent';
import { commandIds, viewIds } from './ids';
import { reportRun } from './report-run';
import type { CurrentRun, SourceModel } from './model';
import type { Store } from './store';
import { migrationsWords } from './words';

/** What a command wants done. */
export interface Wish {
  readonly model: SourceModel;
  readonly kind: CurrentRun['kind'];
  /** Up to and with this migration; back to before it. All pending ones, or the last applied one, unless given. */
  readonly migration?: Migration;
  /** Also what comes late, where the runner itself applies that when it is told to. */
  readonly allowLate?: boolean;
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
  if (!parts.isTrusted()) {
    refuse('Nothing runs in a workspace that is not trusted.', 'Manage Workspace Trust', commandIds.manageTrust);
    return;
  }
  if (store.isRunning) {
    refuse('A run is going on. Wait for it, or cancel it.', 'Cancel Run', commandIds.cancelRun);
    return;
  }
  const unsaved = unsavedOf(wish.model);
  if (unsaved.length > 0) {
    offerToSave(parts, wish, unsaved);
    return;
  }
  const known = await withStatus(store, wish);
  if (known === undefined) return;
  const members = membersOf({ ...wish, model: known });
  if (members.length === 0) {
    const nothing = wish.kind === 'roll-back' ? 'Nothing to roll back' : 'Nothing is pending';
    void vscode.window.showInformationMessage(`${nothing} on ${known.target.name}.`);
    return;
  }
  // A trace carries everything out, and takes its locks, before it rolls back.
  const touches = wish.kind !== 'dry-run' || defaultDryRun(known.target.role) === 'trace';
  const confirmed = touches ? await askConsent(parts.consents, { model: known, kind: wish.kind, count: members.length }) : {};
  if (confirmed !== undefined && 'refused' in confirmed) {
    refuse(`${known.target.name} cannot be read: ${confirmed.refused}`, 'Show Log', commandIds.showLog);
    return;
  }
  if (confirmed !== undefined) await carryOut(parts, { ...wish, model: known }, { members, ...confirmed });
}

/** The migrations that a run would touch, in chain order. */
function membersOf({ model, kind, migration }: Wish): readonly Migration[] {
  const kinds = kind === 'roll-back' ? ['applied', 'changed'] : ['pending', 'out-of-order'];
  const isMeant = ({ isRepeatable }: Migration): boolean => kind !== 'roll-back' || !isRepeatable;
  const all = model.source.migrations.filter((each) => isMeant(each) && kinds.includes(model.states.get(each.id)?.kind ?? ''));
  const at = migration === undefined ? -1 : all.findIndex(({ id }) => id === migration.id);
  if (kind === 'roll-back') return migration === undefined ? all.slice(-1) : at < 0 ? [] : all.slice(at);
  return migration === undefined ? all : at < 0 ? [] : all.slice(0, at + 1);
}

/** Of a rollback the number counts from the last one; of the others the version says how far, where there is one. */
function howFar({ kind, migration }: Wish, count: number): Pick<RunRequest, 'count' | 'to'> {
  if (kind === 'roll-back' || migration?.isRepeatable === true) return { count };
  return migration === undefined ? {} : { to: migration.version };
}

async function carryOut(
  parts: RunParts,
  wish: Wish,
  how: { readonly members: readonly Migration[]; readonly confirmed?: string },
): Promise<void> {
  const { store, log } = parts;
  const { engine, source, target } = wish.model;
  const request: RunRequest = {
    source,
    target,
    direction: wish.kind === 'roll-back' ? 'down' : 'up',
    ...howFar(wish, how.members.length),
    ...(wish.allowLate === true && { allowLate: true }),
    ...(wish.kind === 'dry-run'
      ? { dryRun: defaultDryRun(target.role), orShadow: true }
      : { expected: how.members.map(({ id }) => id) }),
    ...(how.confirmed !== undefined && { confirmed: how.confirmed }),
  };
  await store.quiet();
  const { to, count } = request;
  const signal = store.beginRun({
    ...{ kind: wish.kind, source, target },
    ...(to !== undefined && { to }),
    ...(count !== undefined && { count }),
  });
  const title = titleOf(wish.kind, how.members.length, target.name);
  log.info(title);
  let report: RunReport | undefined;
  try {
    report = await withProgress({ ...parts, isShown: parts.isShown(wish.model) }, title, (tell) =>
      engine.run(
        request,
        (event) => {
          follow(store, event, log);
          tell(event);
        },
        signal,
      ),
    );
  } finally {
    store.updateRun({ report: report ?? broken(request, target.name) });
  }
  log.info(`${title}: ${report.outcome} after ${Math.round(report.ms)} ms. ${report.message ?? ''}`);
  if (wish.kind === 'dry-run') parts.show(wish.model);
  else await store.readStatus(source.id);
  reportRun({ store, log, isShown: parts.isShown(wish.model) }, report, title);
}

/** Notes what has been done so far. */
function follow(store: Store, event: RunEvent, log: vscode.LogOutputChannel): void {
  switch (event.kind) {
    case 'started':
      break;
    case 'waiting':
      store.updateRun({ progress: `waiting for ${event.for}` });
      break;
    case 'migration':
      store.updateRun({ progress: nameOf(event.migration) });
      break;
    case 'statement':
      log.debug(event.text);
      store.updateRun({
        progress: `${nameOf(event.migration)}, statement ${event.index + 1} of ${event.total}`,
      });
      break;
    case 'step':
      store.updateRun({ steps: [...(store.run?.steps ?? []), event.result] });
      break;
    case 'finished':
      break;
  }
}

/** In the panel where that is open, else as a notification with Cancel; in the view in any case. */
function withProgress(
  parts: { readonly store: Store; readonly isShown: boolean },
  title: string,
  work: (tell: (event: RunEvent) => void) => Promise<RunReport>,
): Thenable<RunReport> {
  const inView = (tell: (event: RunEvent) => void): Thenable<RunReport> =>
    vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, () => work(tell));
  if (parts.isShown) return inView(() => undefined);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      token.onCancellationRequested(() => parts.store.cancelRun());
      return inView((event) => {
        if (event.kind === 'migration') progress.report({ message: event.migration.title, increment: 100 / event.total });
        if (event.kind === 'waiting') progress.report({ message: `waiting for ${event.for}` });
      });
    },
  );
}

/**
 * A run must know what is pending, and one that writes must know it as of now: others may have used the database since.
 * Where a target could not be read, the reason is shown.
 */
async function withStatus(store: Store, { model, kind }: Wish): Promise<SourceModel | undefined> {
  if (kind !== 'dry-run' || model.report?.ok !== true) await store.readStatus(model.source.id);
  const known = store.source(model.source.id);
  if (known?.report?.ok === false) {
    const { message, advice } = known.report.error;
    refuse(`${known.target.name} cannot be read: ${sentences(message, advice)}`, 'Show Log', commandIds.showLog);
    return undefined;
  }
  return known;
}

function unsavedOf({ source }: SourceModel): readonly vscode.TextDocument[] {
  const paths = new Set(source.migrations.flatMap(({ up, down }) => [up?.path, down?.path]));
  return vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && paths.has(uri.fsPath));
}

/** What runs is what lies on the disk, so that what was seen is what is applied. */
function offerToSave(parts: RunParts, wish: Wish, unsaved: readonly vscode.TextDocument[]): void {
  const what = unsaved.length === 1 ? 'A migration is' : `${migrationsWords(unsaved.length)} are`;
  const saveAndRun = async (): Promise<void> => {
    for (const document of unsaved) await document.save();
    await parts.store.changed(unsaved.map(({ uri }) => uri.fsPath));
    const model = parts.store.source(wish.model.source.id);
    if (model !== undefined) await run(parts, { ...wish, model });
  };
  const offer = vscode.window.showWarningMessage(`${what} not saved. Only saved files are run.`, 'Save All and Go On');
  inBackground(
    parts.log,
    'The run',
    offer.then((chosen) => (chosen === undefined ? undefined : saveAndRun())),
  );
}

/** Says why not, and offers what would change that. */
export function refuse(message: string, action: string, command: string): void {
  void vscode.window
    .showWarningMessage(message, action)
    .then((chosen) => chosen !== undefined && vscode.commands.executeCommand(command));
}

function titleOf(kind: CurrentRun['kind'], count: number, target: string): string {
  switch (kind) {
    case 'dry-run':
      return `Dry run of ${migrationsWords(count)} on ${target}`;
    case 'apply':
      return `Applying ${migrationsWords(count)} to ${target}`;
    case 'roll-back':
      return `Rolling back ${migrationsWords(count)} on ${target}`;
  }
}

/** What is left of a run that threw: the wrapper of the commands shows the error itself. */
function broken({ direction, dryRun }: RunRequest, target: string): RunReport {
  return {
    direction,
    ...(dryRun && { dryRun }),
    target,
    outcome: 'failed',
    message: 'The run broke off. The log says why.',
    steps: [],
    ms: 0,
  };
}
