import type { Finding } from '../lint/finding';
import { present } from '../migrations/cells';
import { migrationNamed, type Placed } from '../migrations/dependencies';
import { type Header, headerOf, type Phase } from '../migrations/header';
import type { InferredDependency } from '../migrations/inferred';
import type { Migration, Project, Script } from '../migrations/project';
import { checksIn } from '../migrations/validation';
import { graphOf } from './graph';
import { countFindings } from './json';

/** `show --format json`, version 1. Paths are relative to the working directory, with `/`. */
export interface ShowJson {
  readonly version: 1;
  readonly migration: {
    /** Empty for a repeatable one. */
    readonly version: string;
    /** As the history stores it. */
    readonly name: string;
    readonly title: string;
    readonly source: string;
    readonly convention: string;
    /** Of the file's name, or else of the header. */
    readonly type?: string;
    readonly phase?: Phase;
    readonly repeatable?: true;
    readonly up?: ScriptJson;
    readonly down?: ScriptJson;
    /** Of the up script, as its runner makes it; absent where it makes none. */
    readonly checksum?: string;
    /** What the header says, as far as it has the field. */
    readonly header: HeaderValues & {
      /** As they are written. */
      readonly dependencies: readonly string[];
    };
    /** What its section `VALIDATION` asks, before its first statement and after its last; each must give true. */
    readonly checks: readonly { readonly when: 'before' | 'after'; readonly sql: string }[];
    /** What must have run before, as the header declares and as the SQL tells. */
    readonly dependencies: readonly RelatedJson[];
    /** What the header declares that is not there. */
    readonly missing: readonly string[];
    /** The migrations for which this one must have run. */
    readonly dependents: readonly RelatedJson[];
    /** What is wrong with it, so that it cannot run. */
    readonly problems: readonly string[];
    /** How many findings both scripts have. */
    readonly findings: {
      readonly errors: number;
      readonly warnings: number;
      readonly information: number;
      readonly hints: number;
    };
  };
}

type HeaderValues = Omit<Header, 'fields' | 'dependencies'>;

interface ScriptJson {
  readonly path: string;
  readonly statements: number;
  /** Who opens the transaction: the runner one for each `file` or for the whole `run`, nobody, or the file its `own`. */
  readonly transaction: 'file' | 'run' | 'none' | 'own';
}

export interface RelatedJson {
  readonly file: string;
  readonly version: string;
  /** A header says so. */
  readonly declared: boolean;
  /** What the one names that the other has made; empty where only the header says so. */
  readonly objects: readonly string[];
}

export interface ShowInput extends Placed {
  readonly project: Project;
  /** Of its source. */
  readonly inferred: readonly InferredDependency[];
  readonly findings: readonly Finding[];
  readonly statements: (script: Script) => number;
  readonly label: (path: string) => string;
}

/** All that is known of one migration without asking a server. */
export function showJson(input: ShowInput): ShowJson {
  const { source, migration, project, findings, label } = input;
  const { convention } = source;
  const { version, name, title, up, down, isRepeatable, problems } = migration;
  const { dependencies: declared, ...said } = headerOf(up?.text ?? '');
  const type = migration.type ?? said.type;
  const checksum = up === undefined ? undefined : convention.history.checksum?.(migration);
  const script = (it: Script): ScriptJson => ({
    path: label(it.path),
    statements: input.statements(it),
    transaction: convention.transaction(it),
  });
  const counts = countFindings(findings);
  return {
    version: 1,
    migration: {
      ...{ version, name, title, source: label(source.path), convention: convention.id },
      ...(type !== undefined && { type }),
      ...(said.phase !== undefined && { phase: said.phase }),
      ...(isRepeatable === true && { repeatable: true }),
      ...(up && { up: script(up) }),
      ...(down && { down: script(down) }),
      ...(checksum !== undefined && { checksum }),
      header: { ...valuesOf(said), dependencies: declared.map((each) => each.name) },
      checks: (up === undefined ? [] : checksIn(up)).map(({ when, sql }) => ({ when, sql })),
      ...relatedOf(input),
      missing: declared.flatMap((each) => (migrationNamed(each.name, source, project.sources) === undefined ? [each.name] : [])),
      problems: problems.map(({ message }) => message),
      findings: {
        errors: counts.error,
        warnings: counts.warning,
        information: counts.information,
        hints: counts.hint,
      },
    },
  };
}

function valuesOf({ version, database, type, phase, author, created, breaking }: HeaderValues): HeaderValues {
  return present<HeaderValues>({ version, database, type, phase, author, created, breaking });
}

function relatedOf({ migration, project, inferred, label }: ShowInput): {
  readonly dependencies: readonly RelatedJson[];
  readonly dependents: readonly RelatedJson[];
} {
  const graph = graphOf({ project, sources: project.sources, inferred, label });
  const versions = new Map(graph.migrations.map(({ file, version }) => [file, version]));
  const own = label(fileOf(migration));
  const related = (file: string, { declared, objects }: Pick<RelatedJson, 'declared' | 'objects'>): RelatedJson => ({
    ...{ file, version: versions.get(file) ?? '', declared, objects },
  });
  return {
    dependencies: graph.dependencies.filter(({ from }) => from === own).map((edge) => related(edge.to, edge)),
    dependents: graph.dependencies.filter(({ to }) => to === own).map((edge) => related(edge.from, edge)),
  };
}

const fileOf = ({ up, id }: Migration): string => up?.path ?? id;
