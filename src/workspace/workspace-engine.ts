import { join, relative, sep } from 'node:path';
import type { Target } from '../database/target';
import { describeTarget } from '../database/redact';
import type { AppliedScript } from '../lint/edited';
import type { Finding } from '../lint/finding';
import type { LintOptions } from '../lint/options';
import type { MigrationStanding } from '../lint/judge';
import type { Scaffold } from '../migrations/convention';
import { sqlx } from '../migrations/conventions/sqlx';
import { migrationNamed } from '../migrations/dependencies';
import type { Files } from '../migrations/files';
import type { InferredDependency } from '../migrations/inferred';
import type { Migration, Project, Source } from '../migrations/project';
import type { Reference } from '../migrations/references';
import { createFiles, type NewMigration, scaffold } from '../migrations/scaffold';
import { pathsIn, walk } from '../migrations/tree';
import type { AmendReport } from '../run/amend';
import type { CreateDatabaseReport } from '../run/create-database';
import { withDifferences } from '../run/applied-text';
import { readStatus } from '../run/read-status';
import { statusOf } from '../run/status';
import type { RunError, RunEvent, RunReport } from '../run/events';
import type { Suggestion } from '../schema/completion';
import { perObject } from '../sql/per-object';
import type { Span } from '../sql/span';
import { Analysis, type AnalysisInput } from './analysis';
import { CachedFiles } from './cached-files';
import { lintablePaths } from './paths';
import { makeCatalog } from './catalog';
import type {
  AmendRequest,
  CatalogReport,
  CreateDatabaseRequest,
  Definition,
  DraftedDown,
  Engine,
  HistoryReport,
  LintAllRequest,
  RunRequest,
  StatusReport,
  Structure,
  TargetReport,
  Targets,
} from './engine';
import type { Config } from './config';
import { type ConfigurationReport, configurationFindings } from './configuration';
import { filesBelow } from './files-below';
import { type Opened, openFolder } from './opened';
import { appliedByBranch, appliedByHistory, type BranchFiles, isAsIn, standingsByBranch, standingsByHistory } from './standing';
import { printedVersion, TargetWork, type TargetWorld } from './target-work';
import { type AddedTarget, listTargets } from './targets';

/** What the engine needs of the world. */
export interface EngineOptions extends TargetWorld {
  readonly root: string;
  readonly files: Files;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Below which the embedded databases lie. */
  readonly dataDirectory: string;
  readonly added: () => Promise<readonly AddedTarget[]>;
  /** The default branch, with the files below a folder; undefined where there is none. */
  readonly defaultBranch: (
    directory: string,
  ) => Promise<{ readonly name: string; readonly files: ReadonlyMap<string, string>; readonly isOwn: boolean } | undefined>;
  /** What an id among its files stands for. */
  readonly contentOf: (directory: string, id: string) => Promise<string | undefined>;
  /** The files as of where this branch left a revision. */
  readonly filesSince: (directory: string, revision: string) => Promise<BranchFiles>;
  /** The packed page of a rule. */
  readonly rulePage: (rule: string) => Promise<string | undefined>;
}

/** The engine of one workspace folder. It holds what was read and what was last seen on a target, and nothing else. */
export class WorkspaceEngine implements Engine {
  readonly root: string;
  readonly #options: EngineOptions;
  readonly #files: CachedFiles;
  readonly #analysis = new Analysis();
  readonly #work: TargetWork;
  /** By source: whether each migration was applied when a server was last asked. */
  readonly #histories = new Map<string, Standings>();
  #opened: Promise<Opened> | undefined;
  /** The same by the default branch, for migrations that no history speaks of. */
  #branches: Promise<Standings> | undefined;

  constructor(options: EngineOptions) {
    this.root = options.root;
    this.#options = options;
    this.#files = new CachedFiles(options.files);
    this.#work = new TargetWork(options);
  }

