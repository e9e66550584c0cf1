import * as vscode from 'vscode';
import { checksIn } from '../migrations/validation';
import type { AskedCheck, ChecksAnswer } from '../run/verify-checks';
import { now } from '../system/clock';
import { toRange } from './edits';
import { commandIds, viewIds } from './ids';
import type { SourceModel } from './model';
import type { RunParts } from './run';
import { mayBegin, readNow } from './run-begin';
import { doingWords } from './run-kinds';
import { isApplied } from './standing';
import { failingWords, verificationOf } from './verify-words';

/** So many are named; the tree and the panel show all. */
const most = 5;

/**
 * Holds the applied files against the history as it is now, asks the checks that they name, and tells what is wrong: in a
 * sentence, the tree and the panel.
 */
export async function verify(parts: RunParts, { source }: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts)) return;
  const started = now();
  // What lies on the disk now, also where no watcher has told of it yet.
  await store.changed(source.migrations.flatMap(({ up, down }) => [up?.path, down?.path].filter((path) => path !== undefined)));
  const model = await readNow(store, source.id);
  if (model?.report?.ok !== true || store.isRunning) return;
  const { target, report } = model;
  await store.quiet();
  store.beginRun({ kind: 'verify', source: model.source, target });
  const about = { direction: 'up', target: target.name, steps: [] } as const;
  const title = doingWords('verify', model.source.migrations.length, target.name);
  let checks: ChecksAnswer | undefined;
  try {
    checks = await askChecks(model);
  } catch (thrown) {
    store.updateRun({ report: { ...about, outcome: 'failed', message: 'It broke off. The log says why.', ms: now() - started } });
    throw thrown;
  }
  const { isGood, sentence, found, failing } = verificationOf(report.status, target, checks);
  const label = (path: string): string => vscode.workspace.asRelativePath(path);
  const lines = [...found.map(({ message }) => message), ...failing.map((each) => failingWords(each, label))];
  const named = lines.slice(0, most);
  const more = lines.length > most ? [`And ${lines.length - most} more.`] : [];
  const page = found.find(({ severity }) => severity === 'error')?.page;
  log.info([title, sentence, ...lines].join('\n'));
  store.updateRun({
    report: {
      ...about,
      outcome: isGood ? 'done' : 'disagreement',
      message: [sentence, ...named, ...more].join('\n'),
      ...(page !== undefined && { page }),
      ms: now() - started,
    },
  });
  if (isGood) {
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const [first] = failing;
  const openReport = parts.isShown(model) ? [] : ['Open Report'];
  void vscode.window
    .showWarningMessage(sentence, ...(first === undefined ? [] : ['Open Check']), ...openReport)
    .then((chosen) => {
      if (chosen === 'Open Check' && first !== undefined) return openCheck(first);
      if (chosen === 'Open Report')
        return vscode.commands.executeCommand(commandIds.openPanel, vscode.Uri.file(model.source.path));
      return undefined;
    });
}

/** The answers to the checks of what is applied; undefined where it names none, so that nobody need connect. */
async function askChecks({ engine, source, target, states }: SourceModel): Promise<ChecksAnswer | undefined> {
  const isNamed = source.migrations.some(
    ({ id, up }) => up !== undefined && isApplied(states.get(id)) && checksIn(up).some(({ when }) => when === 'after'),
  );
  if (!isNamed) return undefined;
  return vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, () => engine.checks(source, target));
}

async function openCheck({ script, check }: AskedCheck): Promise<void> {
  const selection = toRange(script.text, check.at);
  await vscode.window.showTextDocument(vscode.Uri.file(script.path), { preview: true, selection });
}
