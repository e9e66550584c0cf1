/**
 * Types, functions and operator classes that migrations name, by the extension which has them. The embedded server has those
 * of the first list; of the others it is said for want of which extension a chain cannot be replayed.
 */
const objects: Readonly<Record<string, readonly string[]>> = {
  citext: ['citext'],
  hstore: ['hstore', 'hstore_to_json', 'hstore_to_jsonb', 'akeys', 'avals'],
  ltree: ['ltree', 'lquery', 'ltxtquery', 'nlevel', 'subpath', 'text2ltree'],
  cube: ['cube', 'cube_distance'],
  earthdistance: ['earth', 'll_to_earth', 'earth_box', 'earth_distance'],
  intarray: ['gin__int_ops', 'gist__int_ops', 'icount', 'uniq'],
  isn: ['ean13', 'isbn', 'isbn13', 'issn', 'issn13'],
  seg: ['seg'],
  pgcrypto: [
    ...['digest', 'hmac', 'crypt', 'gen_salt', 'encrypt', 'decrypt', 'encrypt_iv', 'decrypt_iv', 'gen_random_bytes'],
    ...['pgp_sym_encrypt', 'pgp_sym_decrypt', 'pgp_sym_encrypt_bytea', 'pgp_pub_encrypt', 'pgp_pub_decrypt', 'armor'],
  ],
  'uuid-ossp': [
    ...['uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v3', 'uuid_generate_v4', 'uuid_generate_v5'],
    ...['uuid_nil', 'uuid_ns_dns', 'uuid_ns_url'],
  ],
  pg_trgm: ['gin_trgm_ops', 'gist_trgm_ops', 'similarity', 'word_similarity', 'show_trgm'],
  unaccent: ['unaccent'],
  fuzzystrmatch: ['levenshtein', 'soundex', 'metaphone', 'dmetaphone'],
  tablefunc: ['crosstab', 'connectby', 'normal_rand'],
  bloom: ['bloom'],
};

const elsewhere: Readonly<Record<string, readonly string[]>> = {
  postgis: ['geometry', 'geography', 'st_makepoint', 'st_setsrid', 'st_point', 'st_geomfromtext'],
  vector: ['vector', 'halfvec', 'sparsevec', 'vector_cosine_ops', 'vector_l2_ops', 'vector_ip_ops', 'hnsw', 'ivfflat'],
  timescaledb: ['create_hypertable', 'add_retention_policy', 'add_compression_policy', 'time_bucket'],
  pg_cron: ['cron.schedule', 'cron.unschedule'],
  pg_partman: ['partman.create_parent', 'create_parent'],
};

/** Every extension whose objects are known, with them. */
const knownObjects: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({ ...objects, ...elsewhere }));

/** Those that the embedded server has. */
export const embeddedObjects: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(objects));

/** What an operator class is asked of that only an extension gives: `EXCLUDE USING gist (room WITH =)`. */
const defaultClasses: Readonly<Record<string, string>> = { gist: 'btree_gist', gin: 'btree_gin' };

/** The extension whose object a statement did not find, by the server's words. */
export function extensionWanted(sqlstate: string | undefined, message: string): string | undefined {
  if (sqlstate !== '42704' && sqlstate !== '42883' && sqlstate !== '3F000') return undefined;
  const method = /^data type \S.* has no default operator class for access method "(\w+)"$/.exec(message)?.[1];
  if (method !== undefined) return defaultClasses[method];
  const schema = /^schema "(cron|partman)" does not exist$/.exec(message)?.[1];
  if (schema !== undefined) return `pg_${schema}`;
  const named =
    /^type "(.+?)(?:\[\])?" does not exist$/.exec(message)?.[1] ??
    /^function ([^()]+)\(.*\) does not exist$/.exec(message)?.[1] ??
    /^(?:operator class|access method|text search (?:dictionary|template)) "(.+?)" does not exist/.exec(message)?.[1];
  if (named === undefined) return undefined;
  const bare = named.replace(/^.*\./, '').toLowerCase();
  return [...knownObjects].find(([, names]) => names.includes(bare) || names.includes(named.toLowerCase()))?.[0];
}

/** The schema that the server's words put before such an object, where they do. */
export function schemaOfWanted(message: string): string | undefined {
  const named =
    /^type "(.+?)(?:\[\])?" does not exist$/.exec(message) ?? /^function ([^()]+)\(.*\) does not exist$/.exec(message);
  const parts = named?.[1]?.split('.') ?? [];
  return parts.length === 2 ? parts[0]?.replace(/^"|"$/g, '') : undefined;
}
