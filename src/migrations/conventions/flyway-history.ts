import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration, Script } from '../project';
import { tokenText } from '../../sql/token';
import { lex } from '../../sql/lexer';
import { split } from '../../sql/splitter';
import { type Row, dateCell, numberCell, present, textCell } from '../cells';
import { crc32 } from '../lock-key';

const table = 'flyway_schema_history';

/** "Flyway" as a number, and the hash that Java makes of the table's quoted name. */
function lockKey(schema: string): string {
  const quoted = [schema, table].map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
  let hash = 0;
  for (let at = 0; at < quoted.length; at++) hash = (Math.imul(hash, 31) + quoted.charCodeAt(at)) | 0;
  return (0x466c79776179n + BigInt(hash)).toString();
}

export const flywayHistory: History = {
  table,
  // Unless it is told otherwise, Flyway looks in the first schema of the search path alone.
  exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
  setup: [
    {
      text: `CREATE TABLE ${table} (
    installed_rank INT NOT NULL,
    version VARCHAR(50),
    description VARCHAR(200) NOT NULL,
    type VARCHAR(20) NOT NULL,
    script VARCHAR(1000) NOT NULL,
    checksum INTEGER,
    installed_by VARCHAR(100) NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT now(),
    execution_time INTEGER NOT NULL,
    success BOOLEAN NOT NULL
)`,
    },
    { text: `ALTER TABLE ${table} ADD CONSTRAINT ${table}_pk PRIMARY KEY (installed_rank)` },
    { text: `CREATE INDEX ${table}_s_idx ON ${table} (success)` },
  ],
  // The column has no time zone: what it holds was the server's own time in the session's zone.
  select: {
    text: `SELECT *, installed_on AT TIME ZONE current_setting('TimeZone') AS installed_at FROM ${table} ORDER BY installed_rank`,
  },
  read,
  record,
  checksum,
  matches,
  unmark: (migration) => [unfinished(migration), remove(migration, 'success')],
  baseline: ({ version }) => [
    {
      text: `INSERT INTO ${table} (installed_rank, version, description, type, script, installed_by, execution_time, success) VALUES (1, $1, $2, 'BASELINE', $2, current_user, 0, true)`,
      values: [version, '<< Flyway Baseline >>'],
    },
  ],
  realign,
  lock: ({ schema }) => ({ keys: [lockKey(schema)], isRunners: true }),
  can: { failed: true, down: true, outOfOrder: false },
  lateOnRequest: true,
  late: 'Flyway refuses to apply anything then, unless outOfOrder is set',
  cannotRecord: ({ version, up }) => {
    if (version.length > 50) return `Version ${version} has ${version.length} characters, but ${table}.version holds 50.`;
    if (up === undefined) return undefined;
    if (up.settings?.['shouldExecute'] !== undefined) {
      return 'whether it runs is decided by the shouldExecute of its .conf file, which only Flyway evaluates: let Flyway run it.';
    }
    return isMixed(up)
      ? 'Flyway refuses a script that has statements which cannot run in a transaction beside others that can, unless its configuration says mixed: split the file, or put executeInTransaction into a .conf file beside it.'
      : undefined;
  },
};

/** Sorts as text in Flyway's order: parts are compared as numbers, and `1` is `1.0`. */
export function orderOf(version: string): string {
  return canonical(version)
    .split('.')
    .map((part) => part.padStart(40, '0'))
    .join('.');
}

/** Versions as they stand in file names or in the table. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [orderOf(a.replaceAll('_', '.')), orderOf(b.replaceAll('_', '.'))];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Without the zeros that do not count. */
function canonical(version: string): string {
  return version.replace(/(^|\.)0+(?=\d)/g, '$1').replace(/(?:\.0)+$/, '');
}

/** The same in SQL. */
const canonicalColumn = String.raw`regexp_replace(regexp_replace(version, '(^|\.)0+(?=\d)', '\1', 'g'), '(\.0)+$', '')`;

