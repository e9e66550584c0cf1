import type { Project } from '../migrations/project';
import type { Pair } from '../migrations/similar';

/** `discover --format json`, version 1. Paths are relative to the working directory, with `/`. */
export interface DiscoverJson {
  readonly version: 1;
  readonly sources: readonly {
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
    readonly problems: readonly { readonly kind: string; readonly path: string; readonly message: string }[];
  }[];
  /** With `--duplicates`: migrations that are copies or near copies of each other; of the same SQL `similarity` is 1. */
  readonly duplicates?: readonly { readonly paths: readonly [string, string]; readonly similarity: number }[];
}

/** All sources of a project with their migrations in order. */
export function discoverJson(project: Project, label: (path: string) => string, pairs?: readonly Pair[]): DiscoverJson {
  return {
    version: 1,
    sources: project.sources.map(({ path, convention, reason, migrations, problems }) => ({
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
      problems: problems.map(({ kind, path, message }) => ({ kind, path: label(path), message })),
    })),
    ...(pairs && {
      duplicates: pairs.map(({ first, second, similarity }) => ({
        paths: [label(first.path), label(second.path)] as const,
        similarity: Math.floor(similarity * 100) / 100,
      })),
    }),
  };
}
