import * as vscode from 'vscode';
import type { Target } from '../database/target';
import type { DryRunKind, StatementResult } from '../run/events';
import { now } from '../system/clock';
import type { CurrentRun, Place } from './model';
import { isSameTarget } from './model';
import type { Store } from './store';

/** What a dry run found of each statement of a script, and of what text. */
export interface MeasuredScript {
  readonly text: string;
  readonly target: Target;
  readonly kind: Extract<DryRunKind, 'trace' | 'shadow'>;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** By where they begin in the text. */
  readonly results: ReadonlyMap<number, StatementResult>;
}

/** In a longer text nobody reads what is said beside single statements; in UTF-16 units. */
export const longestMeasured = 1_000_000;
/** So many scripts are kept, the newest. */
const most = 500;

/** What the dry runs of this window measured, by path. It names values of rows, so that it is kept in memory alone. */
export class MeasuredScripts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #scripts = new Map<string, MeasuredScript>();
  readonly #subscription: vscode.Disposable;
  #noted: number | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(store: Pick<Store, 'run' | 'onDidChange'>) {
    this.#subscription = store.onDidChange(({ kind }) => {
      const { run } = store;
      if (kind !== 'run' || run?.report === undefined || run.number === this.#noted) return;
      this.#noted = run.number;
      for (const [path, script] of measuredBy(run, now())) {
        this.#scripts.delete(path);
        this.#scripts.set(path, script);
      }
      for (const path of [...this.#scripts.keys()].slice(0, -most)) this.#scripts.delete(path);
      this.#changed.fire();
    });
  }

  /** What was measured of a file on the target that is chosen for it. */
  of({ model, script }: Place): MeasuredScript | undefined {
    const measured = this.#scripts.get(script.path);
    return measured !== undefined && isSameTarget(measured.target, model.target) ? measured : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** What a dry run says of statements. */
function* measuredBy({ report, target }: CurrentRun, at: number): Generator<readonly [path: string, MeasuredScript], void> {
  const kind = report?.dryRun;
  if (report === undefined || (kind !== 'trace' && kind !== 'shadow')) return;
  for (const { migration, direction, statements } of report.steps) {
    const script = migration[direction];
    if (script === undefined || statements.length === 0 || script.text.length > longestMeasured) continue;
    const own = statements.filter(({ path, check, isAhead }) => path === script.path && check === undefined && isAhead !== true);
    const results = new Map(own.map((result) => [result.at.start, result]));
    yield [script.path, { text: script.text, target, kind, at, results }];
  }
}