/** The statements that Flyway knows to refuse a transaction: the first words of each. */
const outside =
  /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SYSTEM|(?:CREATE|DROP)(?: UNIQUE)? INDEX CONCURRENTLY|REINDEX(?: VERBOSE)? (?:SCHEMA|DATABASE|SYSTEM)|VACUUM|DISCARD ALL)(?: |$)/;

/** Without such a word nothing has to be split. */
const hint = /\b(?:concurrently|database|tablespace|subscription|system|reindex|vacuum|discard)\b/i;

/** Whether Flyway runs a script outside a transaction: its own configuration says so, or else one of its statements. */
export function runsOutside(script: Script): boolean {
  const told = script.settings?.['executeInTransaction']?.toLowerCase();
  return told === undefined ? kindsOf(script).outside : told !== 'true';
}

/** Whether it has both kinds of statements, and nothing that says how it is to be run. */
function isMixed(script: Script): boolean {
  const kinds = kindsOf(script);
  return script.settings?.['executeInTransaction'] === undefined && kinds.outside && kinds.inside;
}

function kindsOf({ text, body }: Script): { readonly outside: boolean; readonly inside: boolean } {
  const kinds = { outside: false, inside: false };
  if (!hint.test(text)) return kinds;
  for (const statement of split(text, body)) {
    if (statement.kind === 'psql') continue;
    const start = statement.text.slice(0, 500);
    const words = lex(start).flatMap((token) => (token.kind === 'word' ? [tokenText(start, token).toUpperCase()] : []));
    kinds[outside.test(words.slice(0, 4).join(' ')) ? 'outside' : 'inside'] = true;
  }
  return kinds;
}

/** The CRC-32 of the text without its line ends and byte order mark, as a signed number: line ends make no difference. */
function checksum({ up }: Migration): string {
  const lines = (up?.text ?? '').replace(/^\uFEFF/, '').replace(/[\r\n]/g, '');
  return String(crc32(Buffer.from(lines)) | 0);
}

function matches(row: HistoryRow, migration: Migration): boolean {
  if (row.name !== undefined && row.name !== migration.name) return false;
  if (row.checksum === undefined || row.checksum === checksum(migration)) return true;
  // What Flyway hashes of a repeatable one is the text with its values, which nobody else knows.
  return migration.isRepeatable === true && (migration.up?.text.includes('${') ?? false);
}

/** Rows of migrations that are no SQL files: Java classes, shell scripts, and Flyway's own marks. */
const otherTypes = /^(?:SCHEMA|(?:UNDO_)?(?:JDBC|SPRING_JDBC|SCRIPT|CUSTOM)|(?:JDBC|SCRIPT)_BASELINE)$/i;

function read(rows: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const versions = new Map(migrations.map(({ version }) => [canonical(version), version]));
  const states = new Map<string, HistoryRow>();
  let baseline: HistoryRow | undefined;
  let isVersioned = false;
  for (const row of rows) {
    const type = textCell(row, 'type') ?? 'SQL';
    if (otherTypes.test(type)) continue;
    const it = rowOf(row, versions);
    const key = it.version === '' ? `R${it.name ?? ''}` : it.version;
    if (/^(?:SQL_)?BASELINE$/.test(type) && !it.failed) baseline = it;
    if (/^(?:DELETE|UNDO_)/.test(type)) {
      if (!it.failed) states.delete(key);
    } else if (type !== 'BASELINE') {
      states.set(key, it);
      isVersioned ||= it.version !== '';
    }
  }
  return [...withBaseline(states, migrations, baseline, isVersioned).values()];
}

/**
 * What a baseline stands for is there, without rows of its own. A baseline in a file counts for nothing where versions
 * are applied already, and stands for those of them whose files have gone.
 */
