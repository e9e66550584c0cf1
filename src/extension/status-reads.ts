import type * as vscode from 'vscode';
import type { Target } from '../database/target';
import { asMarked, hasSameFiles, isSameTarget, statesOf, type SourceModel } from './model';
import { policies } from './policy';

/** What reading needs of whoever holds the sources. */
export interface StatusReadsOptions {
  readonly models: () => readonly SourceModel[];
  /** Takes the place of the model of the same source. */
  readonly keep: (model: SourceModel) => void;
  /** A run has the target to itself, and reads the status when it ends. */
  readonly isRunning: () => boolean;
  /** Nothing connects while this is false. */
  readonly isTrusted: () => boolean;
  readonly busy: <T>(work: () => Promise<T>) => Thenable<T>;
  readonly log: vscode.LogOutputChannel;
}

interface Reading {
  readonly model: SourceModel;
  readonly done: Promise<void>;
}

/** Holds sources against their targets, when that is wanted and no oftener. */
export class StatusReads {
  readonly #options: StatusReadsOptions;
  /** Under way, by source. */
  readonly #readings = new Map<string, Reading>();
  /** Sources whose files or target changed since they were read. */
  readonly #stale = new Set<string>();
  #isSeen = false;

  constructor(options: StatusReadsOptions) {
    this.#options = options;
  }

  /** The user looks at the migrations: embedded and local targets are read from now on. */
  async seen(): Promise<void> {
    if (this.#isSeen) return;
    this.#isSeen = true;
    await this.allSeen();
  }

  /** Reads what may be read unasked. */
  async allSeen(): Promise<void> {
    await this.#each(this.#options.models(), (id) => this.#readIfSeen(id));
  }

  /** Reads everything, as the user asked for it. */
  async all(): Promise<void> {
    await this.#each(this.#options.models(), (id) => this.read(id));
  }

  /** What was read of a source holds no longer. */
  outdate(id: string): void {
    this.#stale.add(id);
  }

  /** Reads what holds no longer, as far as that may be read unasked. */
  async stale(): Promise<void> {
    const models = this.#options.models().filter(({ source }) => this.#stale.has(source.id));
    await this.#each(models, (id) => this.#readIfSeen(id));
  }

  /** Reads one source. One that is being read as it is now is not read twice, since an embedded server has one connection. */
  async read(id: string): Promise<void> {
    const model = this.#model(id);
    if (model === undefined || this.#options.isRunning() || !this.#options.isTrusted()) return;
    const before = this.#readings.get(id);
    if (before !== undefined && isSame(before.model, model)) return before.done;
    const after = before?.done.catch(() => undefined) ?? Promise.resolve();
    const done = after.then(() => this.#readOnce(model));
    const reading = { model, done };
    this.#readings.set(id, reading);
    try {
      await done;
    } finally {
      if (this.#readings.get(id) === reading) this.#readings.delete(id);
    }
  }

  /** Resolves when nothing is being read. */
  async quiet(): Promise<void> {
    await Promise.allSettled([...this.#readings.values()].map(({ done }) => done));
  }

  async #readOnce(model: SourceModel): Promise<void> {
    const { source, target } = model;
    const report = await this.#options.busy(() => model.engine.status(source, target));
    const now = this.#model(source.id);
    // Meanwhile the files or the target changed: whoever changed them reads again.
    if (now === undefined || !isSame(now, model)) return;
    if (!report.ok) this.#options.log.warn(`Status of ${source.label} on ${target.name}: ${report.error.message}`);
    this.#stale.delete(source.id);
    this.#options.keep({ ...now, target: asMarked(now.target, report), report, states: statesOf(report) });
  }

  async #readIfSeen(id: string): Promise<void> {
    const model = this.#model(id);
    if (model === undefined) return;
    // What was read on command stays as it was read: files that change do not connect to a server that others share.
    if (policies[model.target.role].readsWhenSeen && (this.#isSeen || model.report !== undefined)) await this.read(id);
  }

  /** Servers at once, since one of them may not answer; embedded databases one after the other: each is a process. */
  async #each(models: readonly SourceModel[], read: (id: string) => Promise<void>): Promise<void> {
    const idsOf = (kind: Target['kind']): string[] =>
      models.filter(({ target }) => target.kind === kind).map(({ source }) => source.id);
    const inTurn = async (): Promise<void> => {
      for (const id of idsOf('embedded')) await read(id);
    };
    await Promise.all([inTurn(), ...idsOf('server').map(read)]);
  }

  #model(id: string): SourceModel | undefined {
    return this.#options.models().find(({ source }) => source.id === id);
  }
}

/** Whether what is read of one holds for the other. */
const isSame = (one: SourceModel, other: SourceModel): boolean =>
  isSameTarget(one.target, other.target) && hasSameFiles(one.source, other.source);
