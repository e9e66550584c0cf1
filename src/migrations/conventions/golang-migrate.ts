import type { Convention, Detection, Folder } from '../convention';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { slugOf } from '../scaffold';
import { golangMigrateHistory } from './golang-migrate-history';
import { isAnothers, share, unmanaged } from './shared';
import { createPair, downBeside, nextVersion, pairPattern, pairsIn } from './up-down-files';
import { versionBy } from './version-place';

/** Its table's column is a bigint. */
const maxVersion = 2n ** 63n - 1n;

/** golang-migrate/migrate: `000001_description.up.sql` and `.down.sql`, and one row that says how far the database is. */
export const golangMigrate: Convention = {
  id: 'golang-migrate',
  title: 'golang-migrate',
  types: [],
  canHaveDown: true,
  markers: ['go.mod', 'Cargo.toml', 'sqlx.toml', '.sqlx'],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const named = files.flatMap((file) => nameOf(file) ?? []);
    const others = files.filter(({ path }) => !pairPattern.test(path));
    const { migrations, problems } = pairUp(named, 'by version');
    const why = 'golang-migrate skips it, because its name is not a number, an underscore and .up.sql or .down.sql.';
    return { migrations, problems: [...problems, ...others.flatMap((file) => unmanaged(file, why))] };
  },
  scaffold(request) {
    const slug = slugOf(request.description);
    if (!slug.ok) return slug;
    const written = request.existing.flatMap((path) => pairPattern.exec(path)?.[1] ?? []);
    return createPair(request, `${nextVersion(request.now, written)}_${slug.slug}`);
  },
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  downFile: downBeside,
  // It sends the file as it is: one statement runs by itself, several are one transaction of the server's making.
  transaction: () => 'none',
  sendsWholeFile: true,
  history: golangMigrateHistory,
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, digits, name = '', direction] = pairPattern.exec(file.path) ?? [];
  if (digits === undefined) return undefined;
  const version = BigInt(digits);
  return {
    file,
    direction: direction === 'down' ? 'down' : 'up',
    version: version.toString(),
    order: version.toString().padStart(40, '0'),
    name,
    stem: name,
    ...(version > maxVersion && {
      problem: {
        kind: 'impossible-version',
        path: file.absolute,
        message: `${digits} is larger than a signed 64-bit number, which is all that schema_migrations holds. Shorten it.`,
        related: [],
      },
    }),
  };
}

/** sqlx has the same pairs, but its numbers have four digits where they are no stamps. */
function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const { files, markers } = folder;
  const pairs = pairsIn(folder);
  const own = files.filter((path) => !path.includes('/'));
  const part = share(pairs, own);
  if (part < 0.3 || !pairs.some((path) => path.endsWith('.up.sql'))) return undefined;
  if (markers.has('sqlx.toml') || markers.has('.sqlx')) return undefined;
  const unlikeSqlx = pairs.filter((path) => !/^(\d{4}|\d{14})_/.test(path)).length * 2 > pairs.length;
  const isGo = markers.has('go.mod');
  const isRust = markers.has('Cargo.toml');
  const base = isGo && (!isRust || unlikeSqlx) ? 0.75 : unlikeSqlx && !isRust ? 0.65 : 0.5;
  const shape = 'pairs of .up.sql and .down.sql';
  const why = isGo ? ', and there is go.mod' : unlikeSqlx ? ', numbered as sqlx would not' : '';
  return { confidence: base * (0.5 + part / 2), reason: `It has ${shape}${why}.` };
}
