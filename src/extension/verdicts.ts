import * as vscode from 'vscode';
import type { Migration } from '../migrations/project';
import { now } from '../system/clock';
import type { SourceModel } from './model';
import { isPending } from './standing';
import type { Store } from './store';
import type { Verdict } from './verdict';
import { VerdictBook, type VerdictEntry } from './verdict-book';

const memoryKey = 'verdicts:1';

/** What dry runs have found of each migration; noted when a run ends, and kept over a reload of the window. */
export class Verdicts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ReadonlySet<string>>();
  readonly #book: VerdictBook;
  readonly #subscription: vscode.Disposable;
  #noted: number | undefined;

  /** The ids of the migrations of which something else is said now. */
  readonly onDidChange = this.#changed.event;

  constructor(store: Pick<Store, 'run' | 'onDidChange'>, memory: vscode.Memento) {
    this.#book = new VerdictBook(memory.get<readonly VerdictEntry[]>(memoryKey, []));
    this.#subscription = store.onDidChange(({ kind }) => {
      const { run } = store;
      if (kind !== 'run' || run?.report === undefined || run.number === this.#noted) return;
      this.#noted = run.number;
      const changed = this.#book.note(run, now());
      if (changed.size === 0) return;
      void memory.update(memoryKey, this.#book.entries);
      this.#changed.fire(changed);
    });
  }

  of(model: SourceModel, migration: Migration): Verdict | undefined {
    return this.#book.of(model, migration);
  }

  /** What is worth a word beside the state: of what is to be applied, and of what was tried last. */
  beside(model: SourceModel, migration: Migration): Verdict | undefined {
    const verdict = this.of(model, migration);
    if (verdict === undefined || isPending(model.states.get(migration.id))) return verdict;
    // What has been applied needs no trial any more. That its way back was tried by itself says that somebody wants to know.
    const { dryRun, rollback, isLatest } = verdict;
    return isLatest && rollback !== undefined && rollback.run !== dryRun?.run ? { rollback, isLatest } : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
