import { join, relative, sep } from 'node:path';
import type { Target } from '../database/target';
import { versionWords } from '../database/versions';
import { describeTarget } from '../database/redact';
import type { AppliedScript } from '../lint/edited';
import type { Finding } from '../lint/finding';
import type { LintOptions } from '../lint/options';
import type { ProjectFacts } from '../lint/source-context';
import type { MigrationStanding } from '../lint/judge';
import type { Scaffold } from '../migrations/convention';
import { sqlx } from '../migrations/conventions/sqlx';
import { Earlier } from '../migrations/earlier';
import type { HistoryRow } from '../migrations/history';
import type { HeaderSuggestion } from '../migrations/header-completion';
import { globTest } from '../migrations/globs';
import type { InferredDependency } from '../migrations/inferred';
import type { Migration, Project, Script, Source } from '../migrations/project';
import type { Reference } from '../migrations/references';
import { knownTables, type ToldNames, toldNames } from '../migrations/templates/subject';
import type { KnownTable } from '../migrations/templates/template';
import type { FollowedRename } from '../migrations/renumber/follow';
import type { Renumbered } from '../migrations/renumber/renumber';
import { findTools, type FoundTool } from '../migrations/tools/find';
import { pathsIn, walk } from '../migrations/tree';
import type { AmendReport } from '../run/amend';
import type { CreateDatabaseReport } from '../run/create-database';
import type { DriftAnswer, SnapshotAnswer } from '../run/drift';
import { formerTexts } from '../run/former-texts';
import type { RecreateReport } from '../run/recreate';
import type { StatisticsAnswer } from '../run/read-statistics';
import { readStatus } from '../run/read-status';
import { statusOf, withAppliedTexts } from '../run/status';
import type { RunError, RunEvent, RunReport } from '../run/events';
import type { EqualAnswer } from '../run/equal';
import type { TestDownReport } from '../run/test-down';
import type { ChecksAnswer } from '../run/verify-checks';
import type { Suggestion } from '../schema/completion';
import { perObject } from '../sql/per-object';
import type { Span } from '../sql/span';
import { Analysis, type AnalysisInput } from './analysis';
import { CachedFiles } from './cached-files';
import { lintablePaths } from './paths';
import { makeCatalog } from './catalog';
import type {
  AmendRequest,
  BroughtBack,
  CatalogReport,
  CheckRequest,
  CreateDatabaseRequest,
  EqualRequest,
  Definition,
  DraftedDown,
  DriftRequest,
  Engine,
  HistoryReport,
  LintAllRequest,
  NewRequest,
  RecreateRequest,
  RenumberRequest,
  PageKind,
  ReplayRequest,
  RunRequest,
  SnapshotRequest,
  StatisticsRequest,
  StatusReport,
  Structure,
  TargetReport,
  Targets,
  TestDownRequest,
  TemplateChoice,
} from './engine';
import { type Config, configuredSource, deprecatedPaths } from './config';
import { type ConfigurationReport, configurationReport } from './configuration';
import { bringBack } from './bring-back';
import { draftedDown } from './drafted-down';
import { filesBelow } from './files-below';
import { Headers } from './headers';
import { type Opened, openFolder } from './opened';
import { KeptStatistics, type StatisticsWorld } from './known-statistics';
import { Renumbering } from './renumbering';
import { type BranchFiles, pathsNotAsIn } from './standing';
import { TargetWork, type TargetWorld, vanished } from './target-work';
import { type AddedTarget, listTargets, withPreferred } from './targets';
import { newFiles, templateChoices } from './new-files';
import { TemplateFiles } from './template-files';
import { type BranchPort, type ByBranch, type DefaultBranch, WhereApplied } from './where-applied';

/** What the engine needs of the world. */
export interface EngineOptions extends TargetWorld, BranchPort, StatisticsWorld {
  /** Below which the embedded databases lie. */
  readonly dataDirectory: string;
  readonly added: () => Promise<readonly AddedTarget[]>;
  /** The files as of where this branch left a revision, and those that the revision has got since. */
  readonly partedFrom: (directory: string, revision: string) => Promise<Pick<DefaultBranch, 'files' | 'added'> | undefined>;
  /** The files as of a revision. */
  readonly filesAt: (directory: string, revision: string) => Promise<BranchFiles>;
  /** Every file that git has ever had below a folder, those that changed last first. */
  readonly pathsEver: (directory: string) => Promise<readonly string[]>;
  /** A page as it is packed. */
  readonly page: (name: string, of: PageKind) => Promise<string | undefined>;
}

