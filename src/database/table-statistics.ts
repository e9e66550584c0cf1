import type { RelationStatistics, TableStatistics } from '../effects/statistics';
import type { Connection } from './connection';
import { placeOf } from './redact';
import type { Target } from './target';
import { printedVersion } from './versions';

/**
 * One round trip. The size functions wait for whoever holds ACCESS EXCLUSIVE, or stands in line for it: of what is so
 * locked the catalog's own count of pages is taken, as of the last VACUUM or ANALYZE. The counters are of rows, as
 * `pg_stat_all_tables` adds them up.
 */
const query = `
  WITH locked AS MATERIALIZED (
    SELECT DISTINCT l.relation AS oid FROM pg_catalog.pg_locks l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
  ), page AS MATERIALIZED (
    SELECT pg_catalog.current_setting('block_size')::float8 AS bytes
  ), relation AS (
    SELECT n.nspname || '.' || c.relname AS key, c.relkind::text AS kind, c.reltuples::float8 AS rows,
           (SELECT pn.nspname || '.' || p.relname FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_class p ON p.oid = i.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
             WHERE i.inhrelid = c.oid AND c.relispartition) AS partition_of,
           CASE WHEN c.oid IN (SELECT oid FROM locked) THEN c.relpages * page.bytes
                ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0)::float8 END AS heap,
           CASE WHEN c.reltoastrelid = 0 THEN 0
                WHEN c.oid IN (SELECT oid FROM locked) OR c.reltoastrelid IN (SELECT oid FROM locked)
                THEN (SELECT t.relpages * page.bytes FROM pg_catalog.pg_class t WHERE t.oid = c.reltoastrelid)
                ELSE coalesce(pg_catalog.pg_total_relation_size(c.reltoastrelid), 0)::float8 END AS toast,
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', x.relname, 'bytes',
                     CASE WHEN c.oid IN (SELECT oid FROM locked) OR x.oid IN (SELECT oid FROM locked)
                          THEN x.relpages * page.bytes
                          ELSE coalesce(pg_catalog.pg_relation_size(x.oid), 0)::float8 END) ORDER BY x.relname)
              FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
             WHERE i.indrelid = c.oid AND x.relkind = 'i')::text AS indexes,
           (pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
             + pg_catalog.pg_stat_get_tuples_deleted(c.oid))::float8 AS writes
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace CROSS JOIN page
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND n.nspname !~ '^pg_(toast|temp)'
  )
  SELECT (SELECT extract(epoch FROM stats_reset)::float8 FROM pg_catalog.pg_stat_database
           WHERE datname = pg_catalog.current_database()) AS counted_since, relation.*
    FROM (SELECT 1) AS one LEFT JOIN relation ON true`;

/** Reads what the server knows of all tables of users, without reading a row of them; there are no rates yet. */
export async function readTableStatistics(connection: Connection, now: () => number): Promise<TableStatistics> {
  const { rows } = await connection.query({ text: query });
  const since = rows[0]?.['counted_since'];
  const relations = rows.filter(({ key }) => typeof key === 'string').map(relationOf);
  return {
    server: printedVersion(connection.version),
    readAt: new Date(now()),
    target: nameOf(connection.target, connection.database),
    ...(typeof since === 'number' && { countedSince: new Date(Math.round(since * 1000)) }),
    relations: new Map(relations.sort((a, b) => (a.key < b.key ? -1 : 1)).map((each) => [each.key, each])),
  };
}

function relationOf(row: Readonly<Record<string, unknown>>): RelationStatistics {
  const { key, kind, rows, partition_of: partitionOf, heap, toast, indexes, writes } = row;
  return {
    key: String(key),
    kind: kind === 'p' ? 'partitioned-table' : kind === 'm' ? 'materialized-view' : 'table',
    ...(typeof partitionOf === 'string' && { partitionOf }),
    ...(isAnalysed(rows, heap) && { rows }),
    heapBytes: Number(heap),
    toastBytes: Number(toast),
    indexes: typeof indexes === 'string' ? (JSON.parse(indexes) as RelationStatistics['indexes']) : [],
    writes: Number(writes),
  };
}

/** Where nobody has counted, versions from 14 on say -1, and those before it 0. */
function isAnalysed(rows: unknown, heap: unknown): rows is number {
  return typeof rows === 'number' && (rows > 0 || (rows === 0 && heap === 0));
}

/** A target that was given as a URL has its host as a name, which is nobody else's business. */
function nameOf(target: Target, database: string): string {
  return target.kind === 'server' && target.name === placeOf(target.url) ? database : target.name;
}
