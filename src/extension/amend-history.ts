import * as vscode from 'vscode';
import type { AmendReport } from '../run/amend';
import type { AmendWish } from '../run/amendments';
import { amendCommandLine } from './amend-command-line';
import { type AmendWords, amendWords } from './amend-words';
import { askConsent } from './consent';
import { explainError } from './documentation';
import { commandIds, viewIds } from './ids';
import type { SourceModel } from './model';
import { ask } from './quick-input';
import type { RunParts } from './run';
import { refuse } from './run-begin';

/** What amending needs of the extension. */
export type AmendParts = Pick<RunParts, 'store' | 'log' | 'isTrusted' | 'consents'>;

/**
 * Writes into the history of a source's target without any SQL of a migration: what would be written is looked up and
 * shown first, then the reason is asked for, then whatever the target's role calls for.
 */
export async function amendHistory(parts: AmendParts, model: SourceModel, wish: AmendWish): Promise<void> {
  const { store, log, consents } = parts;
  const { engine, source, target } = model;
  if (!mayConnect(parts)) return;
  await store.quiet();
  const planned = await engine.amend({ source, target, wish, dryRun: true }, () => undefined, new AbortController().signal);
  if (planned.outcome !== 'done') {
    tellEnd(planned, log);
    return;
  }
  const words = amendWords(wish, planned.amendments, target.name);
  if (!(await isConfirmed(words, model, wish))) return;
  const reason = await askReason(words, wish);
  if (reason === undefined) return;
  const consent = await askConsent(consents, { model, kind: 'amend', count: planned.amendments.length });
  if (consent === undefined) return;
  if ('refused' in consent) {
    refuse(consent.refused, 'Show Log', commandIds.showLog);
    return;
  }
  if (!mayConnect(parts)) return;
  await store.quiet();
  const request = { source, target, wish: { ...wish, ...(reason !== '' && { reason }) }, ...consent };
  const report = await vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, () =>
    engine.amend(request, () => undefined, new AbortController().signal),
  );
  log.info(`${words.button}: ${report.outcome}. ${report.message ?? ''}`);
  await store.readStatus(source.id);
  tellEnd(report, log);
}

/** Whether anything may connect now; says why not. */
export function mayConnect({ isTrusted, store }: Pick<AmendParts, 'isTrusted' | 'store'>): boolean {
  if (!isTrusted()) {
    refuse('Nothing connects in a workspace that is not trusted.', 'Manage Workspace Trust', commandIds.manageTrust);
    return false;
  }
  if (store.isRunning) {
    refuse('A run is going on. Wait for it, or cancel it.', 'Cancel Run', commandIds.cancelRun);
    return false;
  }
  return true;
}

async function isConfirmed({ question, detail, button }: AmendWords, model: SourceModel, wish: AmendWish): Promise<boolean> {
  const copy = 'Copy CLI Command';
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, button, copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(amendCommandLine(model, wish));
  return chosen === button;
}

/** Why it is done, for the journal; empty where nobody says, which a repair does not take. */
async function askReason({ button }: AmendWords, { kind }: AmendWish): Promise<string | undefined> {
  const isNeeded = kind === 'repair';
  const typed = await ask({
    title: button,
    prompt: isNeeded ? 'Why? The journal keeps it.' : 'Why? The journal keeps it; Enter leaves it out.',
    placeholder: kind === 'repair' ? 'A formatter went over it.' : 'It was run by hand.',
    check: (value) =>
      isNeeded && value.trim() === '' ? { severity: 'error', text: 'Say why: the journal keeps it.' } : undefined,
  });
  return typeof typed === 'string' ? typed.trim() : undefined;
}

/** What went well is seen in the views. */
function tellEnd({ outcome, message, page, target }: AmendReport, log: vscode.LogOutputChannel): void {
  if (outcome === 'done' && message === undefined) return;
  if (outcome === 'nothing-to-do') {
    void vscode.window.showInformationMessage(`The history of ${target} says so already.`);
    return;
  }
  const text = message ?? `The history of ${target} was not changed: ${outcome}.`;
  log.warn(text);
  const explain = page === undefined ? [] : [`Explain ${page}`];
  void vscode.window.showWarningMessage(text, ...explain, 'Show Log').then((chosen) => {
    if (chosen === 'Show Log') log.show();
    else if (chosen !== undefined && page !== undefined) void explainError(page);
  });
}
