import type { Connection } from '../database/connection';
import type { Change } from '../schema/change';
import type { Name } from '../schema/schema';
import { quoteName } from '../sql/quote';

/** What the catalog says of a statement that was begun: what to clean up, and whether it is to be sent again. */
export interface Leftovers {
  /** Commands, in order, each by itself. */
  readonly cleanUp: readonly string[];
  /** `unknown`: the catalog does not tell whether it was carried out. */
  readonly next: 'again' | 'done' | 'unknown';
  /** Sentences. */
  readonly notes: readonly string[];
}

const again: Leftovers = { cleanUp: [], next: 'again', notes: [] };
const unknown: Leftovers = { cleanUp: [], next: 'unknown', notes: [] };

/**
 * Looks at what a statement that was cut off has left behind. `isInHand`: whether it may have been carried out; one that
 * failed is to be sent again in any case.
 */
export async function leftoversOf(connection: Connection, changes: readonly Change[], isInHand: boolean): Promise<Leftovers> {
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) return isInHand ? unknown : again;
  switch (change.kind) {
    case 'create-index':
      if (change.concurrently) return ofBuild(connection, change, isInHand);
      break;
    case 'drop-index':
      // An index that a concurrent drop has left invalid is dropped by the same again.
      if (change.concurrently) return isInHand && !(await exists(connection, change.index)) ? { ...again, next: 'done' } : again;
      break;
    case 'reindex':
      if (change.concurrently) return ofReindex(connection, change);
      break;
    case 'detach-partition':
      if (change.concurrently && connection.version >= 140_000) return ofDetach(connection, change, isInHand);
      break;
    case 'read':
      // A function may write.
      if (change.calls === undefined || change.calls.length === 0) return again;
      break;
    case 'vacuum':
    case 'cluster':
    case 'set':
    case 'refresh-view':
      return again;
    default:
      break;
  }
  return isInHand ? unknown : again;
}

async function ofBuild(
  connection: Connection,
  { table, index }: Extract<Change, { kind: 'create-index' }>,
  isInHand: boolean,
): Promise<Leftovers> {
  const { rows } = await connection.query({
    text: `SELECT i.indisvalid AS valid, format('%I.%I', n.nspname, c.relname) AS name
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indrelid = to_regclass($1) AND (c.relname = $2 OR $2::name IS NULL AND NOT i.indisvalid)`,
    values: [quoteName(table), index ?? null],
  });
  const names = rows.map(({ name }) => String(name));
  if (index === undefined) {
    if (names.length === 0) return isInHand ? unknown : again;
    const notes = [
      `The server chose the name of the index, so nobody can tell whether it is one of the invalid ones on that table: ${names.join(', ')}. Drop those that nobody needs.`,
    ];
    return { ...unknown, notes };
  }
  const [found] = rows;
  const [name] = names;
  if (found === undefined || name === undefined) return again;
  if (found['valid'] === true)
    return isInHand ? { ...again, next: 'done', notes: [`The index ${name} is there and valid.`] } : again;
  return { cleanUp: [`DROP INDEX CONCURRENTLY ${name}`], next: 'again', notes: [`The invalid index ${name} was dropped first.`] };
}

/** REINDEX CONCURRENTLY builds beside the index that it renews, which stays in use until the new one is there. */
async function ofReindex(connection: Connection, { what, name }: Extract<Change, { kind: 'reindex' }>): Promise<Leftovers> {
  const { rows } = await connection.query({
    text: `SELECT format('%I.%I', n.nspname, c.relname) AS name
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND n.nspname <> 'pg_toast'
              AND CASE $1 WHEN 'index' THEN i.indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass($2))
                          WHEN 'table' THEN i.indrelid = to_regclass($2)
                          WHEN 'schema' THEN quote_ident(n.nspname) = $2 ELSE true END
            ORDER BY c.oid`,
    values: [what, name === undefined ? null : quoteName(name)],
  });
  const names = rows.map((row) => String(row['name']));
  return {
    cleanUp: names.map((each) => `DROP INDEX CONCURRENTLY ${each}`),
    next: 'again',
    notes: names.length === 0 ? [] : [`What the rebuild had left was dropped first: ${names.join(', ')}.`],
  };
}

/** A detachment that was cut off between its two transactions can only be finished. */
async function ofDetach(
  connection: Connection,
  { table, partition }: Extract<Change, { kind: 'detach-partition' }>,
  isInHand: boolean,
): Promise<Leftovers> {
  const { rows } = await connection.query({
    text: 'SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2)',
    values: [quoteName(partition), quoteName(table)],
  });
  const [found] = rows;
  if (found === undefined) return isInHand ? { ...again, next: 'done', notes: ['The partition is detached already.'] } : again;
  if (found['pending'] !== true) return again;
  return {
    cleanUp: [`ALTER TABLE ${quoteName(table)} DETACH PARTITION ${quoteName(partition)} FINALIZE`],
    next: 'done',
    notes: [`The detachment of ${quoteName(partition)} was finished with FINALIZE.`],
  };
}

async function exists(connection: Connection, name: Name): Promise<boolean> {
  const { rows } = await connection.query({ text: 'SELECT to_regclass($1) IS NOT NULL AS here', values: [quoteName(name)] });
  return rows[0]?.['here'] === true;
}
