import type { Finding, Fix } from '../../src/lint/finding';
import { lint, type LintInput } from '../../src/lint/linter';
import { judge, type MigrationStanding } from '../../src/lint/judge';
import type { LintOptions } from '../../src/lint/options';
import { rules } from '../../src/lint/rules/index';
import { buildChain } from '../../src/migrations/chain';
import type { Convention } from '../../src/migrations/convention';
import { numbered } from '../../src/migrations/conventions/numbered';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { Edit } from '../../src/migrations/edit';
import type { Migration, Source } from '../../src/migrations/project';
import { companionsOf } from '../../src/migrations/discovery';
import { sourceFile } from '../../src/migrations/source-file';
import { loadParser } from '../../src/sql/parser';
import { SqlReader } from '../../src/sql/reader';

export const folder = '/app/migrations';
/** Every rule with its own severity. */
export const defaultOptions: LintOptions = { rules: new Map() };

/** 2025-06-01 00:00:00 UTC. */
const now = Date.UTC(2025, 5, 1);

const conventions: Readonly<Record<string, Convention>> = { sqlx, numbered, typed: typedTimestamps };

export type ConventionName = 'sqlx' | 'numbered' | 'typed';

export function conventionNamed(name: string): Convention {
  const found = conventions[name];
  if (found === undefined) throw new Error(`No convention ${name}`);
  return found;
}

let parser: Awaited<ReturnType<typeof loadParser>> | undefined;

export async function newReader(): Promise<SqlReader> {
  parser ??= await loadParser();
  return new SqlReader(parser);
}

/** A source of these files: relative paths and their texts. */
export function sourceOf(files: Readonly<Record<string, string>>, convention: Convention): Source {
  const all = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => sourceFile(path, `${folder}/${path}`, { ok: true, bytes: new TextEncoder().encode(text) }));
  const companions = companionsOf(convention, all);
  return {
    id: folder,
    path: folder,
    label: 'migrations',
    convention,
    reason: 'It is a test.',
    companions,
    ...convention.read(all),
  };
}

/** The name of the nth up script, from 1, in a convention. */
export function fileName(convention: string, nth: number, what = 'step'): string {
  const two = String(nth).padStart(2, '0');
  if (convention === 'sqlx') return `202501${two}000000_${what}_${two}.sql`;
  if (convention === 'typed') return `202501${two}_000000_schema_${what}_${two}.sql`;
  return `0${two}_${what}_${two}.sql`;
}

export interface Case {
  /** Texts of the migrations before, in order. */
  readonly before?: readonly string[];
  readonly sql: string;
  readonly convention?: ConventionName;
  readonly postgres?: number;
  /** Of the earlier ones: applied unless given. */
  readonly earlier?: MigrationStanding;
  readonly standing?: MigrationStanding;
  readonly options?: LintInput['options'];
  /** What it was when it was applied. */
  readonly applied?: LintInput['applied'];
  readonly attributes?: LintInput['attributes'];
  /** The down script beside it. */
  readonly down?: string;
}

/** The files of a case, the last of which is judged. */
export function filesOf({ before = [], sql, down, convention = 'sqlx' }: Case): Record<string, string> {
  const files: Record<string, string> = {};
  before.forEach((text, index) => (files[fileName(convention, index + 1)] = text));
  const last = fileName(convention, before.length + 1);
  if (down === undefined) files[last] = sql;
  else if (convention === 'sqlx') {
    files[last.replace('.sql', '.up.sql')] = sql;
    files[last.replace('.sql', '.down.sql')] = down;
  } else {
    files[last] = sql;
    files[last.replace('.sql', convention === 'typed' ? '.down.sql' : '_down.sql')] = down;
  }
  return files;
}

/** The case with the rule on, whatever preset it belongs to. */
export function withRule<C extends Partial<Case>>(id: string, it: C): C {
  const severity = rules.find((rule) => rule.id === id)?.severity;
  if (severity === undefined || it.options !== undefined) return it;
  return { ...it, options: { rules: new Map([[id, severity]]) } };
}

/** Findings of the case's last migration. */
export async function lintCase(it: Case, direction: 'up' | 'down' = 'up'): Promise<readonly Finding[]> {
  const source = sourceOf(filesOf(it), conventionNamed(it.convention ?? 'sqlx'));
  return lintLast(source, await newReader(), it, direction);
}

export function lintLast(
  source: Source,
  reader: SqlReader,
  it: Partial<Case>,
  direction: 'up' | 'down' = 'up',
): readonly Finding[] {
  const migration = source.migrations.at(-1);
  if (migration === undefined) throw new Error('There is no migration');
  return lintMigration(source, migration, reader, { ...it, direction });
}

/** Findings of one migration of a source: those after it are there too. */
export function lintMigration(
  source: Source,
  migration: Migration,
  reader: SqlReader,
  it: Partial<Case> & {
    readonly direction?: 'up' | 'down';
    /** Of each of the others, instead of `earlier`. */
    readonly standings?: (other: Migration) => MigrationStanding;
  },
): readonly Finding[] {
  const { direction = 'up' } = it;
  const script = direction === 'up' ? migration.up : migration.down;
  if (script === undefined) throw new Error('There is no such script');
  const input: LintInput = {
    source,
    migration,
    script,
    chain: buildChain(source, reader),
    reader,
    standing: (other: Migration) =>
      other === migration ? (it.standing ?? 'pending') : (it.standings?.(other) ?? it.earlier ?? 'applied'),
    postgres: it.postgres ?? 17,
    options: it.options ?? defaultOptions,
    now: () => now,
    ...(it.applied && { applied: it.applied }),
    ...(it.attributes && { attributes: it.attributes }),
  };
  return lint(input, judge(input));
}

/** Files after a fix: absolute paths as edits have them, and the texts. */
export function applyFix(files: Readonly<Record<string, string>>, fix: Fix): Record<string, string> {
  const result: Record<string, string> = { ...files };
  const relative = (path: string): string => path.slice(folder.length + 1);
  const replacing = fix.edits.filter((edit): edit is Extract<Edit, { kind: 'replace' }> => edit.kind === 'replace');
  // From the end, so that the positions of those before still hold; of two at one place, the first comes first.
  for (const { path, at, text } of [...replacing].reverse().sort((a, b) => b.at.start - a.at.start)) {
    const before = result[relative(path)];
    if (before === undefined) throw new Error(`An edit of a file that is not there: ${path}`);
    result[relative(path)] = before.slice(0, at.start) + text + before.slice(at.end);
  }
  for (const edit of fix.edits) {
    if (edit.kind === 'create') {
      if (relative(edit.path) in result) throw new Error(`A fix would overwrite ${edit.path}`);
      result[relative(edit.path)] = edit.text;
    } else if (edit.kind !== 'replace') throw new Error(`A fix may not ${edit.kind}`);
  }
  return result;
}
