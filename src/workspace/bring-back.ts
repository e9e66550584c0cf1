import type { Edit } from '../migrations/edit';
import { withText } from '../migrations/edited';
import type { HistoryRow } from '../migrations/history';
import { relativeTo } from '../migrations/paths';
import type { Script, Source } from '../migrations/project';
import { editedFile } from '../migrations/source-file';
import { nameOf } from '../run/plan';
import type { Versions } from '../run/former-texts';
import type { BroughtBack } from './engine';

/** What git knows, and what lies there now. */
export interface BringBackPort {
  readonly pathsEver: (directory: string) => Promise<readonly string[]>;
  readonly versionsOf: Versions;
  /** Every file below the source's folder, relative. */
  readonly existing: readonly string[];
}

/** One direction of a version, in a file that git had. */
interface Former {
  readonly script: Script;
  readonly text: string;
}

/**
 * The files of a version that a history has and that is not here, under the names and with the text that git had: the text
 * with the stored checksum, and where the history keeps none, the last one.
 */
export async function bringBack(source: Source, row: HistoryRow, port: BringBackPort): Promise<BroughtBack> {
  const name = nameOf({ version: row.version, title: row.name ?? '' });
  const ever = await port.pathsEver(source.path);
  const scripts = ever.flatMap((path) => scriptsOf(path, source, row)).filter((script) => !isThere(script, source, port));
  if (scripts.length === 0) {
    return { ok: false, reason: `Git knows no file of ${name} below ${source.label}, on no branch that is here.` };
  }
  const texts = await port.versionsOf(
    source.path,
    scripts.map(({ path }) => path),
  );
  const formers = scripts.flatMap((script) => (texts.get(script.path) ?? []).map((text): Former => ({ script, text })));
  const up = formers.find(({ script, text }) => script.direction === 'up' && isApplied(script, text, { source, row }));
  if (up === undefined) {
    const paths = [...new Set(scripts.map(({ path }) => relativeTo(source.path, path) ?? path))].join(', ');
    return { ok: false, reason: `Git knows ${paths}, but no text of it with the checksum that is stored for ${name}.` };
  }
  const down = formers.find(({ script }) => script.direction === 'down' && script.path !== up.script.path);
  const edits = [up, ...(down === undefined ? [] : [down])].map(({ script: { path }, text }): Edit => ({
    kind: 'create',
    path,
    text,
  }));
  return { ok: true, edits };
}

/** What a path would be to the source's convention, as far as it would be the wanted version's. */
function scriptsOf(path: string, { path: folder, convention }: Source, row: HistoryRow): readonly Script[] {
  const relative = relativeTo(folder, path);
  if (relative === undefined || !convention.reads(relative)) return [];
  const { migrations } = convention.read([editedFile(relative, path, '')]);
  const own = migrations.filter(({ version, name }) =>
    row.version === '' ? version === '' && name === row.name : version === row.version,
  );
  return own.flatMap(({ up, down }) => [up, down]).filter((script) => script !== undefined);
}

function isThere({ path }: Script, source: Source, { existing }: BringBackPort): boolean {
  return existing.includes(relativeTo(source.path, path) ?? path);
}

function isApplied(
  script: Script,
  text: string,
  { source, row }: { readonly source: Source; readonly row: HistoryRow },
): boolean {
  const { history } = source.convention;
  if (row.checksum === undefined || history.checksum === undefined) return true;
  const migration = { id: script.path, version: row.version, name: row.name ?? '', title: '', problems: [] };
  return history.matches(row, { ...migration, up: withText(source, script, text) });
}
