import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { placeOf } from '../database/redact';
import type { Target } from '../database/target';
import { type TableStatistics, withRates } from '../effects/statistics';
import type { KnownStatistics } from '../lint/estimated';
import type { Files } from '../migrations/files';
import type { Source } from '../migrations/project';
import { readStatistics, statisticsText } from './statistics-file';

/** What statistics that are kept need of the world. */
export interface StatisticsWorld {
  readonly files: Files;
  /** A path without links: editor and command line know a folder by it. */
  readonly realPath: (path: string) => Promise<string>;
  /** Where statistics are kept, among what can be made anew; it need not be there. */
  readonly statisticsDirectory: string;
  /** Writes a file there for its owner alone, or does without where it cannot. */
  readonly keepFile: (path: string, text: string) => Promise<void>;
  /** The day, as UTC in milliseconds. */
  readonly today: () => number;
}

/**
 * What is known of targets' tables: in the user's cache, a file for each source and target that was read. Neither names
 * a host. What cannot be read or was damaged is not there.
 */
export class KeptStatistics {
  readonly #world: StatisticsWorld;
  readonly #prefixes = new Map<string, Promise<string>>();
  #known: Promise<ReadonlyMap<string, TableStatistics>> | undefined;

  constructor(world: StatisticsWorld) {
    this.#world = world;
  }

  /** What the disk has counts again. */
  forget(): void {
    this.#known = undefined;
    this.#prefixes.clear();
  }

  /** Keeps a reading, and answers it with rates of writes, which an earlier one of the same target may tell. */
  async keep(source: Source, target: Target, reading: TableStatistics): Promise<TableStatistics> {
    // The embedded database has the rows of tests, if any: nobody waits there.
    if (target.kind === 'embedded') return withRates(reading);
    const name = `${await this.#prefix(source)}${keyOf(placeOf(target.url) ?? target.name)}.json`;
    const earlier = (await this.#all()).get(name);
    const statistics = reading.rate?.between === 'readings' ? reading : withRates(reading, earlier);
    await this.#world.keepFile(join(this.#world.statisticsDirectory, name), statisticsText(statistics));
    this.forget();
    return statistics;
  }

  /**
   * What findings of each source stand on: the statistics that the project's own file has, or else those kept of the
   * largest database that was read, since it is the one to be careful with. Undefined where there are none.
   */
  async of(
    sources: readonly Source[],
    own: TableStatistics | undefined,
  ): Promise<((source: Source) => KnownStatistics | undefined) | undefined> {
    if (own !== undefined) {
      const known = { statistics: own, today: this.#world.today() };
      return () => known;
    }
    const all = await this.#all();
    if (all.size === 0) return undefined;
    const found = new Map<string, KnownStatistics>();
    for (const source of sources) {
      const prefix = await this.#prefix(source);
      const kept = [...all].flatMap(([name, statistics]) => (name.startsWith(prefix) ? [statistics] : []));
      const [largest] = kept.sort((a, b) => bytesOf(b) - bytesOf(a));
      if (largest !== undefined) found.set(source.id, { statistics: largest, today: this.#world.today() });
    }
    return found.size === 0 ? undefined : (source) => found.get(source.id);
  }

  /** Of the names of a source's files. */
  #prefix({ path }: Source): Promise<string> {
    const known = this.#prefixes.get(path) ?? this.#world.realPath(path).then((real) => `${keyOf(real)}-`);
    this.#prefixes.set(path, known);
    return known;
  }

  #all(): Promise<ReadonlyMap<string, TableStatistics>> {
    this.#known ??= this.#read();
    return this.#known;
  }

  async #read(): Promise<ReadonlyMap<string, TableStatistics>> {
    const { files, statisticsDirectory } = this.#world;
    const names = ((await files.list(statisticsDirectory)) ?? [])
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.json'));
    const all = new Map<string, TableStatistics>();
    if (names.length === 0) return all;
    const contents = await files.readMany(names.map((name) => join(statisticsDirectory, name)));
    for (const [index, name] of names.entries()) {
      const content = contents[index];
      if (content?.ok !== true) continue;
      const read = await readStatistics(new TextDecoder().decode(content.bytes));
      if (read.ok) all.set(name, read.statistics);
    }
    return all;
  }
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function bytesOf({ relations }: TableStatistics): number {
  return [...relations.values()].reduce((sum, { heapBytes, toastBytes }) => sum + heapBytes + toastBytes, 0);
}
