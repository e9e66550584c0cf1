import { withText } from '../migrations/edited';
import { tokenHash, toLineFeeds } from '../migrations/hashes';
import type { History, HistoryRow } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import type { SourceStatus } from './status';

/** What git has had as the contents of files: by path, the newest first. */
export type Versions = (directory: string, paths: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * The up scripts as they were applied, by the ids of those migrations that stand here otherwise: the version in git that
 * has the stored checksum or the stored statements, or else those statements themselves.
 */
export async function formerTexts(
  source: Source,
  { migrations }: SourceStatus,
  versionsOf: Versions,
): Promise<ReadonlyMap<string, string>> {
  const { history } = source.convention;
  const edited = migrations.flatMap(({ migration, state }) => {
    if (migration.up === undefined || (state.kind !== 'changed' && state.kind !== 'applied')) return [];
    if (state.kind === 'applied' && isKept(state.row, migration)) return [];
    return [{ id: migration.id, migration, up: migration.up, row: state.row }];
  });
  const texts = new Map<string, string>();
  if (edited.length === 0) return texts;
  const versions = await versionsOf(
    source.path,
    edited.map(({ up }) => up.path),
  );
  for (const { id, migration, up, row } of edited) {
    const candidates = (versions.get(up.path) ?? []).flatMap((text) => [text, toLineFeeds(text).replaceAll('\n', '\r\n')]);
    const found = candidates.find((text) => isApplied(row, { ...migration, up: withText(source, up, text) }, history));
    const text = found ?? (row.statements === undefined ? undefined : `${row.statements.join(';\n\n')};\n`);
    if (text !== undefined) texts.set(id, text);
  }
  return texts;
}

/** Whether a row tells that this is what was applied. */
function isApplied(row: HistoryRow, migration: Migration, history: History): boolean {
  if (row.statements !== undefined) return isKept(row, migration);
  return row.checksum !== undefined && history.checksum !== undefined && history.matches(row, migration);
}

/** Whether the statements that a history keeps are the script's; so where it keeps none. */
function isKept({ statements }: HistoryRow, { up }: Migration): boolean {
  if (statements === undefined || statements.length === 0 || up === undefined) return true;
  return holds(up.text, statements) || tokenHash(toLineFeeds(up.text)) === tokenHash(toLineFeeds(statements.join(';\n')));
}

/** Whether a text is these statements and blanks and semicolons between them, as it is unless somebody has touched it. */
function holds(text: string, statements: readonly string[]): boolean {
  let at = 0;
  const isBlank = (from: number, to: number): boolean => /^[\s;\uFEFF]*$/.test(text.slice(from, to));
  for (const statement of statements) {
    const start = text.indexOf(statement, at);
    if (start < 0 || !isBlank(at, start)) return false;
    at = start + statement.length;
  }
  return isBlank(at, text.length);
}
