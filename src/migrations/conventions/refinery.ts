import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { dateCell, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { baseName } from '../paths';
import { createFiles, newestOf, nextNumber, nextStamp, slugOf, template } from '../scaffold';
import { sipHash13 } from '../sip-hash';
import { readNames, share } from './shared';
import { versionBy } from './version-place';

const pattern = /^([VU])(\d+(?:\.\d+)?)__([\p{L}\p{M}\p{N}\p{Pc}]+)\.sql$/u;
const table = 'refinery_schema_history';
/** The versions of a refinery that was not built for wider ones. */
const maxNarrow = 2n ** 31n - 1n;
const maxWide = 2n ** 63n - 1n;
const jvmMarkers: readonly string[] = ['flyway.conf', 'flyway.toml', 'pom.xml', 'build.gradle', 'build.gradle.kts'];

/** rust-db/refinery: `V1__description.sql`, and `U2__description.sql` for what may be applied after later ones. */
export const refinery: Convention = {
  id: 'refinery',
  title: 'refinery',
  types: [],
  canHaveDown: false,
  markers: ['refinery.toml', 'Cargo.toml', ...jvmMarkers],
  detect,
  reads: (path) => pattern.test(baseName(path)) || (path.endsWith('.sql') && !path.includes('/')),
  read(files) {
    const { named, strangers } = readNames(
      files,
      nameOf,
      'refinery skips it, because its name is not V<number>__<name>.sql, nor one with U.',
    );
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/(?:^|\/)[VU](\d+(?:\.\d+)?)__[^/]*$/d) },
  transaction: () => 'file',
  sendsWholeFile: true,
  history: history(),
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, prefix, digits, name] = pattern.exec(baseName(file.path)) ?? [];
  if (digits === undefined || name === undefined) return undefined;
  const isWhole = /^\d+$/.test(digits) && BigInt(digits) <= maxWide;
  const version = isWhole ? BigInt(digits).toString() : digits;
  return {
    file,
    direction: 'up',
    version,
    order: version.padStart(40, '0'),
    name,
    stem: name,
    ...(prefix === 'U' && { facts: { late: 'true' } }),
    ...(!isWhole && {
      problem: {
        kind: 'impossible-version',
        path: file.absolute,
        message: `${digits} is no whole number of at most 64 bits, so refinery refuses the whole folder.`,
        related: [],
      },
    }),
  };
}

function detect({ files, markers }: Folder): Detection | undefined {
  const direct = files.filter((file) => !file.includes('/'));
  const matching = direct.filter((file) => pattern.test(file));
  const mark = ['refinery.toml', 'Cargo.toml'].find((marker) => markers.has(marker));
  // The names are Flyway's as well, so something has to speak for Rust.
  if (matching.length === 0 || mark === undefined) return undefined;
  const isJvm = jvmMarkers.some((marker) => markers.has(marker));
  return {
    confidence: (isJvm ? 0.9 : 0.97) * (0.5 + share(matching, direct) / 2),
    reason: `It has files V<number>__…, and there is ${mark}.`,
  };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, outsideTransaction = false } = request.content ?? {};
  if (outsideTransaction) {
    return { ok: false, reason: 'refinery runs every file in a transaction, and has nothing to say otherwise.' };
  }
  const written = request.existing.flatMap((path) => {
    const digits = pattern.exec(baseName(path))?.[2] ?? '';
    return /^\d+$/.test(digits) ? [digits] : [];
  });
  const stamps = written.filter((digits) => digits.length === 14);
  const isStamped = stamps.length * 2 > written.length;
  const version = isStamped ? nextStamp(request.now, newestOf(stamps)) : nextNumber(written, 1);
  return createFiles(request, [template(`V${version}__${slug.slug}.sql`, `-- ${request.description.trim()}`, up)]);
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
    version int4 PRIMARY KEY,
    name VARCHAR(255),
    applied_on VARCHAR(255),
    checksum VARCHAR(255)
)`,
      },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    read: (rows) =>
      rows.flatMap((row) => {
        const version = textCell(row, 'version');
        if (version === undefined) return [];
        const details = present<Partial<HistoryRow>>({
          name: textCell(row, 'name'),
          appliedAt: dateCell(row, 'applied_on'),
          checksum: textCell(row, 'checksum'),
        });
        return [{ version, failed: false, ...details }];
      }),
    record: (event, migration, migrations) => (event.kind === 'applied' ? insert(migration, migrations) : []),
    checksum: (migration) => checksum(migration, isWide([migration])),
    matches(row, migration) {
      if (row.name !== undefined && row.name !== migration.name) return false;
      return row.checksum === undefined || [true, false].some((wide) => row.checksum === checksum(migration, wide));
    },
    unmark: ({ version }) => [{ text: `DELETE FROM ${table} WHERE version = $1`, values: [version] }],
    realign: (migration) => [
      {
        text: `UPDATE ${table} SET name = $2, checksum = CASE ${columnType} WHEN 'int8'::regtype THEN $3 ELSE $4 END WHERE version = $1`,
        values: [migration.version, migration.name, checksum(migration, true), checksum(migration, false)],
      },
    ],
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: false, outOfOrder: false },
    late: 'refinery refuses to apply anything then, unless it is told not to abort on missing migrations',
    mayComeLate: ({ facts }) => facts?.['late'] === 'true',
    cannotRecord: ({ version, name }) =>
      name.length > 255 ? `The name of ${version} has ${name.length} characters, but ${table}.name holds 255.` : undefined,
  };
}

const columnType = `(SELECT atttypid FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attname = 'version')`;

/** Whether only a refinery that was built for 64-bit versions can read them. */
function isWide(migrations: readonly Migration[]): boolean {
  return migrations.some(({ version }) => /^\d+$/.test(version) && BigInt(version) > maxNarrow);
}

/** Of name, version and text, in the way that Rust hashes a string, a number and a string. */
function checksum({ name, version, up }: Migration, wide: boolean): string {
  const number = Buffer.alloc(wide ? 8 : 4);
  const value = /^\d+$/.test(version) ? BigInt(version) : 0n;
  if (wide) number.writeBigInt64LE(BigInt.asIntN(64, value));
  else number.writeInt32LE(Number(BigInt.asIntN(32, value)));
  const end = Buffer.from([0xff]);
  return sipHash13(Buffer.concat([Buffer.from(name), end, number, Buffer.from(up?.text ?? ''), end])).toString();
}

/**
 * The column's type shows for which versions the runner was built, and the checksum depends on it. A table that was set
 * up just now for the smaller ones becomes one for the larger where the files need it.
 */
function insert(migration: Migration, migrations: readonly Migration[]): readonly Query[] {
  const { version, name } = migration;
  const widen: Query = { text: `ALTER TABLE ${table} ALTER COLUMN version TYPE int8` };
  const now = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return [
    ...(isWide(migrations) ? [widen] : []),
    {
      text: `INSERT INTO ${table} (version, name, applied_on, checksum) VALUES ($1, $2, ${now}, CASE ${columnType} WHEN 'int8'::regtype THEN $3 ELSE $4 END)`,
      values: [version, name, checksum(migration, true), checksum(migration, false)],
    },
  ];
}
