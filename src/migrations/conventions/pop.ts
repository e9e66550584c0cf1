import type { Convention, Detection, Folder } from '../convention';
import type { History } from '../history';
import type { Problem } from '../project';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { baseName } from '../paths';
import { newestOf, nextStamp, slugOf } from '../scaffold';
import { placesOf } from './sections';
import { share, unmanaged } from './shared';
import { versionRows } from './version-rows';
import { createPair, downBeside } from './up-down-files';
import { sameStem, versionBy } from './version-place';

const table = 'schema_migration';
const pattern = /^(\d+)_([^.]+)(?:\.(?!autocommit\.)([a-z0-9]+))?(\.autocommit)?\.(up|down)\.sql$/s;
/** What pop calls PostgreSQL in file names. */
const postgres: readonly string[] = ['postgres', 'postgresql', 'pg', 'pgx'];
const otherDialects: readonly string[] = ['mysql', 'mariadb', 'sqlite3', 'sqlite', 'cockroach', 'cockroachdb', 'crdb'];
/** popx's column is `varchar(48)`, and pop's `varchar(14)`. */
const maxVersionLength = 48;

/**
 * gobuffalo/pop, and ory's popx: `20250101120000_description.up.sql`, with `.postgres` before `.up` where a file is for
 * PostgreSQL alone, and `.autocommit` where it runs outside a transaction.
 */
export const pop: Convention = {
  id: 'pop',
  title: 'pop',
  types: [],
  canHaveDown: true,
  markers: ['database.yml'],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const named: NamedFile[] = [];
    const others: Problem[] = [];
    for (const file of files) {
      const it = nameOf(file);
      if (it === undefined)
        others.push(...unmanaged(file, 'pop passes it over, because its name is not NUMBER_NAME.up.sql or .down.sql.'));
      else if ('why' in it) others.push(...unmanaged(file, it.why));
      else named.push(it);
    }
    const best = preferred(named);
    for (const { file } of named.filter((each) => !best.includes(each))) {
      others.push(...unmanaged(file, 'pop takes the file for PostgreSQL in its place.'));
    }
    const { migrations, problems } = pairUp(best, 'by version');
    return { migrations, problems: [...problems, ...others] };
  },
  scaffold(request) {
    const slug = slugOf(request.description);
    if (!slug.ok) return slug;
    if (request.content?.outsideTransaction === true && !request.existing.some((path) => path.includes('.autocommit.'))) {
      return {
        ok: false,
        reason: 'pop runs every file in a transaction; only popx knows the ending .autocommit, and no file here has it.',
      };
    }
    const stamps = request.existing.flatMap((path) => /^(\d{14})_/.exec(path)?.[1] ?? []);
    const scripts = request.existing.filter((path) => pattern.test(path));
    const hasDialects = scripts.filter((path) => dialectOf(path) !== undefined).length * 2 > scripts.length;
    const dialect = hasDialects || scripts.length === 0 ? '.postgres' : '';
    const autocommit = request.content?.outsideTransaction === true ? '.autocommit' : '';
    return createPair(request, `${nextStamp(request.now, newestOf(stamps))}_${slug.slug}${dialect}${autocommit}`);
  },
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d), along: sameStem(/\.(?:up|down)\.(?:sql|fizz)$/) },
  downFile: downBeside,
  transaction: ({ path }) => (pattern.exec(baseName(path))?.[4] === undefined ? 'file' : 'none'),
  // A template of Go, in comments too.
  placeholders: (script) => placesOf(script, /\{\{[^]*?\}\}|\{\{/g),
  sendsWholeFile: true,
  history: history(),
};

function dialectOf(path: string): string | undefined {
  return pattern.exec(path)?.[3];
}

/** A script for PostgreSQL, or why pop passes it over. */
function nameOf(file: SourceFile): NamedFile | { readonly why: string } | undefined {
  const [, version, name = '', dialect, , direction] = pattern.exec(file.path) ?? [];
  if (version === undefined) return undefined;
  if (dialect !== undefined && !postgres.includes(dialect)) {
    return { why: otherDialects.includes(dialect) ? `it is for ${dialect}.` : `pop knows no database called ${dialect}.` };
  }
  return {
    file,
    direction: direction === 'down' ? 'down' : 'up',
    version,
    order: version,
    name,
    stem: name,
  };
}

/** Of each version and direction the files for PostgreSQL, where there are any; else those for all databases. */
function preferred(named: readonly NamedFile[]): readonly NamedFile[] {
  const own = new Set(
    named.filter(({ file }) => dialectOf(file.path) !== undefined).map(({ version, direction }) => `${direction} ${version}`),
  );
  return named.filter(
    ({ file, version, direction }) => dialectOf(file.path) !== undefined || !own.has(`${direction} ${version}`),
  );
}

function detect({ files, markers, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/'));
  const matching = own.filter((path) => pattern.test(path));
  const part = share(matching, own);
  if (part < 0.3 || !matching.some((path) => path.endsWith('.up.sql'))) return undefined;
  const sure = (reason: string): Detection => ({ confidence: 0.98 * (0.5 + part / 2), reason });
  const dialects = matching.filter((path) => [...postgres, ...otherDialects].includes(dialectOf(path) ?? ''));
  if (dialects.length > 0) return sure('Names of databases stand in its files’ names, before .up.sql.');
  if (matching.some((path) => path.includes('.autocommit.'))) return sure('It has files ….autocommit.up.sql.');
  if (own.some((path) => /^\d+_[^.]+\.(?:up|down)\.fizz$/.test(path))) return sure('It has .up.sql beside .fizz files.');
  if (sample.some((text) => /\{\{-?\s*(?:if\b|range\b|index\b|\.)/.test(text))) {
    return sure('It has pairs of .up.sql and .down.sql, with templates in them.');
  }
  if (!markers.has('database.yml')) return undefined;
  return { confidence: 0.8 * (0.5 + part / 2), reason: 'It has pairs of .up.sql and .down.sql, and there is database.yml.' };
}

function history(): History {
  return {
    ...versionRows(table),
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      { text: `CREATE TABLE ${table} (version VARCHAR(14) NOT NULL, PRIMARY KEY (version))` },
      { text: `CREATE UNIQUE INDEX ${table}_version_idx ON ${table} (version)` },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    cannotRecord: ({ version }) =>
      version.length > maxVersionLength
        ? `Version ${version} has ${version.length} digits, but ${table}.version holds ${maxVersionLength} at most.`
        : undefined,
  };
}
