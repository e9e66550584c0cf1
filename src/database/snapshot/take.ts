import { rollBack } from '../history';
import type { Connection } from '../connection';
import { functionQueries } from './functions';
import { otherQueries } from './others';
import { partQueries, relationQueries } from './relations';
import { normaliser, type Snapshot, type SnapshotObject, sortObjects } from './snapshot';
import { names } from './sql';
import { typeQueries } from './types';
import { plainViewText } from './view-text';

/** Settings that texts of the catalog depend on. Without a search path each name comes with its schema. */
const settings = `SELECT set_config('search_path', '', true);
SET LOCAL quote_all_identifiers = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY';
SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL jit = off`;

/**
 * Reads a database's schema: everything but the system's own, the members of extensions, and roles, which belong to the
 * whole server. Three round trips; nothing is written or locked but the catalog's own reading. No transaction may be open:
 * it takes one that writes nothing and sees one state. Rejects with the driver's error.
 */
export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  await connection.script(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings}`);
  try {
    return await read(connection);
  } finally {
    await rollBack(connection);
  }
}

/**
 * The same of the state that the open transaction has come to, which it leaves as it was: a savepoint takes the settings
 * back, and what the transaction does next is in no subtransaction.
 */
export async function takeSnapshotWithin(connection: Connection): Promise<Snapshot> {
  await connection.script(`SAVEPOINT lockkeeper_schema; ${settings}`);
  try {
    return await read(connection);
  } finally {
    await connection.script('ROLLBACK TO SAVEPOINT lockkeeper_schema; RELEASE SAVEPOINT lockkeeper_schema');
  }
}

async function read(connection: Connection): Promise<Snapshot> {
  const { version, target } = connection;
  const queries = [...relationQueries, ...partQueries, ...typeQueries, ...functionQueries, ...otherQueries(version)];
  const { rows } = await connection.query({ text: `${names}\n${queries.join('\nunion all\n')}` });
  const objects = rows.map((row) => normal(row as unknown as SnapshotObject));
  const engine = `${target.kind === 'embedded' ? 'embedded ' : ''}PostgreSQL ${Math.floor(version / 10_000)}`;
  return { engine, normaliser, without: [], objects: sortObjects(objects) };
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
