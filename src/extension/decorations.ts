import * as vscode from 'vscode';
import { groupOf, type GroupKind } from './groups';
import { settingIds } from './ids';
import { settings } from './settings';
import type { Store } from './store';
import { shortWords } from './verdict-words';
import type { Verdicts } from './verdicts';
import { stateWords } from './words';
import { now } from '../system/clock';

const badges: Readonly<Partial<Record<GroupKind | 'renamed', readonly [badge: string, colour?: string]>>> = {
  changed: ['C', 'list.warningForeground'],
  'out-of-order': ['O', 'list.warningForeground'],
  failed: ['F', 'list.errorForeground'],
  blocked: ['X', 'list.errorForeground'],
  renamed: ['R', 'list.warningForeground'],
};

/** A dry run or a test of its rollback found something wrong; a state that wants a look says more. */
const triedInVain = ['!', 'list.errorForeground'] as const;

/** A letter beside migration files that want a look, in the views and in tabs. To wait to be applied is nothing special. */
export class StateDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(
    private readonly store: Store,
    private readonly verdicts: Verdicts,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      store.onDidChange(({ kind }) => {
        if (kind === 'sources' || kind === 'status') this.#changed.fire(undefined);
      }),
      verdicts.onDidChange(() => this.#changed.fire(undefined)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.decorations)) this.#changed.fire(undefined);
      }),
      vscode.window.registerFileDecorationProvider(this),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const place = uri.scheme === 'file' ? this.store.at(uri.fsPath) : undefined;
    // Of a pair the up script stands for the migration.
    const isDown = place?.script.direction === 'down' && place.migration.up !== undefined;
    const state = isDown ? undefined : place?.model.states.get(place.migration.id);
    const verdict = state && place && this.verdicts.beside(place.model, place.migration);
    const wrong = verdict === undefined ? [] : shortWords(verdict).wrong;
    const ofState = state && badges['renamedFrom' in state ? 'renamed' : groupOf(state)];
    const [badge, colour] = ofState ?? (wrong.length > 0 ? triedInVain : []);
    if (place === undefined || badge === undefined || !settings(uri).decorations) return undefined;
    const tooltip = [stateWords(state, now()), place.model.target.name, ...wrong].join(' · ');
    const decoration = new vscode.FileDecoration(
      badge,
      tooltip,
      colour === undefined ? undefined : new vscode.ThemeColor(colour),
    );
    decoration.propagate = false;
    return decoration;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
