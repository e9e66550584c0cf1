import * as vscode from 'vscode';
import { now } from '../system/clock';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import type { RunParts } from './run';
import { mayBegin, readNow } from './run-begin';
import { doingWords } from './run-kinds';
import { verificationOf } from './verify-words';

/** So many are named; the tree and the panel show all. */
const most = 5;

/** Holds the applied files against the history as it is now, and tells what differs: in a sentence, the tree and the panel. */
export async function verify(parts: RunParts, { source }: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts)) return;
  const started = now();
  // What lies on the disk now, also where no watcher has told of it yet.
  await store.changed(source.migrations.flatMap(({ up, down }) => [up?.path, down?.path].filter((path) => path !== undefined)));
  const model = await readNow(store, source.id);
  if (model?.report?.ok !== true || store.isRunning) return;
  const { target, report } = model;
  const { isGood, sentence, found } = verificationOf(report.status, target);
  const named = found.slice(0, most).map(({ message }) => message);
  const more = found.length > most ? [`And ${found.length - most} more.`] : [];
  const page = found.find(({ severity }) => severity === 'error')?.page;
  log.info(
    [doingWords('verify', model.source.migrations.length, target.name), sentence, ...found.map(({ message }) => message)].join(
      '\n',
    ),
  );
  store.beginRun({ kind: 'verify', source: model.source, target });
  store.updateRun({
    report: {
      direction: 'up',
      target: target.name,
      outcome: isGood ? 'done' : 'disagreement',
      message: [sentence, ...named, ...more].join('\n'),
      ...(page !== undefined && { page }),
      steps: [],
      ms: now() - started,
    },
  });
  if (isGood) {
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const isShown = parts.isShown(model);
  void vscode.window
    .showWarningMessage(sentence, ...(isShown ? [] : ['Open Report']))
    .then(
      (chosen) =>
        chosen !== undefined && vscode.commands.executeCommand(commandIds.openPanel, vscode.Uri.file(model.source.path)),
    );
}