  async project(): Promise<Project> {
    return (await this.#open()).project;
  }

  invalidate(paths?: readonly string[]): void {
    this.#files.forget(paths);
    this.#opened = undefined;
    this.#branches = undefined;
  }

  async sqlFilesIn(directory: string): Promise<readonly string[]> {
    const tree = await walk(directory, this.#files, () => false);
    return pathsIn(tree).filter((path) => path.endsWith('.sql'));
  }

  async configuration(): Promise<ConfigurationReport | undefined> {
    const { config, configText } = await this.#open();
    if (configText === '' && config.faults.length === 0) return undefined;
    const path = join(this.root, 'lockkeeper.json');
    return { path, text: configText, findings: configurationFindings(config, path, configText) };
  }

  async lint(path: string, text?: string): Promise<readonly Finding[]> {
    return this.#analysis.lint(await this.#analysisInput(), path, text);
  }

  async lintAll(paths: readonly string[], { preset, withoutFixes = false }: LintAllRequest = {}): Promise<readonly Finding[]> {
    const input = await this.#analysisInput();
    const options = preset === undefined ? input.options : { ...input.options, preset };
    const byPath = await this.#analysis.lintAll({ ...input, options }, new Set(paths), withoutFixes);
    return paths.flatMap((path) => byPath.get(path) ?? []);
  }

  async changedSince(revision: string): Promise<readonly string[] | undefined> {
    const [project, files] = await Promise.all([this.project(), this.#options.filesSince(this.root, revision)]);
    if (files === undefined) return undefined;
    const scripts = project.sources.flatMap(({ migrations }) => migrations.flatMap(({ up, down }) => [up, down]));
    const same = new Set(scripts.flatMap((script) => (script !== undefined && isAsIn(files, script) ? [script.path] : [])));
    return lintablePaths(project).filter((path) => !same.has(path));
  }

  async standing({ id }: Migration): Promise<MigrationStanding> {
    return this.#standingOf(id, await this.#branchStandings());
  }

  async hover(path: string, text: string, offset: number): Promise<string | undefined> {
    return this.#analysis.hover(await this.#analysisInput(), path, text, offset);
  }

  async definitions(path: string, text: string, offset: number): Promise<readonly Definition[]> {
    return this.#analysis.definitions(await this.#analysisInput(), path, text, offset);
  }

  async references(path: string, text: string, offset: number): Promise<readonly Reference[]> {
    return this.#analysis.references(await this.#analysisInput(), path, text, offset);
  }

  async suggestions(path: string, text: string, offset: number): Promise<readonly Suggestion[]> {
    return this.#analysis.suggestions(await this.#analysisInput(), path, text, offset);
  }

  async structure(path: string, text: string): Promise<Structure> {
    return this.#analysis.structure(await this.project(), path, text);
  }

  async rangesAround(path: string, text: string, offsets: readonly number[]): Promise<readonly (readonly Span[])[]> {
    return this.#analysis.rangesAround(await this.project(), path, text, offsets);
  }

  async scaffold(source: Source, request: NewMigration): Promise<Scaffold> {
    const { sources } = await this.project();
    const unknown = request.header?.dependsOn?.find((name) => migrationNamed(name, source, sources) === undefined);
    if (unknown !== undefined) return { ok: false, reason: `There is no migration ${unknown} on which this one could depend.` };
    const existing = await filesBelow(source.path, this.#files);
    return scaffold(source, request, this.#options.now(), existing);
  }

  newSource(path: string): Source {
    const label = relative(this.root, path).split(sep).join('/');
    return { id: path, path, label, convention: sqlx, reason: 'It is new.', migrations: [], problems: [], companions: [] };
  }

  async draftDown(wanted: Source, { id }: Migration): Promise<DraftedDown> {
    const source = await this.#readAgain(wanted);
    const migration = source?.migrations.find((each) => each.id === id);
    if (source === undefined || migration === undefined) return { ok: false, reason: 'Its up script is no longer there.' };
    const draft = await this.#analysis.draftDown(source, migration);
    if (!draft.ok) return draft;
    const { path, text, gaps } = draft;
    const existing = await filesBelow(source.path, this.#files);
    const made = createFiles({ folder: source.path, existing }, [{ path, text, cursor: text.length }]);
    return made.ok ? { ...made, gaps } : made;
  }

  dependencies(source: Source): Promise<readonly InferredDependency[]> {
    return this.#analysis.dependencies(source);
  }

  async catalog(path: string): Promise<CatalogReport> {
    const { project, config } = await this.#open();
    const chains = await this.#analysis.chains(project.sources);
    const deprecated = config.sources.flatMap((source) => (source.deprecated ? [join(this.root, source.path)] : []));
    const input = { project, deprecated: new Set(deprecated), chains, now: this.#options.now() };
    return makeCatalog(path, input, this.#files);
  }

  async targets(source: Source): Promise<Targets> {
    const { config, dotenv } = await this.#open();
    const { targets, unset } = listTargets(await this.#options.realPath(source.path), {
      configured: config.targets,
      added: await this.#options.added(),
      environment: this.#options.environment,
      dotenv,
      storageDirectory: this.#options.dataDirectory,
    });
    const configured = config.sources.find(({ path }) => source.label === path || source.path === join(this.root, path))?.target;
    const preferred = targets.find(({ name }) => name === configured);
    if (preferred === undefined) {
      if (configured === undefined) return { targets };
      const unavailable =
        unset.find((words) => words.startsWith(`${configured} (`)) ?? `${configured} (there is none of that name)`;
      return { targets, unavailable };
    }
    return { targets: [preferred, ...targets.filter((target) => target !== preferred)], preferred };
  }

  async status(source: Source, target: Target): Promise<StatusReport> {
    const at = new Date(this.#options.now());
    if (target.kind === 'embedded' && (await this.#files.list(target.directory)) === undefined) {
      // Nothing was ever applied there: no server need be started to say so.
      return { ok: true, status: statusOf(source, { exists: false, rows: [] }), server: describeTarget(target), at };
    }
    const answer = await readStatus(source, target, this.#options.databases.connect);
    if (!answer.ok) return { ok: false, error: answer.error, isLocked: answer.why === 'locked' };
    const { status, version, role } = answer;
    // The embedded database is for trying things out: what was applied there says nothing of those that matter.
    if (target.kind === 'server') {
      const by = describeTarget(target);
      if (status.hasHistory)
        this.#histories.set(source.id, { standings: standingsByHistory(status), applied: appliedByHistory(status, by) });
      else this.#histories.delete(source.id);
    }
    const server = `${describeTarget(target)}, PostgreSQL ${printedVersion(version)}`;
    return { ok: true, status, server, at, ...(role && { role }) };
  }

  async verify(source: Source, target: Target): Promise<StatusReport> {
    const report = await this.status(source, target);
    if (!report.ok) return report;
    return { ...report, status: await withDifferences(source, report.status, this.#options.formerTexts) };
  }

  async history(source: Source, target: Target): Promise<HistoryReport> {
    return this.#work.history(source, target);
  }

  describe(target: Target): Promise<TargetReport> {
    return this.#work.describe(target);
  }

  async run(request: RunRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RunReport> {
    const source = await this.#readAgain(request.source);
    if (source === undefined) return { ...vanished(request), direction: request.direction, steps: [] };
    return this.#work.run({ ...request, source }, { on, signal });
  }

  async amend(request: AmendRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<AmendReport> {
    const source = await this.#readAgain(request.source);
    const { wish, dryRun = false } = request;
    if (source === undefined) return { ...vanished(request), command: wish.kind, dryRun, amendments: [] };
    return this.#work.amend({ ...request, source }, { on, signal });
  }

  createDatabase(request: CreateDatabaseRequest, signal: AbortSignal): Promise<CreateDatabaseReport> {
    return this.#work.createDatabase(request, signal);
  }

  reach(target: Target, waitMs: number, signal: AbortSignal): Promise<RunError | undefined> {
    return this.#work.reach(target, waitMs, signal);
  }

  explain(rule: string): Promise<string | undefined> {
    return this.#options.rulePage(rule);
  }

  async dispose(): Promise<void> {
    await this.#options.databases.close();
  }

  /** The source as the disk has it now: what runs is what was saved last, also where no watcher has told of it yet. */
  async #readAgain(source: Source): Promise<Source | undefined> {
    this.invalidate(lintablePaths({ root: this.root, sources: [source] }));
    const { sources } = await this.project();
    return sources.find(({ id }) => id === source.id);
  }

  #open(): Promise<Opened> {
    this.#opened ??= openFolder(this.root, this.#files);
    return this.#opened;
  }

  async #analysisInput(): Promise<AnalysisInput> {
    const { project, config } = await this.#open();
    // Git and the parser are both waited for at the first SQL: together they take as long as the slower one.
    const [branches] = await Promise.all([this.#branchStandings(), this.#analysis.load()]);
    const standing = ({ id }: Migration): MigrationStanding => this.#standingOf(id, branches);
    return {
      project,
      options: optionsOf(config),
      postgres: config.postgres,
      standing,
      applied: ({ id }) => this.#appliedOf(id, branches),
      now: this.#options.now,
    };
  }

  /** By what servers said; where none speaks of it, by the default branch. */
  #standingOf(id: string, branches: Standings): MigrationStanding {
    for (const { standings } of this.#histories.values()) {
      const known = standings.get(id);
      if (known !== undefined) return known;
    }
    return branches.standings.get(id) ?? 'unknown';
  }

  /** A server that has not applied it knows best; else what others have matters more than that one server has the same. */
  #appliedOf(id: string, branches: Standings): AppliedScript | undefined {
    const histories = [...this.#histories.values()];
    if (histories.some(({ standings }) => standings.get(id) === 'pending')) return undefined;
    const known = histories.flatMap(({ applied }) => applied.get(id) ?? [])[0];
    return known !== undefined && 'otherThan' in known ? known : (branches.applied.get(id) ?? known);
  }

  async #branchStandings(): Promise<Standings> {
    const { project } = await this.#open();
    this.#branches ??= this.#readBranches(project);
    return this.#branches;
  }

  async #readBranches({ sources }: Project): Promise<Standings> {
    const branch = await this.#options.defaultBranch(this.root);
    const contentOf = (id: string): Promise<string | undefined> => this.#options.contentOf(this.root, id);
    const standings = new Map(sources.flatMap((source) => [...standingsByBranch(source, branch?.files)]));
    const applied = await Promise.all(sources.map((source) => appliedByBranch(source, branch, { standings, contentOf })));
    return { standings, applied: new Map(applied.flatMap((each) => [...each])) };
  }
}

/** Where migrations stand, by their ids, and the scripts of those that are applied. */
interface Standings {
  readonly standings: ReadonlyMap<string, MigrationStanding>;
  readonly applied: ReadonlyMap<string, AppliedScript>;
}

/** The same object for the same configuration, so that what was made of it holds. */
const optionsOf = perObject((config: Config): LintOptions => config);

/** A folder that has vanished since has nothing to run, which is not the same as nothing to do. */
function vanished({ source, target }: Pick<RunRequest, 'source' | 'target'>) {
  const message = `${source.label} is not there any more, or holds no migrations: nothing was run.`;
  return { target: describeTarget(target), outcome: 'refused' as const, message, ms: 0 };
}
