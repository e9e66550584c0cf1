import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import type { AppliedScript } from '../lint/edited';
import type { MigrationStanding } from '../lint/judge';
import type { OtherBranch, ProjectFacts, RemovedFile } from '../lint/source-context';
import { gapsOf } from '../migrations/gaps';
import type { Migration, Project, Source } from '../migrations/project';
import type { SourceStatus } from '../run/status';
import { appliedByBranch, appliedByHistory, standingsByBranch, standingsByHistory } from './standing';

/** The default branch, with the files below a folder and the ids of their contents. */
export interface DefaultBranch extends OtherBranch {
  readonly files: ReadonlyMap<string, string>;
  /** This branch is the default one. */
  readonly isOwn: boolean;
}

/** Git, as far as it tells where migrations have been. */
export interface BranchPort {
  /** Undefined where there is no such branch. */
  readonly defaultBranch: (directory: string) => Promise<DefaultBranch | undefined>;
  /** What an id among its files stands for. */
  readonly contentOf: (directory: string, id: string) => Promise<string | undefined>;
  /** Equal as long as git tells the same of a folder; undefined where it tells nothing. */
  readonly branchState: (directory: string) => Promise<string | undefined>;
  /** What commits have removed below a folder; undefined where git does not tell. */
  readonly removedFiles: (directory: string) => Promise<readonly RemovedFile[] | undefined>;
}

/** Where migrations stand, by their ids, and the scripts of those that are applied. */
interface Standings {
  readonly standings: ReadonlyMap<string, MigrationStanding>;
  readonly applied: ReadonlyMap<string, AppliedScript>;
}

/** What git tells. */
export interface ByBranch extends Standings {
  readonly branch?: DefaultBranch;
  readonly removed: ProjectFacts['removed'];
}

/** Where migrations have been applied, as far as servers have said it when they were asked, and as git tells. */
export class WhereApplied {
  readonly #root: string;
  readonly #git: BranchPort;
  /** By source: whether each migration was applied when a server was last asked. */
  readonly #histories = new Map<string, Standings>();
  /** By source: what was applied when the embedded database was last asked, for whoever looks at it. */
  readonly #tried = new Map<string, ReadonlyMap<string, AppliedScript>>();
  /** The same by the default branch, for migrations that no history speaks of. */
  #branches: Promise<ByBranch> | undefined;
  /** By folder: what was removed there, which takes git long to tell. */
  readonly #removed = new Map<string, { readonly state: string; readonly files: readonly RemovedFile[] | undefined }>();

  constructor(root: string, git: BranchPort) {
    this.#root = root;
    this.#git = git;
  }

  /** Keeps what a target has said; `texts` are those that it has applied and that stand here otherwise. */
  learn(source: Source, target: Target, status: SourceStatus, texts: ReadonlyMap<string, string>): void {
    const applied = appliedByHistory(status, describeTarget(target), texts);
    // The embedded database is for trying things out: what was applied there says nothing of those that matter.
    if (target.kind === 'embedded') this.#tried.set(source.id, applied);
    else if (status.hasHistory) this.#histories.set(source.id, { standings: standingsByHistory(status), applied });
    else this.#histories.delete(source.id);
  }

  /** Asks git anew the next time. */
  forgetBranches(): void {
    this.#branches = undefined;
  }

  byBranch(project: Project): Promise<ByBranch> {
    this.#branches ??= this.#readBranches(project);
    return this.#branches;
  }

  /** By what servers said; where none speaks of it, by the default branch. */
  standingOf({ id }: Migration, branches: Standings): MigrationStanding {
    for (const { standings } of this.#histories.values()) {
      const known = standings.get(id);
      if (known !== undefined) return known;
    }
    return branches.standings.get(id) ?? 'unknown';
  }

  /** A server that has not applied it knows best; else what others have matters more than that one server has what stands here. */
  appliedOf({ id, up }: Migration, branches: Standings): AppliedScript | undefined {
    const histories = [...this.#histories.values()];
    if (histories.some(({ standings }) => standings.get(id) === 'pending')) return undefined;
    const known = histories.flatMap(({ applied }) => applied.get(id) ?? [])[0];
    const committed = branches.applied.get(id);
    return known !== undefined && (known.text !== up?.text || known.text === committed?.text) ? known : (committed ?? known);
  }

  /** Who has run it, in words: a target, a branch; undefined where nobody is known to have. */
  ranOn(migration: Migration, branches: Standings): string | undefined {
    const by = this.appliedOf(migration, branches)?.by;
    return by ?? (this.standingOf(migration, branches) === 'applied' ? 'the default branch' : undefined);
  }

  /** As the embedded database has applied it. */
  triedOf({ id }: Migration): AppliedScript | undefined {
    return [...this.#tried.values()].flatMap((applied) => applied.get(id) ?? [])[0];
  }

  async #removedFrom(directory: string): Promise<readonly RemovedFile[] | undefined> {
    const state = await this.#git.branchState(directory);
    const known = this.#removed.get(directory);
    if (state === undefined || known?.state === state) return known?.files;
    const files = await this.#git.removedFiles(directory);
    this.#removed.set(directory, { state, files });
    return files;
  }

  async #readBranches({ sources }: Project): Promise<ByBranch> {
    const withGaps = sources.filter((source) => gapsOf(source).length > 0);
    const [branch, removed] = await Promise.all([
      this.#git.defaultBranch(this.#root),
      Promise.all(withGaps.map(async ({ id, path }) => [id, await this.#removedFrom(path)] as const)),
    ]);
    const contentOf = (id: string): Promise<string | undefined> => this.#git.contentOf(this.#root, id);
    const standings = new Map(sources.flatMap((source) => [...standingsByBranch(source, branch?.files)]));
    const applied = await Promise.all(sources.map((source) => appliedByBranch(source, branch, { standings, contentOf })));
    return {
      ...{ standings, applied: new Map(applied.flatMap((each) => [...each])), ...(branch && { branch }) },
      removed: new Map(removed.flatMap(([id, files]) => (files === undefined ? [] : [[id, files]]))),
    };
  }
}
