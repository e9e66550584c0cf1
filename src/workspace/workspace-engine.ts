import { join } from 'node:path';
import type { Databases } from '../database/databases';
import type { Target } from '../database/target';
import { describeTarget } from '../database/redact';
import type { Finding } from '../lint/finding';
import type { MigrationStanding } from '../lint/judge';
import type { Scaffold } from '../migrations/convention';
import type { Files } from '../migrations/files';
import type { HistoryRun } from '../migrations/history';
import type { Migration, Project, Source } from '../migrations/project';
import { scaffold } from '../migrations/scaffold';
import { dryRun } from '../run/dry-run';
import { readStatus } from '../run/read-status';
import { run } from '../run/run';
import type { RunEvent, RunReport } from '../run/events';
import { Analysis, type AnalysisInput } from './analysis';
import { CachedFiles } from './cached-files';
import type { Engine, RunRequest, StatusReport } from './engine';
import { filesBelow } from './files-below';
import { type Opened, openFolder } from './opened';
import { type AddedTarget, listTargets } from './targets';

/** What the engine needs of the world. */
export interface EngineOptions {
  readonly root: string;
  readonly files: Files;
  readonly databases: Databases;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Below which the embedded databases lie. */
  readonly dataDirectory: string;
  readonly added: () => Promise<readonly AddedTarget[]>;
  /** The commit that a folder is at. */
  readonly headCommit: (directory: string) => Promise<HistoryRun['git']>;
  /** The packed page of a rule. */
  readonly rulePage: (rule: string) => Promise<string | undefined>;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
}

/** The engine of one workspace folder. It holds what was read and what was last seen on a target, and nothing else. */
export class WorkspaceEngine implements Engine {
  readonly root: string;
  readonly #options: EngineOptions;
  readonly #files: CachedFiles;
  readonly #analysis = new Analysis();
  /** By source: whether each migration was applied when its target was last asked. */
  readonly #standings = new Map<string, ReadonlyMap<string, MigrationStanding>>();
  #opened: Promise<Opened> | undefined;

  constructor(options: EngineOptions) {
    this.root = options.root;
    this.#options = options;
    this.#files = new CachedFiles(options.files);
  }

  async project(): Promise<Project> {
    return (await this.#open()).project;
  }

  invalidate(paths?: readonly string[]): void {
    this.#files.forget(paths);
    this.#opened = undefined;
  }

  async lint(path: string, text?: string): Promise<readonly Finding[]> {
    return this.#analysis.lint(await this.#analysisInput(), path, text);
  }

  async hover(path: string, text: string, offset: number): Promise<string | undefined> {
    return this.#analysis.hover(await this.#analysisInput(), path, text, offset);
  }

  async scaffold(
    source: Source,
    request: { readonly description: string; readonly type?: string; readonly withDown: boolean },
  ): Promise<Scaffold> {
    const existing = await filesBelow(source.path, this.#files);
    return scaffold(source, request, this.#options.now(), existing);
  }

  async targets(source: Source): Promise<readonly Target[]> {
    const { config, dotenv } = await this.#open();
    const { targets } = listTargets(source.path, {
      configured: config.targets,
      added: await this.#options.added(),
      environment: this.#options.environment,
      dotenv,
      storageDirectory: this.#options.dataDirectory,
    });
    const chosen = config.sources.find(({ path }) => source.label === path || source.path === join(this.root, path))?.target;
    return [...targets].sort((a, b) => Number(b.name === chosen) - Number(a.name === chosen));
  }

  async status(source: Source, target: Target): Promise<StatusReport> {
    const answer = await readStatus(source, target, this.#options.databases.connect);
    if (!answer.ok) return { ok: false, error: answer.error, isLocked: answer.why === 'locked' };
    const { status, version } = answer;
    this.#standings.set(
      source.id,
      new Map(status.migrations.map(({ migration, state }) => [migration.id, 'row' in state ? 'applied' : 'pending'])),
    );
    const server = `${describeTarget(target)}, PostgreSQL ${(version / 10_000) | 0}.${version % 10_000}`;
    return { ok: true, status, server, at: new Date(this.#options.now()) };
  }

  async run({ dryRun: kind, ...request }: RunRequest, on: (event: RunEvent) => void, signal: AbortSignal): Promise<RunReport> {
    const { databases, headCommit, now, random, newId } = this.#options;
    const git = await headCommit(request.source.path);
    const input = { ...request, ...(git !== undefined && { git }) };
    const tools = { connect: databases.connect, now, random, newId, on, signal };
    if (kind === undefined) return run(input, tools);
    return dryRun({ ...input, kind }, { ...tools, fresh: databases.fresh, copyOf: databases.copyOf });
  }

  explain(rule: string): Promise<string | undefined> {
    return this.#options.rulePage(rule);
  }

  async dispose(): Promise<void> {
    await this.#options.databases.close();
  }

  #open(): Promise<Opened> {
    this.#opened ??= openFolder(this.root, this.#files);
    return this.#opened;
  }

  async #analysisInput(): Promise<AnalysisInput> {
    const { project, config } = await this.#open();
    const standing = (migration: Migration): MigrationStanding => {
      for (const standings of this.#standings.values()) {
        const known = standings.get(migration.id);
        if (known !== undefined) return known;
      }
      return 'unknown';
    };
    return { project, options: { rules: config.rules }, postgres: config.postgres, standing, now: this.#options.now() };
  }
}
