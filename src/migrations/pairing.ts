import type { Migration, Problem, Script } from './project';
import type { Span } from '../sql/span';
import type { SourceFile } from './source-file';
import { baseName } from './paths';

/** A script's file with what its convention read from the name. */
export interface NamedFile {
  readonly file: SourceFile;
  readonly direction: Script['direction'];
  /** As the history stores it. */
  readonly version: string;
  /** Sorts as text in the convention's order; equal for what the runner takes for the same version. */
  readonly order: string;
  /** As the history stores it. */
  readonly name: string;
  /** For people, where the name isn't: words may be joined by `_`. */
  readonly description?: string;
  /** What the names of an up and a down script that belong together have in common. */
  readonly stem: string;
  readonly type?: string;
  /** The part that runs, where one file holds both directions; the whole file unless given. */
  readonly body?: Span;
  /** See Script. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What is wrong with the version itself. */
  readonly problem?: Problem;
  /** Of the up script alone: see Migration. */
  readonly isRepeatable?: true;
  /** Of the up script alone: see Migration. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** A file, or the part of it that is meant, as one direction; a byte order mark is no part of what runs. */
function scriptOf({ file, direction, body, settings }: NamedFile): Script {
  const start = file.text.startsWith('\uFEFF') ? 1 : 0;
  return {
    path: file.absolute,
    direction,
    get bytes() {
      return file.bytes;
    },
    text: file.text,
    body: body ?? { start, end: file.text.length },
    ...(settings && { settings }),
  };
}

/** The words of a name, for people. */
function titleOf(name: string): string {
  return name.replace(/[_\s]+/g, ' ').trim();
}

/** Whether a runner finds the down script by the version alone, or only where the whole name fits. */
export type Pairing = 'by version' | 'by name';

/**
 * Joins up and down scripts of one version to migrations, in order. Two up scripts of one version are two migrations
 * that cannot run; a down script without its up script is one as well.
 */
export function pairUp(
  files: readonly NamedFile[],
  pairing: Pairing,
): { migrations: readonly Migration[]; problems: readonly Problem[] } {
  const versions = new Map<string, NamedFile[]>();
  for (const file of files) {
    const others = versions.get(file.order);
    if (others) others.push(file);
    else versions.set(file.order, [file]);
  }
  const migrations = [...versions.keys()].sort().flatMap((order) => ofVersion(versions.get(order) ?? [], pairing));
  return { migrations, problems: migrations.flatMap((migration) => migration.problems) };
}

/** The migrations that files of one version make: one, unless something is wrong. */
function ofVersion(files: readonly NamedFile[], pairing: Pairing): readonly Migration[] {
  const [only, other] = files;
  if (only?.direction === 'up' && other === undefined) return [migration(only, undefined, [])];
  const sorted = [...files].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  const ups = sorted.filter(({ direction }) => direction === 'up');
  const downs = sorted.filter(({ direction }) => direction === 'down');
  const [up] = ups;
  if (up !== undefined && ups.length === 1 && pairing === 'by version') {
    const down = downs.find(({ stem }) => stem === up.stem) ?? downs[0];
    return [migration(up, down, duplicates(downs))];
  }
  const left = new Set(downs);
  const paired = ups.map((each) => {
    const own = downs.filter(({ stem }) => stem === each.stem);
    for (const down of own) left.delete(down);
    const doubled = duplicates(ups).filter(({ path }) => path === each.file.absolute);
    return migration(each, own[0], [...doubled, ...duplicates(own)]);
  });
  return [...paired, ...[...left].map((down) => migration(undefined, down, [orphan(down)]))];
}

function migration(up: NamedFile | undefined, down: NamedFile | undefined, problems: readonly Problem[]): Migration {
  const named = up ?? down;
  if (!named) throw new Error('A migration has at least one script.');
  const own = [...new Set([up?.file.problem, up?.problem, down?.file.problem])].filter((problem) => problem !== undefined);
  return {
    id: named.file.absolute,
    version: named.version,
    name: named.name,
    title: titleOf(named.description ?? named.name),
    ...(named.type !== undefined && { type: named.type }),
    ...(up && { up: scriptOf(up) }),
    ...(down && { down: scriptOf(down) }),
    ...(up?.isRepeatable && { isRepeatable: true }),
    ...(up?.facts && { facts: up.facts }),
    problems: [...own, ...problems],
  };
}

/** One problem for each of several files that claim the same version in the same direction. */
function duplicates(files: readonly NamedFile[]): readonly Problem[] {
  if (files.length < 2) return [];
  return files.map(({ file, version, direction, isRepeatable, description, name }) => {
    const others = files.filter((other) => other.file !== file);
    const names = others.map((other) => baseName(other.file.path)).join(', ');
    const what = direction === 'up' ? `Version ${version}` : `The way back from version ${version}`;
    return {
      kind: 'duplicate-version',
      path: file.absolute,
      message: isRepeatable
        ? `«${description ?? name}» is the description of ${names} as well. Neither runs until one of them has another description.`
        : `${what} is claimed by ${names} as well. Neither runs until one of them has another version.`,
      related: others.map((other) => other.file.absolute),
    };
  });
}

function orphan({ file, version }: NamedFile): Problem {
  return {
    kind: 'orphan-down',
    path: file.absolute,
    message: `${baseName(file.path)} undoes version ${version}, but no up script of that version matches it. Rename or remove it.`,
    related: [],
  };
}
