import type * as vscode from 'vscode';
import { now } from '../system/clock';
import { repeating } from './command-line';
import { panelRun } from './panel-run';
import { withRun, type PastRun } from './past-runs';
import type { Store } from './store';

/** Another word here makes what an older version kept unknown, which is better than misread. */
const memoryKey = 'runs:1';

/** The last runs of the workspace, also those of windows that are closed. Holds what the panel showed, but no secret and no rows. */
export class RunHistory implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #runs: readonly PastRun[];
  #last: number | undefined;

  constructor(
    private readonly store: Store,
    private readonly memory: vscode.Memento,
  ) {
    this.#runs = memory.get<readonly PastRun[]>(memoryKey) ?? [];
    this.#subscription = store.onDidChange(({ kind }) => {
      if (kind === 'run') this.#keep();
    });
  }

  /** The newest first. */
  get runs(): readonly PastRun[] {
    return this.#runs;
  }

  #keep(): void {
    const { run } = this.store;
    if (run?.report === undefined || run.number === this.#last) return;
    this.#last = run.number;
    const model = this.store.source(run.source.id);
    if (model === undefined) return;
    const view = { findings: (path: string) => this.store.findings(path), now: now() };
    const past = { source: run.source.id, at: view.now, commandLine: repeating(model, run), run: panelRun(run, model, view) };
    this.#runs = withRun(this.#runs, past);
    void this.memory.update(memoryKey, this.#runs);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
