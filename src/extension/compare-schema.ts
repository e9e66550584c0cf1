import * as vscode from 'vscode';
import { schemaText } from '../report/schema-text';
import { schemaScheme } from './ids';
import type { CurrentRun } from './model';
import type { Store } from './store';

/** Whether both schemas of a run are there to be compared. */
export const isComparable = (run: CurrentRun | undefined): boolean => run?.report?.schema?.schemas !== undefined;

/** Serves the schema before a dry run and behind it: documents that nobody can change, as long as the run is the last one. */
export function serveSchemaTexts(store: Store): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
    provideTextDocumentContent({ path, query }) {
      const { run } = store;
      const schemas = run?.report?.schema?.schemas;
      if (schemas === undefined || String(run?.number) !== query)
        throw new Error('The dry run that this schema is of is gone. Run it again to compare.');
      return schemaText(path === '/after.txt' ? schemas.after : schemas.before);
    },
  });
}

/** Shows what the last dry run changes in the schema as two texts, beside the report where that is in sight. */
export async function compareSchema({ run }: Store): Promise<void> {
  if (run === undefined || !isComparable(run)) {
    void vscode.window.showInformationMessage(
      'There is nothing to compare: a dry run in which every migration applies reads the schema before and after.',
    );
    return;
  }
  const uri = (side: 'before' | 'after'): vscode.Uri =>
    vscode.Uri.from({ scheme: schemaScheme, path: `/${side}.txt`, query: String(run.number) });
  const isText = ({ activeTab }: vscode.TabGroup): boolean => !(activeTab?.input instanceof vscode.TabInputWebview);
  const viewColumn = vscode.window.tabGroups.all.find(isText)?.viewColumn ?? vscode.ViewColumn.Beside;
  // There it is what the migrations make of an empty database, which the target's own need not be.
  const where = run.report?.shadow === undefined ? run.target.name : `the shadow for ${run.target.name}`;
  const title = `Schema on ${where} (before ↔ after the dry run)`;
  await vscode.commands.executeCommand('vscode.diff', uri('before'), uri('after'), title, { viewColumn, preview: true });
}