function withBaseline(
  states: Map<string, HistoryRow>,
  migrations: readonly Migration[],
  baseline: HistoryRow | undefined,
  isVersioned: boolean,
): Map<string, HistoryRow> {
  for (const { version, facts, isRepeatable } of migrations) {
    if (isRepeatable) continue;
    if (facts?.['type'] === 'SQL_BASELINE') {
      if (!isVersioned || baseline?.version === version) continue;
      for (const [key, row] of states) {
        if (row.version !== '' && compareVersions(row.version, version) <= 0) states.delete(key);
      }
      states.set(version, { version, failed: false });
    } else if (baseline !== undefined && !states.has(version) && compareVersions(version, baseline.version) <= 0) {
      states.set(version, { ...present<Partial<HistoryRow>>({ appliedAt: baseline.appliedAt }), version, failed: false });
    }
  }
  return states;
}

function rowOf(row: Row, versions: ReadonlyMap<string, string>): HistoryRow {
  const stored = textCell(row, 'version');
  return {
    // Files and rows may write one version in different ways.
    version: stored === undefined ? '' : (versions.get(canonical(stored)) ?? stored),
    failed: row['success'] === false,
    ...present<Partial<HistoryRow>>({
      name: textCell(row, 'description'),
      appliedAt: dateCell(row, 'installed_at'),
      appliedBy: textCell(row, 'installed_by'),
      durationMs: numberCell(row, 'execution_time'),
      checksum: textCell(row, 'checksum'),
    }),
  };
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  switch (event.kind) {
    case 'applied':
      return [unfinished(migration), insert(migration, { ms: event.durationMs, success: true })];
    case 'rolled-back':
      // Only some editions know rows for what was undone, and the others would refuse the table for them. Without a row
      // every edition sees the migration as pending.
      return [remove(migration, 'success')];
    case 'started':
      // Flyway itself writes its row when a script has failed; a run that is killed would leave no trace.
      return event.direction === 'up' ? [unfinished(migration), insert(migration, { ms: 0, success: false })] : [];
    case 'failed':
      return event.isUndone || event.direction === 'down'
        ? []
        : [unfinished(migration), insert(migration, { ms: event.durationMs, success: false })];
  }
}

function insert(migration: Migration, { ms, success }: { readonly ms: number; readonly success: boolean }): Query {
  const { version, name, facts } = migration;
  const script = facts?.['script'] ?? '';
  return {
    text: `INSERT INTO ${table} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) SELECT coalesce(max(installed_rank), 0) + 1, $1, $2, $3, $4, $5, current_user, $6, $7 FROM ${table}`,
    values: [
      version === '' ? null : version,
      name,
      facts?.['type'] ?? 'SQL',
      script.length > 1000 ? `...${script.slice(3, 1000)}` : script,
      Number(checksum(migration)),
      Math.trunc(ms),
      success,
    ],
  };
}

/** As «flyway repair» does: what the file says of itself today, checksum and description. */
function realign(migration: Migration): readonly Query[] {
  const { where, value } = newest(migration);
  return [
    {
      text: `UPDATE ${table} SET checksum = $2, description = $3 WHERE ${where}`,
      values: [value, Number(checksum(migration)), migration.name],
    },
  ];
}

/** Only the row of a run that did not finish. */
function unfinished(migration: Migration): Query {
  return remove(migration, 'NOT success');
}

function remove(migration: Migration, condition: string): Query {
  const { where, value } = newest(migration);
  return { text: `DELETE FROM ${table} WHERE ${where} AND ${condition}`, values: [value] };
}

/** What finds the newest row of a migration, with the value for `$1`. */
function newest({ version, name, isRepeatable }: Migration): { readonly where: string; readonly value: string } {
  const own = isRepeatable ? 'version IS NULL AND description = $1' : `${canonicalColumn} = $1`;
  return {
    where: `installed_rank = (SELECT max(installed_rank) FROM ${table} WHERE ${own} AND type NOT IN ('BASELINE', 'SCHEMA', 'DELETE') AND type NOT LIKE 'UNDO%')`,
    value: isRepeatable ? name : canonical(version),
  };
}
