import type { Convention, Detection, Folder } from './convention';
import type { FileContent } from './files';
import type { Problem, Source } from './project';
import { type SourceFile, sourceFile } from './source-file';

/** Which convention a folder follows. */
export interface Recognised {
  readonly convention: Convention;
  readonly detection: Detection;
}

/** All that a source is made of, besides its convention. */
export interface SourceParts {
  readonly recognised: Recognised;
  readonly label: string;
  /** In order; as long as one stays the same, the same object. */
  readonly files: readonly SourceFile[];
  readonly others: readonly Problem[];
}

/**
 * What was found of each folder when it was last read. Where the files are the same ones (which `Files` tells by
 * handing out the same contents), so are the convention and the source: a change in one file costs that file and the
 * order of its source, and whoever keeps something for a source keeps it for all the others.
 */
export class Earlier {
  readonly #recognised = new Map<string, { readonly folder: Folder; readonly recognised: Recognised | undefined }>();
  readonly #sources = new Map<string, { readonly parts: SourceParts; readonly source: Source }>();
  readonly #files = new WeakMap<FileContent, SourceFile>();

  /** The convention of a folder, asked for where anything that `detect` may see is new. */
  recognise(folder: Folder, detect: () => Recognised | undefined): Recognised | undefined {
    const known = this.#recognised.get(folder.path);
    if (known !== undefined && isSameFolder(known.folder, folder)) return known.recognised;
    const recognised = detect();
    this.#recognised.set(folder.path, { folder, recognised });
    return recognised;
  }

  /** The source of a folder, read where any part of it is new. */
  source(path: string, parts: SourceParts, read: () => Source): Source {
    const known = this.#sources.get(path);
    if (known !== undefined && isSameSource(known.parts, parts)) return known.source;
    const source = read();
    this.#sources.set(path, { parts, source });
    return source;
  }

  /** A file as it was decoded before, where its content is the same object. */
  file(path: string, absolute: string, content: FileContent): SourceFile {
    const known = this.#files.get(content);
    if (known?.path === path && known.absolute === absolute) return known;
    const file = sourceFile(path, absolute, content);
    this.#files.set(content, file);
    return file;
  }
}

function isSameFolder(one: Folder, other: Folder): boolean {
  return (
    isSameList(one.files, other.files) &&
    isSameList([...one.markers].sort(), [...other.markers].sort()) &&
    isSameList(one.sample, other.sample) &&
    isSameList([...one.companions].flat(), [...other.companions].flat())
  );
}

function isSameSource(one: SourceParts, other: SourceParts): boolean {
  const { convention, detection } = one.recognised;
  return (
    convention === other.recognised.convention &&
    detection.reason === other.recognised.detection.reason &&
    detection.main === other.recognised.detection.main &&
    one.label === other.label &&
    one.files.length === other.files.length &&
    one.files.every((file, index) => isSameFile(file, other.files[index])) &&
    isSameList(one.others.map(words), other.others.map(words))
  );
}

/** A file that cannot be read has no content that could be the same: it is what is said of it. */
function isSameFile(one: SourceFile, other: SourceFile | undefined): boolean {
  if (one === other) return true;
  return (
    one.problem !== undefined &&
    one.path === other?.path &&
    one.text === '' &&
    other.text === '' &&
    isSameProblem(one.problem, other.problem)
  );
}

const isSameProblem = (one: Problem, other: Problem | undefined): boolean => other !== undefined && words(one) === words(other);

const words = ({ kind, path, message }: Problem): string => `${kind} ${path} ${message}`;

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
