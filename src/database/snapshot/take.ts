import { rollBack } from '../history';
import type { Connection } from '../connection';
import { functionQueries } from './functions';
import { otherQueries } from './others';
import { partQueries, relationQueries } from './relations';
import { normaliser, type Snapshot, type SnapshotObject, sortObjects } from './snapshot';
import { names } from './sql';
import { typeQueries } from './types';
import { plainViewText } from './view-text';

/**
 * Settings that texts of the catalog depend on, for one transaction that writes nothing and sees one state. Without a
 * search path each name comes with its schema.
 */
const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('search_path', '', true);
SET LOCAL quote_all_identifiers = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY';
SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL jit = off`;

/**
 * Reads a database's schema: everything but the system's own, the members of extensions, and roles, which belong to the
 * whole server. Three round trips; nothing is written or locked but the catalog's own reading. No transaction may be open.
 * Rejects with the driver's error.
 */
export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  const { version, target } = connection;
  const queries = [...relationQueries, ...partQueries, ...typeQueries, ...functionQueries, ...otherQueries(version)];
  await connection.script(begin);
  try {
    const { rows } = await connection.query({ text: `${names}\n${queries.join('\nunion all\n')}` });
    const objects = rows.map((row) => normal(row as unknown as SnapshotObject));
    const engine = `${target.kind === 'embedded' ? 'embedded ' : ''}PostgreSQL ${Math.floor(version / 10_000)}`;
    return { engine, normaliser, without: [], objects: sortObjects(objects) };
  } finally {
    await rollBack(connection);
  }
}

/** What the query itself cannot make alike on all versions. */
function normal({ kind, id, def }: SnapshotObject): SnapshotObject {
  const { definition, locale } = def;
  // Versions from 16 on store `en-u-kn` where `en-u-kn-true` was written.
  if (kind === 'collation' && typeof locale === 'string')
    return { kind, id, def: { ...def, locale: locale.replace(/-true(?=-|$)/g, '') } };
  if (!kind.endsWith('view') || typeof definition !== 'string') return { kind, id, def };
  return { kind, id, def: { ...def, definition: plainViewText(definition) } };
}
