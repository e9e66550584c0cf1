import type { Project } from '../migrations/project';

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
}

/** All sources of a project with their migrations in order. */
export function discoverJson(project: Project, label: (path: string) => string): DiscoverJson {
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
  };
}
