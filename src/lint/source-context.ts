import type { Migration, Source } from '../migrations/project';
import type { MigrationStanding } from './judge';
import type { WrittenReport } from './written';

/** What a rule says of one file of a source. */
export interface SourceReport extends WrittenReport {
  readonly path: string;
  /** No more than information here, unless the project has a severity of its own for the rule. */
  readonly isMild?: true;
}

/** A file that a commit has removed. */
export interface RemovedFile {
  /** Absolute. */
  readonly path: string;
  /** Abbreviated. */
  readonly commit: string;
  /** When it was committed: `2025-03-01`. */
  readonly date: string;
}

/** The branch that this one is going to be merged into. */
export interface OtherBranch {
  /** `origin/main`. */
  readonly name: string;
  /** The files, by absolute path, as of where this branch left it. */
  readonly files: ReadonlyMap<string, unknown>;
  /** Absolute paths of those that it has got since. */
  readonly added: readonly string[];
}

/** What is known of a project besides the files of one source. */
export interface ProjectFacts {
  /** All of them. */
  readonly sources: readonly Source[];
  /** The name of the target that `lockkeeper.json` gives to a source. */
  readonly targetOf: (source: Source) => string | undefined;
  /** Whether `lockkeeper.json` says that a source is not to grow any more. */
  readonly isDeprecated: (source: Source) => boolean;
  /** By the id of a source that has gaps: what commits have removed from its folder; absent where git does not know. */
  readonly removed: ReadonlyMap<string, readonly RemovedFile[]>;
  /** Absent where there is no git, or no such branch. */
  readonly branch?: OtherBranch;
}

/** What a rule about a whole source may ask. */
export interface SourceContext extends ProjectFacts {
  readonly standing: (migration: Migration) => MigrationStanding;
  /** UTC in milliseconds. */
  readonly now: () => number;
  /** The project wants to hear of what a careful team looks at. */
  readonly isStrict: boolean;
}
