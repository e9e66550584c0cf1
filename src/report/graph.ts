import { declaredDependencies } from '../migrations/dependencies';
import type { InferredDependency } from '../migrations/inferred';
import { baseName } from '../migrations/paths';
import type { Migration, Project, Source } from '../migrations/project';

/** `graph --format json`, version 1. Paths are relative to the working directory, with `/`. */
export interface GraphJson {
  readonly version: 1;
  readonly migrations: readonly {
    /** The path of the up script, by which the dependencies name it. */
    readonly file: string;
    readonly version: string;
    readonly source: string;
  }[];
  readonly dependencies: readonly GraphEdge[];
  /** What is wrong with the dependencies that headers declare. */
  readonly problems: readonly { readonly kind: string; readonly file: string; readonly message: string }[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The header of `from` says so. */
  readonly declared: boolean;
  /** What `from` names that `to` has made; empty where only the header says so. */
  readonly objects: readonly string[];
}

export interface GraphInput {
  readonly project: Project;
  /** The sources to show. */
  readonly sources: readonly Source[];
  readonly inferred: readonly InferredDependency[];
  readonly label: (path: string) => string;
}

/** Migrations and what each depends on: declared in headers, inferred from the SQL, or both. */
export function graphOf({ project, sources, inferred, label }: GraphInput): GraphJson {
  const shown = new Set(sources);
  const nameOf = ({ up, id }: Migration): string => label(up?.path ?? id);
  const { dependencies, problems } = declaredDependencies(project.sources);
  const edges = new Map<string, GraphEdge>();
  const add = (edge: GraphEdge): void => {
    const key = `${edge.from}\0${edge.to}`;
    const known = edges.get(key);
    const objects = [...(known?.objects ?? []), ...edge.objects];
    edges.set(key, { ...edge, declared: edge.declared || known?.declared === true, objects });
  };
  for (const { from, to } of dependencies) {
    if (shown.has(from.source)) add({ from: nameOf(from.migration), to: nameOf(to.migration), declared: true, objects: [] });
  }
  for (const { from, to, objects } of inferred) add({ from: nameOf(from), to: nameOf(to), declared: false, objects });
  const named = new Set([...edges.values()].map(({ to }) => to));
  return {
    version: 1,
    migrations: project.sources.flatMap((source) =>
      source.migrations
        .filter((migration) => shown.has(source) || named.has(nameOf(migration)))
        .map((migration) => ({ file: nameOf(migration), version: migration.version, source: label(source.path) })),
    ),
    dependencies: [...edges.values()],
    problems: sources.flatMap((source) =>
      (problems.get(source.path) ?? []).map(({ kind, path, message }) => ({ kind, file: label(path), message })),
    ),
  };
}

/** For the README of a repository: Mermaid, as GitHub and GitLab draw it. A dotted line is one that no header declares. */
export function graphMermaid({ migrations, dependencies }: GraphJson): string {
  const ids = new Map(migrations.map(({ file }, index) => [file, `m${index + 1}`]));
  // Mermaid knows entities by number, and these characters by themselves.
  const text = (written: string): string => written.replace(/[^\p{L}\p{N} _./-]/gu, (it) => `#${it.codePointAt(0) ?? 0};`);
  const nodes = migrations.map(({ file }) => `  ${ids.get(file) ?? ''}["${text(baseName(file))}"]`);
  const edges = dependencies.map(
    ({ from, to, declared }) => `  ${ids.get(from) ?? ''} ${declared ? '-->' : '-.->'} ${ids.get(to) ?? ''}`,
  );
  return `${['flowchart BT', ...nodes, ...edges].join('\n')}\n`;
}

/** For Graphviz. */
export function graphDot({ migrations, dependencies }: GraphJson): string {
  const quoted = (written: string): string => `"${written.replace(/["\\]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`;
  const nodes = migrations.map(({ file }) => `  ${quoted(file)} [label=${quoted(baseName(file))}];`);
  const edges = dependencies.map(({ from, to, declared, objects }) => {
    const tooltip = objects.length === 0 ? '' : `, tooltip=${quoted(objects.join(', '))}`;
    return `  ${quoted(from)} -> ${quoted(to)} [style=${declared ? 'solid' : 'dotted'}${tooltip}];`;
  });
  return `${['digraph migrations {', '  rankdir=BT;', '  node [shape=box];', ...nodes, ...edges, '}'].join('\n')}\n`;
}

/** For a terminal: each migration with what it depends on. */
export function graphText({ migrations, dependencies }: GraphJson): string {
  return migrations
    .map(({ file }) => {
      const own = dependencies.filter(({ from }) => from === file);
      const lines = own.map((edge) => `  ${edge.to}  (${reasonOf(edge)})\n`);
      return `${file}\n${lines.join('')}`;
    })
    .join('');
}

/** Why one depends on the other: its header, and the first of what it names. */
export function reasonOf({ declared, objects }: Pick<GraphEdge, 'declared' | 'objects'>): string {
  const first = objects.slice(0, 3).join(', ');
  const named = objects.length > 3 ? `${first} and ${objects.length - 3} more` : first;
  return [...(declared ? ['declared'] : []), ...(named === '' ? [] : [named])].join('; ');
}
