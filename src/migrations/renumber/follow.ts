import { baseName, below, relativeTo } from '../paths';
import type { Migration } from '../project';
import { dependentEdits } from './dependents';
import type { Edit } from '../edit';
import { newNames, withOwnNames } from './names';
import { PlannedFolder, replaceIn } from './planned-folder';
import { type Renumbered, type RenumberInput, writtenVersion } from './renumber';

/** An up script that somebody gave another name in the same folder. */
export interface FollowedRename {
  readonly migration: Migration;
  /** Absolute; the file is there already. */
  readonly to: string;
  /** What the up script and the down script hold, as far as editors have them; else what was read counts. */
  readonly edited: ReadonlyMap<string, string>;
}

/**
 * What goes along with an up script's new name: the same name for its down script, what their headers say of it, and the
 * dependencies of others. Nothing where the new name is no migration's, or where there is nothing to do.
 */
export function followRename(input: RenumberInput, { migration, to, edited }: FollowedRename): Renumbered {
  const { source, existing } = input;
  const nothing: Renumbered = { ok: true, edits: [], renamed: [] };
  const [from, target] = [relativeTo(source.path, migration.up?.path ?? ''), relativeTo(source.path, to)];
  if (migration.up === undefined || from === undefined || target === undefined) return nothing;
  // As it was before, with the one file renamed.
  const before = existing.filter((path) => path !== target);
  let folder = PlannedFolder.of(source, before, { edited }).rename(from, target);
  const down = migration.down && relativeTo(source.path, migration.down.path);
  const downTo = down === undefined || down === from ? undefined : downNamed(down, from, target);
  const renamed: { from: string; to: string }[] = [];
  if (down !== undefined && downTo !== undefined && downTo !== down && !folder.has(downTo)) {
    folder = folder.rename(down, downTo);
    renamed.push({ from: below(source.path, down), to: below(source.path, downTo) });
  }
  const after = folder.read().migrations.find(({ up }) => up?.path === to);
  if (after === undefined || (renamed.length > 0 && after.down?.path !== renamed[0]?.to)) return nothing;
  const names = newNames({
    ...{ before: migration, after },
    from: writtenVersion(source, migration),
    to: writtenVersion(source, after),
  });
  const own = [migration.up, migration.down].flatMap((script): Edit[] => {
    if (script === undefined || (script === migration.down && script.path === migration.up?.path)) return [];
    const path = script === migration.up ? to : script.path;
    const text = edited.get(path) ?? script.text;
    const now = withOwnNames(text, names);
    return now === text ? [] : [replaceIn(path, text, now)];
  });
  const dependents = dependentEdits({ ...input, edited }, new Map([[migration, names]]));
  if (!dependents.ok) return dependents;
  const others = dependents.own.flatMap(({ path, text }) => {
    const absolute = below(source.path, path);
    const current = edited.get(absolute) ?? folder.textOf(path);
    return path === from ? [] : [replaceIn(absolute, current, text(current))];
  });
  const renames = renamed.map((each): Edit => ({ kind: 'rename', ...each }));
  return { ok: true, edits: [...own, ...others, ...dependents.others, ...renames], renamed };
}

/** The down script's name with the part that it shares with the up script replaced; undefined where they share none. */
function downNamed(down: string, from: string, to: string): string | undefined {
  const [old, now] = [stemOf(from), stemOf(to)];
  const name = baseName(down);
  if (old === '' || now === '' || !name.includes(old)) return undefined;
  return down.slice(0, down.length - name.length) + name.replace(old, () => now);
}

/** Without the ending, and without the letter by which Flyway tells the directions apart. */
const stemOf = (path: string): string =>
  baseName(path)
    .replace(/(?:\.up)?\.sql$/i, '')
    .replace(/^V(?=\d)/, '');
