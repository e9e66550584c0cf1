import { filesOf, foreignFiles, type LocatedFile } from '../migrations/locations';
import { below as belowRoot } from '../migrations/paths';
import type { Project, Source } from '../migrations/project';
import type { Pair } from '../migrations/similar';
import type { FoundTool } from '../migrations/tools/find';

type Label = (path: string) => string;

/** One file; `engine` is the database that it is for, or the language that it is written in. */
interface FileJson {
  readonly path: string;
  readonly engine: string;
  readonly skipped?: true;
  readonly reason?: string;
}

interface SourceJson {
  readonly path: string;
  readonly convention: string;
  readonly title: string;
  /** Why this convention was recognised. */
  readonly reason: string;
  /** The history table. */
  readonly table: string;
  readonly migrations: readonly {
    readonly version: string;
    readonly name: string;
    readonly type?: string;
    readonly up?: string;
    readonly down?: string;
    readonly problems: readonly string[];
  }[];
  /** Every script, then the files that are no migration; `skipped` are those that are never run, with the reason. */
  readonly files: readonly FileJson[];
  readonly problems: readonly { readonly kind: string; readonly path: string; readonly message: string }[];
}

/** `discover --format json`, version 1. Paths are relative to the working directory, with `/`. */
export interface DiscoverJson {
  readonly version: 1;
  readonly sources: readonly SourceJson[];
  /** Migrations for something else than PostgreSQL, in folders that are no source. */
  readonly foreign: readonly FileJson[];
  /** Files that are kept on purpose and never applied, as `lockkeeper.json` says. */
  readonly reference: readonly string[];
  /** With `--tools`: those that there are signs of, with the files and packages that are the signs. */
  readonly tools?: readonly {
    readonly tool: string;
    readonly title: string;
    readonly in_use: boolean;
    readonly reason: string;
    readonly markers: readonly string[];
    readonly packages: readonly { readonly name: string; readonly path: string }[];
    /** Where its migrations are. */
    readonly folders: readonly string[];
  }[];
  /** With `--duplicates`: migrations that are copies or near copies of each other; of the same SQL `similarity` is 1. */
  readonly duplicates?: readonly { readonly paths: readonly [string, string]; readonly similarity: number }[];
}

/** What is listed only where somebody asks for it. */
interface Asked {
  readonly pairs?: readonly Pair[];
  readonly tools?: readonly FoundTool[];
}

/** All sources of a project with their migrations in order. */
export function discoverJson(project: Project, label: Label, { pairs, tools }: Asked = {}): DiscoverJson {
  return {
    version: 1,
    sources: project.sources.map((source) => sourceJson(source, label)),
    foreign: foreignFiles(project).map((file) => fileJson(file, label)),
    reference: project.reference.map(label),
    ...(tools && {
      tools: tools.map(({ id, isInUse, ...rest }) => {
        const below = (path: string): string => label(belowRoot(project.root, path));
        const { title, markers, packages, folders, reason } = rest;
        return {
          ...{ tool: id, title, in_use: isInUse, reason },
          markers: markers.map(below),
          packages: packages.map(({ name, path }) => ({ name, path: below(path) })),
          folders: folders.map(below),
        };
      }),
    }),
    ...(pairs && {
      duplicates: pairs.map(({ first, second, similarity }) => ({
        paths: [label(first.path), label(second.path)] as const,
        similarity: Math.floor(similarity * 100) / 100,
      })),
    }),
  };
}

function sourceJson(source: Source, label: Label): SourceJson {
  const { path, convention, reason, migrations, problems } = source;
  return {
    path: label(path),
    convention: convention.id,
    title: convention.title,
    reason,
    table: convention.history.table,
    migrations: migrations.map(({ version, title, type, up, down, problems }) => ({
      version,
      name: title,
      ...(type === undefined ? {} : { type }),
      ...(up === undefined ? {} : { up: label(up.path) }),
      ...(down === undefined ? {} : { down: label(down.path) }),
      problems: problems.map(({ message }) => message),
    })),
    files: filesOf(source).map((file) => fileJson(file, label)),
    problems: problems.map(({ kind, path, message }) => ({ kind, path: label(path), message })),
  };
}

function fileJson({ path, engine, skipped }: LocatedFile, label: Label): FileJson {
  return { path: label(path), engine, ...(skipped !== undefined && { skipped: true, reason: skipped }) };
}
