import type { Connection } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { withoutIgnored } from '../database/snapshot/ignored';
import type { Snapshot } from '../database/snapshot/snapshot';
import { takeSnapshot, takeSnapshotWithin } from '../database/snapshot/take';
import { schemaDifferences, type SchemaDifference } from './schema-difference';

/** Objects of a schema beyond which it is not read behind each statement: reading it would take longer than the statements. */
const mostObjects = 5000;
/** Milliseconds that may be spent on it in one rehearsal. */
const longest = 10_000;

/**
 * Tells what each statement of a rehearsal changes in the schema, by reading the whole of it behind those that wrote to the
 * catalog. It gives up where that takes too long, and says so once.
 */
export class CatalogWatch {
  readonly #connection: Connection;
  readonly #ignored: readonly string[];
  /** As it was behind the last statement; undefined where that is not known. */
  #last: Snapshot | undefined;
  #spent = 0;
  #why: string | undefined;
  #isTold = false;

  /** `ignored`: names that are the runner's own business, as snapshots leave them out. */
  constructor(connection: Connection, ignored: readonly string[]) {
    this.#connection = connection;
    this.#ignored = ignored;
  }

  /** That it has given up, as a note for a report: to whoever asks first. */
  get note(): readonly string[] {
    if (this.#why === undefined || this.#isTold) return [];
    this.#isTold = true;
    return [this.#why];
  }

  /** To be called before statements run, in their transaction where they have one. */
  async begin(isWithin: boolean): Promise<void> {
    if (this.#why === undefined) this.#last ??= await this.#read(isWithin);
  }

  /** What has changed since the last statement; undefined where it is not known. */
  async changes(isWithin: boolean): Promise<readonly SchemaDifference[] | undefined> {
    const before = this.#last;
    if (before === undefined || this.#why !== undefined) return undefined;
    this.#last = await this.#read(isWithin);
    return this.#last === undefined ? undefined : schemaDifferences(before, this.#last);
  }

  /** To be called where what was seen last was rolled back. */
  forget(): void {
    this.#last = undefined;
  }

  async #read(isWithin: boolean): Promise<Snapshot | undefined> {
    const began = performance.now();
    try {
      const taken = await (isWithin ? takeSnapshotWithin : takeSnapshot)(this.#connection);
      this.#spent += performance.now() - began;
      if (taken.objects.length > mostObjects) this.#giveUp(`the schema has more than ${String(mostObjects)} objects.`);
      else if (this.#spent > longest) this.#giveUp(`reading the schema took more than ${String(longest / 1000)} s.`);
      return withoutIgnored(taken, this.#ignored);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (isLost(failure)) throw thrown;
      this.#giveUp(failure.message);
      return undefined;
    }
  }

  #giveUp(why: string): void {
    this.#why = `What each statement changes in the schema is not told from here on: ${why}`;
  }
}
