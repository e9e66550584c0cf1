import * as vscode from 'vscode';
import type { RelationStatistics, TableStatistics } from '../effects/statistics';
import { sizeWords } from '../lint/wording';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import type { RunParts } from './run';
import { mayBegin, refuse } from './run-begin';

/** Seconds for which the writes are watched: servers report theirs once a second. */
const sampleSeconds = 5;

/** Reads how large the tables of the chosen target are, through a session that cannot write; findings and hovers go by it. */
export async function readTableStatistics(parts: RunParts, { engine, source, target }: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts)) return;
  if (target.kind === 'embedded') {
    const sentence = 'The embedded database has none of your tables’ rows, so there is nothing to estimate by. Choose a server.';
    void vscode.window
      .showInformationMessage(sentence, 'Choose Target')
      .then((chosen) => chosen && vscode.commands.executeCommand(commandIds.chooseTarget, vscode.Uri.file(source.path)));
    return;
  }
  const title = `Reading table statistics of ${target.name}`;
  const abort = new AbortController();
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return engine.statistics({ source, target, sampleSeconds }, abort.signal);
    },
  );
  if (!answer.ok) {
    if (abort.signal.aborted) return;
    const { message, advice = '' } = answer.error;
    log.error(`${title}: ${message}`);
    refuse(`${message} ${advice}`.trim(), 'Show Log', commandIds.showLog);
    return;
  }
  store.tablesRead();
  const own = (await engine.configuration())?.tableStats;
  const use =
    own === undefined ? 'Findings and hovers estimate by them.' : `But findings go by ${own}, which lockkeeper.json names.`;
  void vscode.window.showInformationMessage(`${readWords(answer.statistics)} ${use}`);
}

/** «Read statistics of 42 tables of staging; the largest is public.orders, 41 GB.» */
function readWords({ relations, target }: TableStatistics): string {
  const tables = [...relations.values()].filter(({ kind }) => kind !== 'partitioned-table');
  const [largest] = tables.sort((a, b) => sizeOf(b) - sizeOf(a));
  const count = `${tables.length} ${tables.length === 1 ? 'table' : 'tables'}`;
  const most = largest === undefined ? '' : `; the largest is ${largest.key}, ${sizeWords(sizeOf(largest))}`;
  return `Read statistics of ${count} of ${target}${most}.`;
}

const sizeOf = ({ heapBytes, toastBytes }: RelationStatistics): number => heapBytes + toastBytes;
