import type { Effect, LockMode } from '../effects/effect';
import { blocks, weakestCovering } from '../effects/locks';
import { isWork } from '../effects/settle';
import type { RelationStatistics, TableStatistics } from '../effects/statistics';
import type { Key } from '../schema/schema';
import { countWords, lockName, sizeWords } from './wording';

/**
 * Bytes a second that work on a table is assumed to get through: less than what PostgreSQL 14 and 18 reached on a table in
 * memory, since the tables that matter are on disks that others use too. docs/effects.md has the measurements.
 */
const bytesPerSecond = { scan: 250e6, 'fk-check': 150e6, 'index-build': 100e6, rewrite: 75e6 };

type Pace = keyof typeof bytesPerSecond;

/** From here on a lock that blocks writes is worth a sentence, also without any work. */
const notableBytes = 1024 ** 3;
const notableWrites = 1;

/** Rates over a longer time than this, in seconds, are averages, and not how it is now. */
const longestSample = 600;

interface Toll {
  readonly root: Key;
  readonly modes: LockMode[];
  readonly relations: Map<Key, RelationStatistics>;
  /** Of each kind of work, by relation. */
  readonly seconds: Map<Pace, Map<Key, number>>;
}

/**
 * What a statement's effects mean for tables of these sizes, a phrase a table, the longest work first: «ACCESS EXCLUSIVE on
 * public.orders, 41 GB, 120 M rows, 210 writes/s: scan about 3 min». Partitions count as the table that they are parts of,
 * where it is affected too. Empty where the statistics have none of the tables. `notable` leaves out what takes less than a
 * second and keeps nobody waiting.
 */
export function estimates(
  effects: readonly Effect[],
  statistics: TableStatistics,
  which: 'all' | 'notable' = 'all',
): readonly string[] {
  const tolls = new Map<Key, Toll>();
  const affected = new Set(effects.flatMap((effect) => ('on' in effect ? [effect.on] : [])));
  for (const effect of effects) {
    if (!('on' in effect)) continue;
    const relation = statistics.relations.get(effect.on);
    if (relation === undefined) continue;
    const toll = tollOf(relation, { tolls, affected, statistics });
    if (effect.kind === 'lock') toll.modes.push(effect.mode);
    else if (isWork(effect)) addWork(toll, effect, statistics);
  }
  const isWorkUnknown = effects.some((effect) => effect.kind === 'unknown' && effect.aspect === 'work');
  return [...tolls.values()]
    .filter((toll) => (which === 'all' && toll.seconds.size > 0) || isNotable(toll))
    .sort((a, b) => total(b) - total(a) || sizeOf(b) - sizeOf(a))
    .map((toll) => phrase(toll, statistics, isWorkUnknown));
}

interface Context {
  readonly tolls: Map<Key, Toll>;
  readonly affected: ReadonlySet<Key>;
  readonly statistics: TableStatistics;
}

function tollOf(relation: RelationStatistics, { tolls, affected, statistics }: Context): Toll {
  let root = relation;
  for (let above: RelationStatistics | undefined = relation; above !== undefined;) {
    if (affected.has(above.key)) root = above;
    above = above.partitionOf === undefined ? undefined : statistics.relations.get(above.partitionOf);
  }
  let toll = tolls.get(root.key);
  if (toll === undefined) {
    toll = { root: root.key, modes: [], relations: new Map(), seconds: new Map() };
    for (const each of withPartitions(root, statistics)) toll.relations.set(each.key, each);
    tolls.set(root.key, toll);
  }
  return toll;
}

/** A table and all partitions below it. */
function withPartitions(root: RelationStatistics, statistics: TableStatistics): readonly RelationStatistics[] {
  if (root.kind !== 'partitioned-table') return [root];
  const below = [...statistics.relations.values()].filter(({ partitionOf }) => partitionOf === root.key);
  return [root, ...below.flatMap((each) => withPartitions(each, statistics))];
}

function addWork(toll: Toll, effect: Effect & { readonly on: Key }, statistics: TableStatistics): void {
  const relation = statistics.relations.get(effect.on);
  const pace = paceOf(effect);
  if (relation === undefined || pace === undefined) return;
  // A partitioned table has no rows of its own: what is done to it is done to each partition.
  for (const each of withPartitions(relation, statistics)) {
    const bytes = pace === 'rewrite' ? tableBytes(each) + indexBytes(each) : each.heapBytes;
    const known = toll.seconds.get(pace) ?? new Map<Key, number>();
    // What is told of a table and of its partition too is done once.
    toll.seconds.set(pace, known.set(each.key, bytes / bytesPerSecond[pace]));
  }
}

