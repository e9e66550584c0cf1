import type { Edit } from '../edit';
import { below, relativeTo } from '../paths';
import type { Migration, Source } from '../project';
import { editedFile, type SourceFile } from '../source-file';

/** A file under the name and with the text that it is to have. */
interface PlannedFile {
  /** Its path on the disk, relative to the source; absent for what another branch has. */
  readonly from?: string;
  readonly path: string;
  /** As it was read; undefined for what is known by its name alone. */
  readonly read?: SourceFile;
  readonly text: string;
}

/** A file or a directory under a new name, relative to the source. */
export interface PlannedRename {
  readonly from: string;
  readonly to: string;
}

/** A source's folder as it will be: files under their new names, read again by the source's own convention. */
export class PlannedFolder {
  readonly #source: Source;
  readonly #files: readonly PlannedFile[];
  /** In the order in which they are to be carried out. */
  readonly renames: readonly PlannedRename[];

  private constructor(source: Source, files: readonly PlannedFile[], renames: readonly PlannedRename[]) {
    this.#source = source;
    this.#files = files;
    this.renames = renames;
  }

  /**
   * The folder as it is. `existing` are all files below it, `edited` the texts of unsaved editors by absolute path, and
   * `foreign` paths that another branch has besides.
   */
  static of(
    source: Source,
    existing: readonly string[],
    { edited, foreign = [] }: { readonly edited?: ReadonlyMap<string, string>; readonly foreign?: readonly string[] } = {},
  ): PlannedFolder {
    const read = new Map(filesOf(source).map((file) => [file.path, file]));
    const own = [...new Set([...read.keys(), ...existing])].map((path): PlannedFile => {
      const file = read.get(path);
      const unsaved = edited?.get(below(source.path, path));
      const current = unsaved === undefined ? file : editedFile(path, below(source.path, path), unsaved);
      return { from: path, path, ...(current && { read: current }), text: current?.text ?? '' };
    });
    const others = foreign.filter((path) => !read.has(path) && !existing.includes(path)).map((path) => ({ path, text: '' }));
    return new PlannedFolder(source, [...own, ...others], []);
  }

  /** Every path. */
  get paths(): readonly string[] {
    return this.#files.map(({ path }) => path);
  }

  has(path: string): boolean {
    const wanted = folded(path);
    return this.#files.some((file) => folded(file.path) === wanted || folded(file.path).startsWith(`${wanted}/`));
  }

  textOf(path: string): string {
    return this.#files.find((file) => file.path === path)?.text ?? '';
  }

  /** New paths by old ones, of files that have got another. */
  get renamed(): ReadonlyMap<string, string> {
    return new Map(this.#files.flatMap(({ from, path }) => (from === undefined || from === path ? [] : [[from, path] as const])));
  }

  /** The files, as discovery hands them to a convention. */
  get files(): readonly SourceFile[] {
    const { convention, path: folder } = this.#source;
    return this.#files
      .filter(({ path }) => convention.reads(path))
      .map(({ path, read, text }): SourceFile => {
        const absolute = below(folder, path);
        if (read?.text !== text) return editedFile(path, absolute, text);
        // Bytes are made of texts where somebody asks for them.
        return {
          path,
          absolute,
          text,
          get bytes() {
            return read.bytes;
          },
        };
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  read(): Pick<Source, 'migrations' | 'problems'> {
    return this.#source.convention.read(this.files);
  }

  /** A file or a directory, and all that is in it, under another name. */
  rename(from: string, to: string): PlannedFolder {
    const files = this.#files.map((file) => {
      const rest = file.path === from ? '' : file.path.startsWith(`${from}/`) ? file.path.slice(from.length) : undefined;
      return rest === undefined ? file : { ...file, path: to + rest };
    });
    return new PlannedFolder(this.#source, files, [...this.renames, { from, to }]);
  }

  write(path: string, text: string): PlannedFolder {
    const files = this.#files.map((file) => (file.path === path ? { ...file, text } : file));
    return new PlannedFolder(this.#source, files, this.renames);
  }

  without(isLeftOut: (path: string) => boolean): PlannedFolder {
    const files = this.#files.filter(({ path }) => !isLeftOut(path));
    return new PlannedFolder(this.#source, files, this.renames);
  }

  /** With files that come from elsewhere. */
  add(files: readonly { readonly path: string; readonly text: string }[]): PlannedFolder {
    return new PlannedFolder(this.#source, [...this.#files, ...files], this.renames);
  }

  /** With these files of another state of it. */
  with(other: PlannedFolder, paths: readonly string[]): PlannedFolder {
    const added = other.#files.filter(({ path }) => paths.includes(path));
    return new PlannedFolder(this.#source, [...this.#files, ...added], this.renames);
  }

  /** What makes the folder so: texts first, at their old places, then the names. */
  get edits(): readonly Edit[] {
    const folder = this.#source.path;
    const replaced = this.#files.flatMap(({ from, read, text }) =>
      from === undefined || read === undefined || read.text === text ? [] : [replaceIn(below(folder, from), read.text, text)],
    );
    const renamed = this.renames.map(({ from, to }): Edit => ({
      kind: 'rename',
      from: below(folder, from),
      to: below(folder, to),
    }));
    return [...replaced, ...renamed];
  }
}

/** The source's companions as they will be. */
export function companionsIn({ companions }: Source, { files }: PlannedFolder): readonly SourceFile[] {
  return files.filter(({ path }) => companions.some((each) => each.path === path));
}

/** The files of a source that were read, each once. */
function filesOf({ path: folder, migrations, companions }: Source): readonly SourceFile[] {
  const files = new Map<string, SourceFile>(companions.map((file) => [file.path, file]));
  for (const script of migrations.flatMap(({ up, down }: Migration) => [up, down])) {
    const path = script && relativeTo(folder, script.path);
    if (script === undefined || path === undefined || files.has(path)) continue;
    files.set(path, {
      path,
      absolute: script.path,
      text: script.text,
      get bytes() {
        return script.bytes;
      },
    });
  }
  return [...files.values()];
}

/** The one edit that makes a text another: what both begin and end with stays. */
export function replaceIn(path: string, before: string, after: string): Extract<Edit, { kind: 'replace' }> {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end] === after[after.length - 1 - end])
    end++;
  return { kind: 'replace', path, at: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}

/** Names that differ in case alone are one file on Windows and macOS. */
const folded = (path: string): string => path.normalize('NFC').toLowerCase();

/** The directory that bears the version of all that is in it, or else the file itself, with the name that it would have. */
export function renamedUnit(path: string, at: { readonly start: number; readonly end: number }, version: string): PlannedRename {
  const slash = path.indexOf('/', at.end);
  const from = slash < 0 ? path : path.slice(0, slash);
  return { from, to: path.slice(0, at.start) + version + from.slice(at.end) };
}
