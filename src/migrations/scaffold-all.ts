import type { Scaffold, ScaffoldContent } from './convention';
import { companionsOf } from './discovery';
import { hasHeaders, type NewHeader } from './new-header';
import { baseName, relativeTo } from './paths';
import type { Source } from './project';
import { scaffold, type NewMigration } from './scaffold';
import { editedFile, type SourceFile } from './source-file';

/** What the files of one migration hold; a function is told why the convention has refused what came before it. */
export type Content = ScaffoldContent | ((reason: string) => ScaffoldContent);

/** One of several new migrations. */
export interface Planned {
  readonly wanted: Omit<NewMigration, 'content'>;
  /** What its files may hold: the first that the convention has a place for. Room to write where there are none. */
  readonly contents: readonly Content[];
}

type Made = Extract<Scaffold, { ok: true }>;

/**
 * The files of new migrations that follow one another at the end of a source; all or none. Each finds those before it:
 * its version is higher, its header names the one before, and what all of them change beside them is changed once.
 */
export function scaffoldAll(source: Source, planned: readonly Planned[], now: number, existing: readonly string[]): Scaffold {
  const created = new Map<string, string>();
  const replaced = new Map<string, string>();
  let here = source;
  let files = existing;
  let cursor: Made['cursor'] | undefined;
  let previous: string | undefined;
  for (const { wanted, contents } of planned) {
    const made = firstOf(here, contents, dependingOn(previous, wanted, here), { now, files });
    if (!made.ok) return made;
    cursor ??= made.cursor;
    for (const edit of made.edits) {
      if (edit.kind === 'create') created.set(edit.path, edit.text);
      else {
        const into = created.has(edit.path) ? created : replaced;
        const text = into.get(edit.path) ?? textOf(source, edit.path);
        into.set(edit.path, text.slice(0, edit.at.start) + edit.text + text.slice(edit.at.end));
      }
    }
    const known = [...created].flatMap(([path, text]) => fileAt(source, path, text));
    const companions = here.companions.map((file) => {
      const text = replaced.get(file.absolute);
      return text === undefined ? file : editedFile(file.path, file.absolute, text);
    });
    const { migrations } = source.convention.read([...companions, ...known]);
    const isNew = new Set(known.map(({ absolute }) => absolute));
    const added = migrations.filter(({ up }) => up !== undefined && isNew.has(up.path));
    previous = baseName(made.cursor.path).replace(/(?:\.up)?\.sql$/i, '');
    files = [...existing, ...known.map(({ path }) => path)];
    const beside = new Map([...companions, ...companionsOf(source.convention, known)].map((file) => [file.absolute, file]));
    here = { ...source, companions: [...beside.values()], migrations: [...source.migrations, ...added] };
  }
  if (cursor === undefined) return { ok: false, reason: 'There is nothing to be made.' };
  const edits: Made['edits'] = [
    ...[...created].map(([path, text]) => ({ kind: 'create' as const, path, text })),
    ...[...replaced].map(([path, text]) => ({
      kind: 'replace' as const,
      path,
      at: { start: 0, end: textOf(source, path).length },
      text,
    })),
  ];
  return { ok: true, edits, cursor };
}

/** With the first content that is not refused; the last refusal where all are. */
function firstOf(
  source: Source,
  contents: readonly Content[],
  wanted: NewMigration,
  { now, files }: { readonly now: number; readonly files: readonly string[] },
): Scaffold {
  if (contents.length === 0) return scaffold(source, wanted, now, files);
  let reason = '';
  for (const each of contents) {
    const made = scaffold(source, { ...wanted, content: typeof each === 'function' ? each(reason) : each }, now, files);
    if (made.ok) return made;
    ({ reason } = made);
  }
  return { ok: false, reason };
}

/** What comes second depends on what comes first, and says so where files say such things. */
function dependingOn(previous: string | undefined, wanted: NewMigration, source: Source): NewMigration {
  if (previous === undefined || (wanted.header === undefined && !hasHeaders(source))) return wanted;
  // The version that was asked for is the first one's.
  const header: { -readonly [Key in keyof NewHeader]: NewHeader[Key] } = { ...wanted.header, dependsOn: [previous] };
  delete header.version;
  return { ...wanted, header };
}

function fileAt(source: Source, path: string, text: string): readonly SourceFile[] {
  const own = relativeTo(source.path, path);
  return own === undefined ? [] : [editedFile(own, path, text)];
}

function textOf({ companions }: Source, path: string): string {
  return companions.find(({ absolute }) => absolute === path)?.text ?? '';
}