/** The engine of one workspace folder. It holds what was read and what was last seen on a target, and nothing else. */
export class WorkspaceEngine implements Engine {
  readonly root: string;
  readonly #options: EngineOptions;
  readonly #files: CachedFiles;
  readonly #earlier = new Earlier();
  readonly #analysis = new Analysis();
  readonly #headers: Headers;
  readonly #work: TargetWork;
  readonly #whereApplied: WhereApplied;
  readonly #statistics: KeptStatistics;
  #opened: Promise<Opened> | undefined;
  /** What the findings of folders stand on: made anew when a server has told something else. */
  #facts: { readonly of: ByBranch; readonly facts: ProjectFacts } | undefined;

  constructor(options: EngineOptions) {
    this.root = options.root;
    this.#options = options;
    this.#files = new CachedFiles(options.files);
    this.#headers = new Headers(this, options.now);
    this.#whereApplied = new WhereApplied(options.root, options);
    this.#statistics = new KeptStatistics(options);
    this.#work = new TargetWork(options, this.#statistics, () => this.#open());
  }

  async project(): Promise<Project> {
    return (await this.#open()).project;
  }

  async tools(): Promise<readonly FoundTool[]> {
    const { project, config } = await this.#open();
    const tree = await walk(this.root, this.#files, globTest(config.ignore));
    return findTools(tree, this.#files, project.sources);
  }

  invalidate(paths?: readonly string[]): void {
    this.#files.forget(paths);
    this.#opened = undefined;
    this.#whereApplied.forgetBranches();
    this.#statistics.forget();
  }

  async sqlFilesIn(directory: string): Promise<readonly string[]> {
    const tree = await walk(directory, this.#files, () => false);
    return pathsIn(tree).filter((path) => path.endsWith('.sql'));
  }

  async configuration(): Promise<ConfigurationReport | undefined> {
    const { config, configText } = await this.#open();
    return configurationReport(config, join(this.root, 'lockkeeper.json'), configText);
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

  async check(paths: readonly string[], { preset, base }: CheckRequest = {}): Promise<readonly Finding[] | undefined> {
    const input = await this.#projectInput();
    const options = preset === undefined ? input.options : { ...input.options, preset };
    const parted = base === undefined ? undefined : await this.#options.partedFrom(this.root, base);
    if (base !== undefined && parted === undefined) return undefined;
    const facts =
      base === undefined || parted === undefined ? input.facts : { ...input.facts, branch: { name: base, ...parted } };
    const byPath = this.#analysis.check({ ...input, options, facts }, new Set(paths));
    return paths.flatMap((path) => byPath.get(path) ?? []);
  }

  async changedSince(revision: string): Promise<readonly string[] | undefined> {
    const [project, parted] = await Promise.all([this.project(), this.#options.partedFrom(this.root, revision)]);
    return parted && pathsNotAsIn(project, parted.files);
  }

  async standing(migration: Migration): Promise<MigrationStanding> {
    return this.#whereApplied.standingOf(migration, await this.#byBranch());
  }

  async applied(migration: Migration): Promise<AppliedScript | undefined> {
    return this.#whereApplied.appliedOf(migration, await this.#byBranch()) ?? this.#whereApplied.triedOf(migration);
  }

  async hover(path: string, text: string, offset: number): Promise<string | undefined> {
    const ofHeader = await this.#headers.hover(path, text, offset);
    return ofHeader ?? this.#analysis.hover(await this.#analysisInput(), path, text, offset);
  }

  async definitions(path: string, text: string, offset: number): Promise<readonly Definition[]> {
    const named = await this.#headers.definitions(path, text, offset);
    return named.length > 0 ? named : this.#analysis.definitions(await this.#analysisInput(), path, text, offset);
  }

  async references(path: string, text: string, offset: number): Promise<readonly Reference[]> {
    return this.#analysis.references(await this.#analysisInput(), path, text, offset);
  }

  async suggestions(path: string, text: string, offset: number): Promise<readonly Suggestion[]> {
    return this.#analysis.suggestions(await this.#analysisInput(), path, text, offset);
  }

  headerSuggestions(path: string, text: string, offset: number): Promise<readonly HeaderSuggestion[]> {
    return this.#headers.suggestions(path, text, offset);
  }

  async structure(path: string, text: string): Promise<Structure> {
    return this.#analysis.structure(await this.project(), path, text);
  }

  countStatements(script: Script): Promise<number> {
    return this.#analysis.countStatements(script);
  }

  async rangesAround(path: string, text: string, offsets: readonly number[]): Promise<readonly (readonly Span[])[]> {
    return this.#analysis.rangesAround(await this.project(), path, text, offsets);
  }

  async scaffold(source: Source, request: NewRequest): Promise<Scaffold> {
    const { project, config } = await this.#open();
    return newFiles(source, request, {
      ...{ sources: project.sources, templates: config.templates, templateFiles: this.#templateFiles(), now: this.#options.now },
      existing: (directory) => filesBelow(directory, this.#files),
      schema: (of) => this.#analysis.schema(of),
      author: async () => (await this.#options.headCommit(this.root))?.user?.name,
    });
  }

  async templates(): Promise<readonly TemplateChoice[]> {
    const { templates } = (await this.#open()).config;
    return templateChoices({ templates, templateFiles: this.#templateFiles() });
  }

  async tables(source: Source): Promise<readonly KnownTable[]> {
    return knownTables(await this.#analysis.schema(source));
  }

  async toldNames(source: Source, description: string): Promise<ToldNames> {
    return toldNames(description, await this.#analysis.schema(source));
  }

  #templateFiles(): TemplateFiles {
    return new TemplateFiles(this.root, { files: this.#options.files, realPath: this.#options.realPath });
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
    return draftedDown(draft, source, () => filesBelow(source.path, this.#files));
  }

  renumber(request: RenumberRequest): Promise<Renumbered> {
    return this.#renumbering().renumber(request);
  }

  move(request: Omit<RenumberRequest, 'place'>, into: Source): Promise<Renumbered> {
    return this.#renumbering().move(request, into);
  }

  followRename(source: Source, renamed: FollowedRename): Promise<Renumbered> {
    return this.#renumbering().followRename(source, renamed);
  }

  async bringBack(source: Source, row: HistoryRow): Promise<BroughtBack> {
    return bringBack(source, row, { ...this.#options, existing: await filesBelow(source.path, this.#files) });
  }

  #renumbering(): Renumbering {
    const { partedFrom, filesAt, now } = this.#options;
    return new Renumbering({
      ...{ partedFrom, filesAt, now },
      sources: async () => (await this.project()).sources,
      readAgain: (source) => this.#readAgain(source),
      existing: (directory) => filesBelow(directory, this.#files),
      ranOn: async () => {
        const branches = await this.#byBranch();
        return (migration) => this.#whereApplied.ranOn(migration, branches);
      },
      deprecated: async () => {
        const { config, project } = await this.#open();
        return deprecatedPaths(config, project);
      },
    });
  }

  dependencies(source: Source): Promise<readonly InferredDependency[]> {
    return this.#analysis.dependencies(source);
  }

  async catalog(path: string): Promise<CatalogReport> {
    const { project, config } = await this.#open();
    const chains = await this.#analysis.chains(project.sources);
    const input = { project, deprecated: deprecatedPaths(config, project), chains, now: this.#options.now() };
    return makeCatalog(path, input, this.#files);
  }

  async targets(source: Source): Promise<Targets> {
    const { config, dotenv } = await this.#open();
    const listed = listTargets(await this.#options.realPath(source.path), {
      configured: config.targets,
      added: await this.#options.added(),
      environment: this.#options.environment,
      dotenv,
      storageDirectory: this.#options.dataDirectory,
    });
    return withPreferred(listed, configuredSource(config, source, this.root)?.target);
  }

  async status(source: Source, target: Target): Promise<StatusReport> {
    const at = new Date(this.#options.now());
    if (target.kind === 'embedded' && (await this.#files.list(target.directory)) === undefined) {
      // Nothing was ever applied there: no server need be started to say so.
      return { ok: true, status: statusOf(source, { exists: false, rows: [] }), server: describeTarget(target), at };
    }
    const answer = await readStatus(source, target, this.#options.databases.connect);
    if (!answer.ok) return { ok: false, error: answer.error, isLocked: answer.why === 'locked' };
    const { version, role } = answer;
    const texts = await formerTexts(source, answer.status, this.#options.versionsOf);
    const status = await this.#work.withUnfinished(withAppliedTexts(answer.status, texts), source, target);
    this.#whereApplied.learn(source, target, status, texts);
    this.#facts = undefined;
    const server = `${describeTarget(target)}, ${versionWords(version)}`;
    return { ok: true, status, server, at, ...(role && { role }) };
  }

  async history(source: Source, target: Target): Promise<HistoryReport> {
    return this.#work.history(source, target);
  }

  checks(source: Source, target: Target): Promise<ChecksAnswer> {
    return this.#work.checks(source, target);
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

  async recreate(request: RecreateRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RecreateReport> {
    const source = await this.#readAgain(request.source);
    if (source === undefined) return { ...vanished(request), dryRun: request.dryRun === true, migrations: 0 };
    return this.#work.recreate({ ...request, source }, { on, signal });
  }

  async snapshot(request: SnapshotRequest, signal: AbortSignal): Promise<SnapshotAnswer> {
    return this.#work.snapshot(await this.#withIgnored(request), signal);
  }

  async drift(request: DriftRequest, signal: AbortSignal): Promise<DriftAnswer> {
    return this.#work.drift(await this.#withIgnored(request), signal);
  }

  statistics(request: StatisticsRequest, signal: AbortSignal): Promise<StatisticsAnswer> {
    return this.#work.statistics(request, signal);
  }

  replay(request: ReplayRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RunReport> {
    return this.#work.replay(request, { on, signal });
  }

  async testDown(request: TestDownRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<TestDownReport> {
    return this.#work.testDown(await this.#withIgnored(request), { on, signal });
  }

  async equal(request: EqualRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<EqualAnswer> {
    return this.#work.equal(await this.#withIgnored(request), { on, signal });
  }

  async #withIgnored<T extends Pick<SnapshotRequest, 'ignore'>>(request: T): Promise<T> {
    const { config } = await this.#open();
    return { ...request, ignore: [...config.drift.ignore, ...request.ignore] };
  }

  reach(target: Target, waitMs: number, signal: AbortSignal): Promise<RunError | undefined> {
    return this.#work.reach(target, waitMs, signal);
  }

  explain(name: string, of: PageKind): Promise<string | undefined> {
    return this.#options.page(name, of);
  }

  async dispose(): Promise<void> {
    await this.#options.databases.close();
  }

  /** The source as the disk has it now: what runs is what was saved last, also where no watcher has told of it yet. */
  async #readAgain(source: Source): Promise<Source | undefined> {
    this.invalidate(lintablePaths({ sources: [source] }));
    const { sources } = await this.project();
    return sources.find(({ id }) => id === source.id);
  }

  #open(): Promise<Opened> {
    this.#opened ??= openFolder(this.root, this.#files, this.#earlier);
    return this.#opened;
  }

  async #analysisInput(): Promise<AnalysisInput> {
    // Git and the parser are both waited for at the first SQL: together they take as long as the slower one.
    const [input] = await Promise.all([this.#projectInput(), this.#analysis.load()]);
    return input;
  }

  /** The same for what reads no SQL. */
  async #projectInput(): Promise<AnalysisInput> {
    const { project, config, attributes, statistics } = await this.#open();
    const branches = await this.#whereApplied.byBranch(project);
    const statisticsOf = await this.#statistics.of(project.sources, statistics);
    const standing = (migration: Migration): MigrationStanding => this.#whereApplied.standingOf(migration, branches);
    return {
      project,
      options: optionsOf(config),
      postgres: config.postgres,
      standing,
      applied: (migration) => this.#whereApplied.appliedOf(migration, branches),
      ...(branches.branch !== undefined && { attributes: { directory: this.root, text: attributes } }),
      ...(statisticsOf && { statisticsOf }),
      now: this.#options.now,
      facts: this.#factsOf(branches, project, config),
    };
  }

  #factsOf(of: ByBranch, { sources }: Project, config: Config): ProjectFacts {
    if (this.#facts?.of === of) return this.#facts.facts;
    const { branch, removed } = of;
    const facts: ProjectFacts = {
      sources,
      targetOf: (source) => configuredSource(config, source, this.root)?.target,
      isDeprecated: (source) => configuredSource(config, source, this.root)?.deprecated === true,
      removed,
      ...(branch && { branch }),
    };
    this.#facts = { of, facts };
    return facts;
  }

  async #byBranch(): Promise<ByBranch> {
    return this.#whereApplied.byBranch(await this.project());
  }
}

/** The same object for the same configuration, so that what was made of it holds. */
const optionsOf = perObject((config: Config): LintOptions => config);
