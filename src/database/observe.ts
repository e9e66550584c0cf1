import type { Effect, LockMode } from '../effects/effect';
import { lockModes } from '../effects/effect';
import { covers, isEffect, weakestCovering } from '../effects/locks';
import type { Held } from '../effects/normal';
import type { Query } from '../migrations/history';
import type { Connection } from './connection';

/** One relation as the catalog has it. */
interface Relation {
  readonly oid: number;
  /** `schema.name`. */
  readonly key: string;
  readonly name: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
  readonly filenode: number;
  readonly tablespace: number;
  /** Of an index. */
  readonly table: number | null;
  /** Sequential scans that this transaction began. */
  readonly scans: number;
  /** Rows that this transaction wrote. */
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What the catalog and the statistics say at one moment, to this transaction. */
export interface Observation {
  readonly relations: ReadonlyMap<number, Relation>;
  /** Relation locks that this session holds. */
  readonly locks: readonly { readonly oid: number; readonly mode: LockMode }[];
  /** Position in the write-ahead log, in bytes. */
  readonly wal: number;
  /** Rows of the catalog that this transaction has written, those of statistics left out. */
  readonly catalogWrites: number;
  /** `client_min_messages`. */
  readonly messages: string;
}

/** Relations that were there before the transaction, by oid: what is born later nobody else can see. */
export type Universe = ReadonlySet<number>;

/** Taken before BEGIN, or right after it; from an observation of that moment where there is one. */
export async function universeOf(connection: Connection, at?: Observation): Promise<Universe> {
  return new Set((at ?? (await observe(connection))).relations.keys());
}

const relationsQuery = `
  SELECT c.oid::int8::float8 AS oid, n.nspname || '.' || c.relname AS key, c.relname AS name, c.relkind::text AS kind,
         coalesce(pg_relation_filenode(c.oid), 0)::int8::float8 AS filenode, c.reltablespace::int8::float8 AS tablespace,
         i.indrelid::int8::float8 AS table,
         coalesce(pg_stat_get_xact_numscans(c.oid), 0)::float8 AS scans,
         coalesce(pg_stat_get_xact_tuples_inserted(c.oid), 0)::float8 AS inserted,
         coalesce(pg_stat_get_xact_tuples_updated(c.oid), 0)::float8 AS updated,
         coalesce(pg_stat_get_xact_tuples_deleted(c.oid), 0)::float8 AS deleted
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
    AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I')`;

const locksQuery = `
  SELECT l.relation::int8::float8 AS oid, l.mode AS mode,
         pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8 AS wal,
         pg_catalog.current_setting('client_min_messages') AS messages,
         (SELECT sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                     + pg_stat_get_xact_tuples_deleted(oid))::float8 FROM pg_catalog.pg_class
          WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'
            AND relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject')) AS "catalogWrites"
  FROM (SELECT 1) AS one
  LEFT JOIN pg_catalog.pg_locks l ON l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`;

/** Reads all of it in one round trip, behind a query that is to go first; the transaction must not have failed. */
export async function observe(connection: Connection, first?: Query): Promise<Observation> {
  const asked = [...(first === undefined ? [] : [first]), { text: locksQuery }, { text: relationsQuery }];
  const answers = await connection.queryAll(asked);
  const [locks = [], relations = []] = answers.slice(-2).map(({ rows }) => rows);
  const found = relations.map((row) => row as unknown as Relation);
  const [one = {}] = locks;
  return {
    relations: new Map(found.map((each) => [each.oid, each])),
    locks: locks.flatMap(({ oid, mode }) => (typeof oid === 'number' && isMode(mode) ? [{ oid, mode }] : [])),
    wal: Number(one['wal'] ?? 0),
    catalogWrites: Number(one['catalogWrites'] ?? 0),
    messages: typeof one['messages'] === 'string' ? one['messages'] : 'notice',
  };
}

function isMode(mode: unknown): mode is LockMode {
  return (lockModes as readonly unknown[]).includes(mode);
}

/** Between two observations: what was there, under the names of the first. */
export interface Between {
  readonly before: Observation;
  readonly after: Observation;
  readonly universe: Universe;
}

/** The locks of an observation that count as effects, by the names that relations have in `names`. */
export function heldLocks(at: Observation, { before, universe }: Omit<Between, 'after'>): Held {
  const modes = new Map<number, LockMode[]>();
  for (const { oid, mode } of at.locks) {
    if (universe.has(oid) && isEffect(mode)) modes.set(oid, [...(modes.get(oid) ?? []), mode]);
  }
  const held = new Map([...modes].map(([oid, all]) => [oid, weakestCovering(all)] as const));
  const out = new Map<string, LockMode>();
  for (const [oid, mode] of held) {
    const relation = before.relations.get(oid);
    if (relation === undefined || mode === undefined) continue;
    // Whoever needs an index needs its table first.
    const onTable = relation.table === null ? undefined : held.get(relation.table);
    if (onTable !== undefined && covers(onTable, mode)) continue;
    out.set(relation.key, mode);
  }
  return out;
}

/** The locks that came to those held before. */
export function newLocks(between: Between): readonly Effect[] {
  const old = new Set(between.before.locks.map(({ oid, mode }) => `${oid} ${mode}`));
  const locks = between.after.locks.filter(({ oid, mode }) => !old.has(`${oid} ${mode}`));
  const added = heldLocks({ ...between.after, locks }, between);
  // An index of a table that was locked before is held with it.
  const held = heldLocks(between.after, between);
  return [...added].filter(([on]) => held.has(on)).map(([on, mode]) => ({ kind: 'lock', on, mode }));
}

/** The server's own words for its work, which are the same in every language and since version 12. */
const said = {
  rewrite: /^rewriting table "(.*)"$/,
  scan: /^verifying table "(.*)"$/,
  build: /^building index "(?:.*)" on table "(.*)" (?:serially|with request for .*)$/,
  foreignKey: /^validating foreign key constraint "(.*)"$/,
};

/** Names in the server's messages, as they come. */
export interface Messages {
  readonly rewritten: readonly string[];
  readonly scanned: readonly string[];
  readonly built: readonly string[];
  /** Names of constraints. */
  readonly foreignKeys: readonly string[];
}

export function readMessages(messages: readonly string[]): Messages {
  const all = (pattern: RegExp): readonly string[] => messages.flatMap((each) => pattern.exec(each)?.[1] ?? []);
  return { rewritten: all(said.rewrite), scanned: all(said.scan), built: all(said.build), foreignKeys: all(said.foreignKey) };
}

/** What must be asked for once the messages and the new files are known. */
export interface Found {
  /** Tables whose foreign keys were checked. */
  readonly checked: readonly number[];
  /** Tables with new files that hold nothing. */
  readonly emptied: ReadonlySet<number>;
  readonly countScans: boolean;
}

/** Tables and materialized views that have a new file. This transaction has them locked for itself alone. */
export function replaced({ before, after }: Between): readonly number[] {
  return [...before.relations.values()]
    .filter(({ oid, kind, filenode }) => {
      const now = after.relations.get(oid);
      return (kind === 'r' || kind === 'm') && now !== undefined && now.filenode !== filenode;
    })
    .map(({ oid }) => oid);
}

export async function emptyOf(connection: Connection, tables: readonly number[]): Promise<ReadonlySet<number>> {
  if (tables.length === 0) return new Set();
  // A materialized view whose query yields nothing is filled all the same.
  const text = `SELECT oid::int8::float8 AS oid FROM pg_catalog.pg_class WHERE oid = ANY ($1::oid[])
    AND CASE relkind WHEN 'm' THEN NOT relispopulated ELSE pg_catalog.pg_relation_size(oid) = 0 END`;
  const { rows } = await connection.query({ text, values: [tables] });
  return new Set(rows.map(({ oid }) => Number(oid)));
}

/** The work that the messages tell of, and that only new files or, for `countScans`, the statistics give away. */
export function workOf(messages: Messages, between: Between, more: Found): readonly Effect[] {
  const { before, after, universe } = between;
  const locked = new Set(after.locks.filter(({ mode }) => isEffect(mode)).map(({ oid }) => oid));
  const old = [...before.relations.values()].filter(({ oid }) => universe.has(oid));
  const named = (name: string): readonly Relation[] =>
    old.filter(
      (each) => each.name === name && ['r', 'p', 'm'].includes(each.kind) && (locked.has(each.oid) || locked.size === 0),
    );
  const keys = (names: readonly string[]): readonly string[] => [...new Set(names)].flatMap(named).map(({ key }) => key);

  const rewritten = new Set(keys(messages.rewritten));
  const effects: Effect[] = [...rewritten].map((on) => ({ kind: 'rewrite', on }));
  for (const each of old) {
    const now = after.relations.get(each.oid);
    if (now === undefined || !['r', 'm'].includes(each.kind)) continue;
    if (now.filenode !== each.filenode && !rewritten.has(each.key)) {
      const kind = more.emptied.has(each.oid) ? 'empty' : now.tablespace !== each.tablespace ? 'copy' : 'rewrite';
      effects.push({ kind, on: each.key });
    }
    if (more.countScans && now.scans > each.scans) effects.push({ kind: 'scan', on: each.key });
  }
  effects.push(...keys(messages.scanned).map((on): Effect => ({ kind: 'scan', on })));
  effects.push(...keys(messages.built).map((on): Effect => ({ kind: 'index-build', on })));
  for (const oid of more.checked) {
    const relation = before.relations.get(oid);
    if (relation !== undefined && universe.has(oid)) effects.push({ kind: 'fk-check', on: relation.key });
  }
  return effects;
}

/** The tables with rows whose foreign keys bear these names, were written by this transaction, and that it has locked. */
export async function tablesOfForeignKeys(connection: Connection, names: readonly string[]): Promise<readonly number[]> {
  if (names.length === 0) return [];
  const { rows } = await connection.query({
    text: `SELECT DISTINCT con.conrelid::int8::float8 AS oid
           FROM pg_catalog.pg_constraint con
           JOIN pg_catalog.pg_class c ON c.oid = con.conrelid AND c.relkind = 'r'
           JOIN pg_catalog.pg_locks l ON l.relation = c.oid AND l.pid = pg_catalog.pg_backend_pid()
             AND l.mode <> 'AccessShareLock' AND l.mode <> 'RowShareLock'
           WHERE con.contype = 'f' AND con.conname = ANY ($1)
             AND age(con.xmin) <= age(pg_current_xact_id()::xid)`,
    values: [names],
  });
  return rows.map(({ oid }) => Number(oid));
}
