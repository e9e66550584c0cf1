import { relativeTo } from '../paths';
import type { Source } from '../project';
import { companionsIn, type PlannedFolder } from './planned-folder';

/** The version that a new migration of the folder would get, as names write it. */
export function nextVersion(
  source: Source,
  folder: PlannedFolder,
  now: number,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string } {
  const { convention, path } = source;
  const { renumbering } = convention;
  if ('cannot' in renumbering) return { ok: false, reason: renumbering.cannot };
  const made = convention.scaffold({
    description: 'x',
    withDown: false,
    now,
    migrations: folder.read().migrations,
    folder: path,
    existing: folder.paths,
    companions: companionsIn(source, folder),
    // Some conventions make no migration without any statement.
    content: { up: 'SELECT 1;\n', down: '', outsideTransaction: false },
  });
  if (!made.ok) return made;
  const [first] = made.edits;
  const relative = first && (relativeTo(path, first.path) ?? '');
  const at = relative === undefined ? undefined : renumbering.versionAt(relative);
  if (relative === undefined || at === undefined) throw new Error(`${convention.id} makes files whose version it does not find.`);
  return { ok: true, text: relative.slice(at.start, at.end) };
}
