import { headerOf, type Phase } from '../migrations/header';
import type { InferredDependency } from '../migrations/inferred';
import { rawHash } from '../migrations/hashes';
import { declaredDependencies } from '../migrations/dependencies';
import { relativeTo } from '../migrations/paths';
import type { Migration, Project, Source } from '../migrations/project';

/** `migration-catalog.json`: every migration of a project, for other programs. Paths are relative to the file, with `/`. */
export interface Catalog {
  readonly catalog_version: '1.0';
  /** When anything else in it last changed: ISO 8601, UTC. */
  readonly last_updated: string;
  readonly total_migrations: number;
  /** By database, as headers name it: the newest `Version` of a header, or else the newest migration's own. */
  readonly database_versions: Readonly<Record<string, string>>;
  readonly migrations: readonly CatalogEntry[];
  readonly migration_locations: {
    /** The first source that is not deprecated: where new migrations go. */
    readonly canonical: string | null;
    readonly other_locations: readonly string[];
    readonly deprecated_locations: readonly string[];
  };
  /** Of the canonical location. */
  readonly naming_convention: {
    readonly convention: string;
    /** `YYYYMMDD_HHMMSS_<type>_<description>.sql`, as most of its files are named. */
    readonly format: string;
    readonly types: readonly string[];
    readonly extensions: readonly string[];
  } | null;
  /** People's own, kept as they are. */
  readonly notes: unknown;
}

export interface CatalogEntry {
  readonly id: string;
  readonly file: string;
  readonly description: string;
  readonly database: string;
  readonly type: string | null;
  readonly phase: Phase | null;
  /** As its header says; null where it says nothing. */
  readonly breaking: boolean | null;
  /** SHA-256 of the up script's bytes, in hexadecimal. */
  readonly checksum: string;
  /** Files of the migrations that must have run before, declared or told from the SQL. */
  readonly dependencies: readonly string[];
  /** The down script. */
  readonly rollback: string | null;
}

export interface CatalogInput {
  readonly project: Project;
  /** Paths of sources that are not to grow any more. */
  readonly deprecated: ReadonlySet<string>;
  readonly inferred: readonly InferredDependency[];
  readonly label: (path: string) => string;
  /** UTC in milliseconds. */
  readonly now: number;
}

const usualDatabase = 'postgresql';

/** Makes the catalog of a project. What people wrote into `notes` of the catalog before is kept. */
export function catalogOf(input: CatalogInput, before: Partial<Catalog> | undefined): Catalog {
  const { project, deprecated, label, now } = input;
  const { sources } = project;
  const migrations = entriesOf(input);
  const live = sources.filter(({ path }) => !deprecated.has(path));
  const [canonical, ...others] = live;
  const catalog: Catalog = {
    catalog_version: '1.0',
    last_updated: new Date(now).toISOString(),
    total_migrations: migrations.length,
    database_versions: versionsOf(live),
    migrations,
    migration_locations: {
      canonical: canonical === undefined ? null : label(canonical.path),
      other_locations: others.map(({ path }) => label(path)),
      deprecated_locations: sources.filter(({ path }) => deprecated.has(path)).map(({ path }) => label(path)),
    },
    naming_convention: canonical === undefined ? null : namingOf(canonical),
    notes: before?.notes ?? [],
  };
  const isSame = before !== undefined && isDeepEqual({ ...before, last_updated: '' }, { ...catalog, last_updated: '' });
  return isSame && typeof before.last_updated === 'string' ? { ...catalog, last_updated: before.last_updated } : catalog;
}

/** As it is written to the file. */
export function catalogText(catalog: Catalog): string {
  return `${JSON.stringify(catalog, undefined, 2)}\n`;
}

function isDeepEqual(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function entriesOf({ project: { sources }, inferred, label }: CatalogInput): readonly CatalogEntry[] {
  const needed = new Map<Migration, Set<Migration>>();
  const need = (from: Migration, to: Migration): void => {
    needed.set(from, (needed.get(from) ?? new Set()).add(to));
  };
  for (const { from, to } of declaredDependencies(sources).dependencies) need(from.migration, to.migration);
  for (const { from, to } of inferred) need(from, to);
  return sources.flatMap(({ migrations }) =>
    migrations.flatMap((migration) => {
      const { up, down } = migration;
      if (up === undefined) return [];
      const { database = usualDatabase, type, phase, breaking } = headerOf(up.text);
      const before = [...(needed.get(migration) ?? [])].map((other) => label(other.up?.path ?? other.id));
      return {
        id: migration.version,
        file: label(up.path),
        description: migration.title,
        database,
        type: migration.type ?? type ?? null,
        phase: phase ?? null,
        breaking: breaking ?? null,
        checksum: rawHash(up.bytes),
        dependencies: before.sort(),
        rollback: down === undefined ? null : label(down.path),
      };
    }),
  );
}

function versionsOf(sources: readonly Source[]): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { migrations } of sources) {
    for (const { up, version } of migrations) {
      if (up === undefined) continue;
      const header = headerOf(up.text);
      versions[header.database ?? usualDatabase] = header.version ?? version;
    }
  }
  return versions;
}

function namingOf(source: Source): Catalog['naming_convention'] {
  const { convention, migrations } = source;
  const counts = new Map<string, number>();
  for (const format of migrations.map((migration) => formatOf(source, migration)))
    counts.set(format, (counts.get(format) ?? 0) + 1);
  const [format] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  return { convention: convention.id, format, types: convention.types, extensions: ['sql'] };
}

/** The shape of a migration's file name: `YYYYMMDDHHMMSS_<description>.sql`, `VN__<description>.sql`. */
export function formatOf({ path }: Pick<Source, 'path'>, { up, id, type }: Migration): string {
  const name = relativeTo(path, up?.path ?? id) ?? id;
  const parts = /^((?:[^/\d]+\/)?[A-Za-z]?)(\d[\d_.-]*?)(?:([_-]+)(?!\d)[^/]*?)?(\/[^/]+|(?:\.up)?\.sql)$/.exec(name);
  if (parts === null) return '<description>.sql';
  const [, lead = '', number = '', separator, ending = ''] = parts;
  const version = number
    .replace(/\d+/g, (digits) =>
      digits.length === 14 ? 'YYYYMMDDHHMMSS' : digits.length === 8 ? 'YYYYMMDD' : 'N'.repeat(digits.length),
    )
    .replace(/^YYYYMMDD_N{6}$/, 'YYYYMMDD_HHMMSS');
  const rest = separator === undefined ? '' : `${separator}${type === undefined ? '' : '<type>_'}<description>`;
  return `${lead}${version}${rest}${ending}`;
}
