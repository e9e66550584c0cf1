import * as vscode from 'vscode';
import { bugReport, differing } from '../report/bug-report';
import { runJson } from '../report/run-json';
import { runMarkdown } from '../report/run-markdown';
import type { Texts } from '../report/texts';
import type { RunReport } from '../run/events';
import type { CommandTable } from './command';
import { compareSchema } from './compare-schema';
import { commandIds } from './ids';
import type { Store } from './store';

/** What takes the report of the last run elsewhere; `version` is Lockkeeper's. */
export function reportCommands({ store, version }: { readonly store: Store; readonly version: string }) {
  const withReport = (use: (report: RunReport) => PromiseLike<unknown>) => () => {
    const report = store.run?.report;
    if (report !== undefined) return use(report);
    return vscode.window.showInformationMessage('There is no report yet: a dry run makes one.');
  };
  return {
    [commandIds.copyReport]: withReport(async (report) => {
      const findings = (path: string) => store.findings(path)?.findings ?? [];
      await vscode.env.clipboard.writeText(runMarkdown(report, { texts: textsOf(report), findings }));
      vscode.window.setStatusBarMessage('Report copied as Markdown', 4000);
    }),
    [commandIds.saveReport]: withReport(async (report) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const name = `lockkeeper-${report.dryRun === undefined ? report.direction : 'dry-run'}.json`;
      const to = await vscode.window.showSaveDialog({
        title: 'Save Report as JSON',
        filters: { JSON: ['json'] },
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
      });
      if (to === undefined) return;
      const text = `${JSON.stringify(runJson(report, textsOf(report)), undefined, 2)}\n`;
      await vscode.workspace.fs.writeFile(to, Buffer.from(text));
    }),
    [commandIds.copyDifference]: withReport(async (report) => {
      const found = differing(report.steps.flatMap(({ statements }) => statements));
      if (found.length === 0) {
        await vscode.window.showInformationMessage('Nothing differs: what was measured is what was predicted.');
        return;
      }
      await vscode.env.clipboard.writeText(bugReport(found, version));
      vscode.window.setStatusBarMessage('Bug report copied; it has none of your names', 4000);
    }),
    [commandIds.compareSchema]: () => compareSchema(store),
  } satisfies Partial<CommandTable>;
}

/** The scripts as they were run. */
function textsOf({ steps }: RunReport): Texts {
  const scripts = steps.flatMap(({ migration }) => [migration.up, migration.down]);
  const byPath = new Map(scripts.flatMap((script) => (script === undefined ? [] : [[script.path, script.text] as const])));
  return { text: (path) => byPath.get(path), label: (path) => vscode.workspace.asRelativePath(path).replaceAll('\\', '/') };
}
