import type { Key } from '../schema/schema';

export const relationKinds = ['table', 'partitioned-table', 'materialized-view'] as const;

/** What a server knows of a table, a partition or a materialized view without reading its rows. */
export interface RelationStatistics {
  readonly key: Key;
  readonly kind: (typeof relationKinds)[number];
  /** Of a partition, the table that it is a part of. */
  readonly partitionOf?: Key;
  /** As VACUUM or ANALYZE has last estimated them; absent where neither has run. */
  readonly rows?: number;
  /** Without what lies in TOAST, and without indexes. */
  readonly heapBytes: number;
  readonly toastBytes: number;
  readonly indexes: readonly { readonly name: string; readonly bytes: number }[];
  /** Rows that were inserted, updated and deleted since the server counts. */
  readonly writes: number;
  /** Absent where nothing tells how long `writes` took. */
  readonly writesPerSecond?: number;
}

/** What rates of writes stand on. */
export interface RateBasis {
  /** Two readings of the counters, or one and the time of their last reset. */
  readonly between: 'readings' | 'reset-and-reading';
  readonly seconds: number;
}

/** The tables of one database, with their sizes as of one moment. */
export interface TableStatistics {
  /** The server's version as people write it: `17.4`. */
  readonly server: string;
  readonly readAt: Date;
  /** The target's name, or the database's where the target has none; never a host. */
  readonly target: string;
  /** When the counters of writes were last reset, where the server knows that. */
  readonly countedSince?: Date;
  /** Absent where there are no rates. */
  readonly rate?: RateBasis;
  readonly relations: ReadonlyMap<Key, RelationStatistics>;
}

/** A rate over less than this is of the counters' own delay rather than of the writes: servers report them once a second. */
const shortestSeconds = 2;

/**
 * The statistics with rates of writes: those between an earlier reading and this one, or else since the counters were
 * reset. Without either there are none: since when a server counts, its start does not tell, which counters outlive.
 */
export function withRates(reading: TableStatistics, earlier?: TableStatistics): TableStatistics {
  const { countedSince, readAt } = reading;
  const since = (from: Date): number => (readAt.getTime() - from.getTime()) / 1000;
  if (earlier !== undefined && earlier.countedSince?.getTime() === countedSince?.getTime()) {
    const seconds = since(earlier.readAt);
    if (seconds >= shortestSeconds) {
      return rated(reading, { between: 'readings', seconds }, ({ key, writes }) => {
        const before = earlier.relations.get(key)?.writes;
        // Counters that are lower than before have begun anew, as after a crash.
        return before === undefined || before > writes ? undefined : writes - before;
      });
    }
  }
  const seconds = countedSince === undefined ? 0 : since(countedSince);
  if (seconds < shortestSeconds) return reading;
  return rated(reading, { between: 'reset-and-reading', seconds }, ({ writes }) => writes);
}

function rated(
  reading: TableStatistics,
  rate: RateBasis,
  writesOf: (relation: RelationStatistics) => number | undefined,
): TableStatistics {
  const relations = [...reading.relations].map(([key, relation]) => {
    const writes = writesOf(relation);
    // Three digits tell all that a rate can.
    const perSecond = writes === undefined ? undefined : Number((writes / rate.seconds).toPrecision(3));
    return [key, { ...relation, ...(perSecond !== undefined && { writesPerSecond: perSecond }) }] as const;
  });
  return { ...reading, rate, relations: new Map(relations) };
}
