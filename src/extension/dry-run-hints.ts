import * as vscode from 'vscode';
import type { StatementResult } from '../run/events';
import { now } from '../system/clock';
import type { StatementPlace } from '../workspace/engine';
import { migrationFiles } from './documents';
import { rangesIn } from './edits';
import { hintLabel, hintTooltip } from './hint-words';
import { settingIds } from './ids';
import { longestMeasured, type MeasuredScript, type MeasuredScripts } from './measured-scripts';
import type { Place } from './model';
import { sameStatements } from './same-statements';
import { settings } from './settings';
import { isPending } from './standing';
import type { Store } from './store';

/** What a hint was made from, for whoever points at it. */
interface Told {
  readonly result: StatementResult;
  readonly script: MeasuredScript;
  readonly isChanged: boolean;
}

/** The hints of one text: they are asked for again whenever the editor scrolls. */
interface Made {
  readonly version: number;
  readonly script: MeasuredScript;
  readonly hints: Promise<readonly vscode.InlayHint[]>;
}

/**
 * Behind each statement of a migration that waits to be applied, what the last dry run measured of it. A hint moves along
 * with its statement, and goes when that is edited.
 */
export class DryRunHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #made = new WeakMap<vscode.TextDocument, Made>();
  readonly #told = new WeakMap<vscode.InlayHint, Told>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(
    private readonly store: Store,
    private readonly scripts: MeasuredScripts,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      scripts.onDidChange(() => this.#changed.fire()),
      store.onDidChange(({ kind }) => {
        if (kind === 'sources' || kind === 'status') this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.dryRunHints)) this.#changed.fire();
      }),
      vscode.languages.registerInlayHintsProvider(migrationFiles, this),
    );
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    const place = this.store.at(document.uri.fsPath);
    const script = place && this.scripts.of(place);
    if (script === undefined || place === undefined || !isPending(place.model.states.get(place.migration.id))) return [];
    if (!settings(document.uri).dryRunHints) return [];
    let made = this.#made.get(document);
    if (made?.version !== document.version || made.script !== script) {
      made = { version: document.version, script, hints: this.#make(document, place, script) };
      this.#made.set(document, made);
    }
    return (await made.hints).filter(({ position }) => range.contains(position));
  }

  resolveInlayHint(hint: vscode.InlayHint): vscode.InlayHint {
    const told = this.#told.get(hint);
    if (told !== undefined) {
      const { result, script, isChanged } = told;
      hint.tooltip = new vscode.MarkdownString(hintTooltip(result, script, { now: now(), isChanged }), true);
    }
    return hint;
  }

  async #make(document: vscode.TextDocument, { model }: Place, script: MeasuredScript): Promise<readonly vscode.InlayHint[]> {
    const path = document.uri.fsPath;
    const text = document.getText();
    if (text.length > longestMeasured) return [];
    const [current, former] = await Promise.all([model.engine.structure(path, text), model.engine.structure(path, script.text)]);
    const before = { text: script.text, statements: former.statements };
    const same = sameStatements({ text, statements: current.statements }, before);
    const positionOf = ends(document, text, current.statements);
    const isChanged = text.replaceAll('\r\n', '\n') !== withoutMark(script.text).replaceAll('\r\n', '\n');
    return [...same].flatMap(([index, formerly]) => {
      const result = script.results.get(before.statements[formerly]?.at.start ?? -1);
      const position = positionOf(index);
      if (result === undefined || position === undefined) return [];
      const hint = new vscode.InlayHint(position, hintLabel(result, script.kind));
      hint.paddingLeft = true;
      this.#told.set(hint, { result, script, isChanged });
      return [hint];
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Where the hint of a statement stands: at the end of its last line, or right behind it where another one follows there. */
function ends(
  document: vscode.TextDocument,
  text: string,
  statements: readonly StatementPlace[],
): (index: number) => vscode.Position | undefined {
  const range = rangesIn(text);
  return (index) => {
    const [statement, next] = [statements[index], statements[index + 1]];
    if (statement === undefined) return undefined;
    const { end } = range({ start: statement.at.start, end: statement.end });
    const isShared = next !== undefined && range(next.at).start.line === end.line;
    return isShared ? end : document.lineAt(end.line).range.end;
  };
}

const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');
