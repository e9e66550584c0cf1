import type { Connection } from './connection';

/** What can be seen of a database's state from outside a transaction: its schema, and how far its sequences are. */
export interface Fingerprint {
  readonly schema: string;
  /** By `schema.name`; absent values stand for sequences never used. */
  readonly sequences: ReadonlyMap<string, string>;
}

/** Catalogs that a schema is made of. Statistics and other columns that change by themselves are left out. */
const catalogs = [
  `SELECT oid, relname, relnamespace, relowner, relfilenode, relkind, relpersistence, relnatts, relchecks, relhasrules,
          relhastriggers, relrowsecurity, relforcerowsecurity, relacl::text, reloptions::text FROM pg_class`,
  'SELECT attrelid, attname, atttypid, attnum, atttypmod, attnotnull, atthasdef, attidentity, attisdropped, attacl::text FROM pg_attribute',
  ...[
    'pg_am',
    'pg_amop',
    'pg_amproc',
    'pg_attrdef',
    'pg_cast',
    'pg_collation',
    'pg_constraint',
    'pg_conversion',
    'pg_db_role_setting',
    'pg_default_acl',
    'pg_description',
    'pg_enum',
    'pg_event_trigger',
    'pg_extension',
    'pg_foreign_data_wrapper',
    'pg_foreign_server',
    'pg_foreign_table',
    'pg_index',
    'pg_inherits',
    'pg_language',
    'pg_largeobject_metadata',
    'pg_namespace',
    'pg_opclass',
    'pg_operator',
    'pg_opfamily',
    'pg_partitioned_table',
    'pg_policy',
    'pg_proc',
    'pg_publication',
    'pg_publication_rel',
    'pg_range',
    'pg_rewrite',
    'pg_roles',
    'pg_auth_members',
    'pg_seclabel',
    'pg_sequence',
    'pg_shdescription',
    'pg_statistic_ext',
    'pg_transform',
    'pg_trigger',
    'pg_ts_config',
    'pg_ts_config_map',
    'pg_ts_dict',
    'pg_type',
  ].map((name) => `SELECT * FROM pg_catalog.${name}`),
  'SELECT oid, datname, datdba, datacl::text FROM pg_database WHERE datname = current_database()',
];

/** Takes a fingerprint; outside a transaction, it sees what everyone sees. */
export async function fingerprint(connection: Connection): Promise<Fingerprint> {
  const sums = catalogs.map(
    (query, i) => `(SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, ${i})), 0) FROM (${query}) t)`,
  );
  const { rows } = await connection.query({ text: `SELECT concat_ws(' ', ${sums.join(', ')}) AS schema` });
  const { rows: sequences } = await connection.query({
    text: `SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value::text, '') AS value
             FROM pg_sequences WHERE schemaname NOT LIKE 'pg\\_temp%'`,
  });
  return {
    schema: String(rows[0]?.['schema']),
    sequences: new Map(sequences.map(({ name, value }) => [String(name), typeof value === 'string' ? value : ''])),
  };
}

/** Whether both are of the same schema, and the sequences that have moved, in words. */
export function compareFingerprints(
  before: Fingerprint,
  after: Fingerprint,
): { readonly isSame: boolean; readonly moved: readonly string[] } {
  const moved = [...after.sequences].flatMap(([name, value]) => {
    const was = before.sequences.get(name);
    return was === undefined || was === value ? [] : [`${name} from ${was === '' ? 'unused' : was} to ${value}`];
  });
  return { isSame: before.schema === after.schema, moved };
}