function paceOf({ kind }: Effect): Pace | undefined {
  switch (kind) {
    case 'scan':
    case 'fk-check':
    case 'index-build':
    case 'rewrite':
      return kind;
    case 'copy':
      return 'rewrite';
    // What is emptied takes no longer the more there was.
    default:
      return undefined;
  }
}

const tableBytes = ({ heapBytes, toastBytes }: RelationStatistics): number => heapBytes + toastBytes;

const indexBytes = ({ indexes }: RelationStatistics): number => indexes.reduce((sum, { bytes }) => sum + bytes, 0);

function sum(toll: Toll, of: (relation: RelationStatistics) => number): number {
  return [...toll.relations.values()].reduce((all, each) => all + of(each), 0);
}

const sizeOf = (toll: Toll): number => sum(toll, tableBytes);

const writesOf = (toll: Toll): number => sum(toll, ({ writesPerSecond }) => writesPerSecond ?? 0);

const together = (seconds: Iterable<number>): number => [...seconds].reduce((all, each) => all + each, 0);

const total = ({ seconds }: Toll): number => together([...seconds.values()].map((each) => together(each.values())));

function isNotable(toll: Toll): boolean {
  if (total(toll) >= 1) return true;
  const isHeavy = toll.modes.some((mode) => blocks(mode).writes);
  return isHeavy && (sizeOf(toll) >= notableBytes || writesOf(toll) >= notableWrites);
}

function phrase(toll: Toll, { rate }: TableStatistics, isWorkUnknown: boolean): string {
  const mode = weakestCovering(toll.modes);
  const rows = [...toll.relations.values()].filter(({ kind }) => kind !== 'partitioned-table').map((each) => each.rows);
  const isCounted = rows.every((count) => count !== undefined);
  const writes = writesOf(toll);
  const isAverage = rate !== undefined && rate.seconds > longestSample;
  const facts = [
    mode === undefined ? toll.root : `${lockName(mode)} on ${toll.root}`,
    sizeWords(sizeOf(toll)),
    isCounted ? rowWords(rows.reduce((all, each) => all + each, 0)) : 'rows unknown',
    ...(writes >= notableWrites ? [`${countWords(writes)} writes/s${isAverage ? ' on average' : ''}`] : []),
  ].join(', ');
  const work = [...toll.seconds]
    .map(([pace, seconds]) => [pace, together(seconds.values())] as const)
    .sort(([, a], [, b]) => b - a)
    .map(([pace, seconds]) => `${paceWords[pace]} ${spanWords(seconds)}`);
  if (work.length > 0) return `${facts}: ${work.join(', ')}`;
  // Partitions that no migration has made are not among the effects: what is done to them is not foretold.
  const isForetold = !isWorkUnknown && ![...toll.relations.values()].some(({ kind }) => kind === 'partitioned-table');
  return isForetold ? `${facts}: no work that grows with the table` : facts;
}

const paceWords: Readonly<Record<Pace, string>> = {
  scan: 'scan',
  'fk-check': 'foreign key check',
  'index-build': 'index build',
  rewrite: 'rewrite',
};

const day = 24 * 60 * 60 * 1000;

/** From so many days on, what statistics say may be far from how it is. */
const oldDays = 30;

/** Whose statistics they are and how old, in calendar days of UTC: «statistics of staging, 3 days ago». */
export function sourceWords({ target, readAt }: TableStatistics, today: number): string {
  const days = Math.max(0, Math.floor(today / day) - Math.floor(readAt.getTime() / day));
  const ago = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
  return `${days > oldDays ? 'old ' : ''}statistics of ${target}, ${ago}`;
}

/** So many tables fit into one sentence. */
const mostTables = 2;

/** The same as one sentence for a finding, with its source; undefined where there is nothing to say. */
export function estimateSentence(effects: readonly Effect[], statistics: TableStatistics, today: number): string | undefined {
  const phrases = estimates(effects, statistics);
  if (phrases.length === 0) return undefined;
  return `${phrases.slice(0, mostTables).join('; ')} (${sourceWords(statistics, today)})`;
}

const rowWords = (rows: number): string => `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;

/** Steps that an estimate may stand on: it knows the magnitude, and no more. */
const steps = [
  ...[1, 2, 5, 10, 20, 30].map((count) => ({ seconds: count, words: `about ${count} s` })),
  ...[1, 2, 3, 5, 10, 20, 30].map((count) => ({ seconds: count * 60, words: `about ${count} min` })),
  ...[1, 2, 3, 5, 10].map((count) => ({ seconds: count * 3600, words: `about ${count} h` })),
  { seconds: 86_400, words: 'about a day' },
];

/** The nearest step, by ratio. */
function spanWords(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds > 2 * 86_400) return 'days';
  const distance = (of: number): number => Math.abs(Math.log(of / seconds));
  return steps.reduce((best, each) => (distance(each.seconds) < distance(best.seconds) ? each : best)).words;
}
