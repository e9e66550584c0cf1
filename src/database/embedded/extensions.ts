import type { Extension } from '@electric-sql/pglite';

/**
 * The extensions whose bundles lie beside the child's script. They cost some 80 ms at the start, so all are there
 * from the beginning. Left out: those that must be preloaded, since the data directory would not open without them
 * again.
 */
const names = [
  'amcheck',
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'file_fdw',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pageinspect',
  'pg_buffercache',
  'pg_freespacemap',
  'pg_surgery',
  'pg_trgm',
  'pg_visibility',
  'pg_walinspect',
  'pgcrypto',
  'seg',
  'spi',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid-ossp',
] as const;

/** Every extension that the embedded server can create. `beside` is the child's own URL. */
export function embeddedExtensions(beside: string): Readonly<Record<string, Extension>> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { name, setup: () => Promise.resolve({ bundlePath: new URL(`./${name}.tar.gz`, beside) }) } satisfies Extension,
    ]),
  );
}
