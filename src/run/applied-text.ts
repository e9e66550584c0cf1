import { withText } from '../migrations/edited';
import { difference, withLineEnds } from '../migrations/hashes';
import type { HistoryRow } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import type { MigrationStatus, SourceStatus } from './status';

/** Every text that a file has had, as far as version control knows it, the newest first. */
export type FormerTexts = (path: string) => AsyncIterable<string>;

/** The migration as it was when it was applied: the text of version control that has the stored checksum. */
async function appliedMigration(
  source: Source,
  migration: Migration,
  { row, formerTexts }: { readonly row: HistoryRow; readonly formerTexts: FormerTexts },
): Promise<Migration | undefined> {
  const { up } = migration;
  if (up === undefined) return undefined;
  const { history } = source.convention;
  for await (const text of formerTexts(up.path)) {
    const former = { ...migration, up: withText(source, up, text) };
    const same = [former, withLineEnds(former, 'lf'), withLineEnds(former, 'crlf')].find((each) => history.matches(row, each));
    if (same !== undefined) return same;
  }
  return undefined;
}

/** The same status, in which changed migrations say how they were changed wherever that can be known. */
export async function withDifferences(source: Source, status: SourceStatus, formerTexts: FormerTexts): Promise<SourceStatus> {
  const migrations = await Promise.all(status.migrations.map((each) => withDifference(source, each, formerTexts)));
  return { ...status, migrations };
}

async function withDifference(source: Source, each: MigrationStatus, formerTexts: FormerTexts): Promise<MigrationStatus> {
  const { migration, state } = each;
  if (state.kind !== 'changed' || state.difference !== 'unknown') return each;
  const former = await appliedMigration(source, migration, { row: state.row, formerTexts });
  if (former?.up === undefined || migration.up === undefined) return each;
  return { migration, state: { ...state, difference: difference(former.up.text, migration.up.text) } };
}
