import { type Databases } from '../database/databases';
import { failureOf } from '../database/failure';
import { describeTarget, secretsOf } from '../database/redact';
import { identityOf } from '../database/identity';
import { sizeOf } from '../database/size';
import type { Target } from '../database/target';
import { versionWords } from '../database/versions';
import type { TableStatistics } from '../effects/statistics';
import type { HistoryRun } from '../migrations/history';
import type { Files } from '../migrations/files';
import type { Source } from '../migrations/project';
import { amend, type AmendReport } from '../run/amend';
import type { RunTools } from '../run/context';
import { createDatabase, type CreateDatabaseReport } from '../run/create-database';
import { drift, type DriftAnswer, readSchema, type SnapshotAnswer } from '../run/drift';
import { dryRun } from '../run/dry-run';
import { errorOf } from '../run/errors';
import type { RunError, RunEvent, RunReport } from '../run/events';
import type { Versions } from '../run/former-texts';
import type { Journal } from '../run/journal';
import { recreate, type RecreateReport } from '../run/recreate';
import { readLog } from '../run/read-log';
import { type StatisticsAnswer, statisticsOfTarget } from '../run/read-statistics';
import { run } from '../run/run';
import type { ShadowTools } from '../run/on-shadow';
import type { SourceStatus } from '../run/status';
import { equal, type EqualAnswer, type WithTools } from '../run/equal';
import { testDown, type TestDownReport } from '../run/test-down';
import { withUnfinished } from '../run/unfinished';
import { type ChecksAnswer, verifyChecks } from '../run/verify-checks';
import { replayChain } from '../run/whole-chain';
import type {
  AmendRequest,
  CreateDatabaseRequest,
  DriftRequest,
  EqualRequest,
  HistoryReport,
  RecreateRequest,
  ReplayRequest,
  RunRequest,
  SnapshotRequest,
  StatisticsRequest,
  TargetReport,
  TestDownRequest,
} from './engine';
import type { KeptStatistics } from './known-statistics';
import type { Opened } from './opened';
import { onShadows, type Shadows } from './shadows';
import { journalName } from './targets';

/** What work on a target needs of the world. */
export interface TargetWorld {
  readonly databases: Databases;
  /** The workspace folder, its files, and the process's own environment. */
  readonly root: string;
  readonly files: Files;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a file on the disk has exactly these bytes now. */
  readonly holdsBytes: (path: string, bytes: Uint8Array) => Promise<boolean>;
  /** A path without links: the embedded database and the journal of a folder are the same on each way to it. */
  readonly realPath: (path: string) => Promise<string>;
  /** The commit that a folder is at. */
  readonly headCommit: (directory: string) => Promise<HistoryRun['git']>;
  /** What git has ever had as the contents of files. */
  readonly versionsOf: Versions;
  /** The journal of this name, in the user's data folder. */
  readonly journal: (name: string) => Journal;
  /** The user of this machine. */
  readonly user: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
}

/** How a caller hears of what goes on, and ends it. */
export interface Hearing {
  readonly on: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** What is done to targets and asked of them, apart from the status. The sources are those of the disk now. */
export class TargetWork {
  readonly #world: TargetWorld;
  readonly #statistics: KeptStatistics;

  readonly #open: () => Promise<Pick<Opened, 'config' | 'dotenv'>>;

  constructor(world: TargetWorld, statistics: KeptStatistics, open: () => Promise<Pick<Opened, 'config' | 'dotenv'>>) {
    this.#world = world;
    this.#statistics = statistics;
    this.#open = open;
  }

  async run({ dryRun: kind, ...request }: RunRequest, hearing: Hearing): Promise<RunReport> {
    const input = { ...request, ...(await this.#signature(request.source)) };
    const tools = await this.#tools(request, hearing);
    if (kind === undefined) return run(input, tools);
    const onStatistics = (reading: TableStatistics): Promise<TableStatistics> =>
      this.#statistics.keep(request.source, request.target, reading);
    const { copyOf } = this.#world.databases;
    return this.#onShadows(request, (shadows) => dryRun({ ...input, kind }, { ...tools, ...shadows, copyOf, onStatistics }));
  }

  async amend({ dryRun: isDryRun = false, ...request }: AmendRequest, hearing: Hearing): Promise<AmendReport> {
    const { versionsOf } = this.#world;
    const input = { ...request, isDryRun, ...(await this.#signature(request.source)) };
    const tools = await this.#tools(request, hearing);
    return this.#onShadows(request, (shadows) => amend(input, { ...tools, versionsOf, ...shadows }));
  }

  async history(source: Source, target: Target): Promise<HistoryReport> {
    const answer = await readLog(source, target, this.#world.databases.connect);
    if (!answer.ok) return { ok: false, error: answer.error, isLocked: answer.why === 'locked' };
    const journal = await (await this.#journal(source, target)).read();
    const server = `${describeTarget(target)}, ${versionWords(answer.version)}`;
    const { lines, exists } = answer;
    return { ok: true, lines, exists, table: source.convention.history.table, journal, server };
  }

  checks(source: Source, target: Target): Promise<ChecksAnswer> {
    return verifyChecks(source, target, this.#world.databases.connect);
  }

  /** Reads what a target knows of its tables, and keeps it. */
  async statistics({ source, target, sampleSeconds }: StatisticsRequest, signal: AbortSignal): Promise<StatisticsAnswer> {
    const { databases, now } = this.#world;
    const answer = await statisticsOfTarget({ target, sampleSeconds }, { connect: databases.connect, signal, now });
    if (!answer.ok) return answer;
    return { ok: true, statistics: await this.#statistics.keep(source, target, answer.statistics) };
  }

  /** The status with how far scripts came that broke off, which no history keeps. */
  async withUnfinished(status: SourceStatus, source: Source, target: Target): Promise<SourceStatus> {
    return withUnfinished(status, await (await this.#journal(source, target)).read());
  }

  createDatabase(
    { dryRun: isDryRun = false, ...request }: CreateDatabaseRequest,
    signal: AbortSignal,
  ): Promise<CreateDatabaseReport> {
    return createDatabase({ ...request, isDryRun }, { connect: this.#world.databases.connect, signal });
  }

  async recreate({ dryRun: isDryRun = false, ...request }: RecreateRequest, hearing: Hearing): Promise<RecreateReport> {
    const { remove } = this.#world.databases;
    const input = { ...request, isDryRun, ...(await this.#signature(request.source)) };
    return recreate(input, { ...(await this.#tools(request, hearing)), remove });
  }

  snapshot(request: SnapshotRequest, signal: AbortSignal): Promise<SnapshotAnswer> {
    return readSchema(request, this.#world.databases.connect, signal);
  }

  drift(request: DriftRequest, signal: AbortSignal): Promise<DriftAnswer> {
    const { databases, versionsOf } = this.#world;
    const tools = { ...this.#quiet({ on: () => undefined, signal }), connect: databases.connect, versionsOf };
    return this.#onShadows(request, (shadows) => drift(request, { ...tools, ...shadows }));
  }

  replay(request: ReplayRequest, hearing: Hearing): Promise<RunReport> {
    return this.#onShadows(request, (shadows) => replayChain(request.source, { ...this.#quiet(hearing), ...shadows }));
  }

  testDown(request: TestDownRequest, hearing: Hearing): Promise<TestDownReport> {
    return this.#onShadows(request, (shadows) => testDown(request, { ...this.#quiet(hearing), ...shadows }));
  }

  equal({ shadow, ...input }: EqualRequest, hearing: Hearing): Promise<EqualAnswer> {
    const withTools: WithTools = (source, work) =>
      this.#onShadows({ source, ...(shadow !== undefined && { shadow }) }, (shadows) =>
        work({ ...this.#quiet(hearing), ...shadows }),
      );
    return equal(input, withTools);
  }

  async reach(target: Target, waitMs: number, signal: AbortSignal): Promise<RunError | undefined> {
    const answer = await this.#world.databases.connect(target, { purpose: 'read', waitMs, signal });
    if (!answer.ok) return errorOf(answer.failure);
    await answer.connection.close();
    return undefined;
  }

  async describe(target: Target): Promise<TargetReport> {
    const answer = await this.#world.databases.connect(target, { purpose: 'read' });
    if (!answer.ok) return { ok: false, error: errorOf(answer.failure) };
    const { connection } = answer;
    try {
      const { database, version } = connection;
      const facts = { identity: await identityOf(connection), ...(await sizeOf(connection)) };
      return { ok: true, database, version: versionWords(version), ...facts };
    } catch (thrown) {
      return { ok: false, error: errorOf(failureOf(thrown, target.kind === 'server' ? secretsOf(target.url) : [])) };
    } finally {
      await connection.close();
    }
  }

  /** Who does it, and from which commit. */
  async #signature({ path }: Source): Promise<{ readonly git?: NonNullable<HistoryRun['git']>; readonly by: string }> {
    const git = await this.#world.headCommit(path);
    return { by: this.#world.user, ...(git !== undefined && { git }) };
  }

  async #onShadows<T>(request: ReplayRequest, work: (shadows: Shadows) => Promise<T>): Promise<T> {
    return onShadows(request, { ...this.#world, ...(await this.#open()) }, work);
  }

  /** What needs no target needs of the world, besides. */
  #quiet(hearing: Hearing): Omit<ShadowTools, 'fresh'> {
    const { now, newId } = this.#world;
    return { now, newId, ...hearing };
  }

  async #tools(at: { readonly source: Source; readonly target: Target }, hearing: Hearing): Promise<RunTools> {
    const { databases, holdsBytes, now, random, newId } = this.#world;
    const isAsRead: RunTools['isAsRead'] = ({ path, bytes }) => holdsBytes(path, bytes);
    return {
      connect: databases.connect,
      isAsRead,
      now,
      random,
      newId,
      journal: await this.#journal(at.source, at.target),
      ...hearing,
    };
  }

  async #journal(source: Source, target: Target): Promise<Journal> {
    return this.#world.journal(journalName(await this.#world.realPath(source.path), target));
  }
}

/** A folder that has vanished since has nothing to run, which is not the same as nothing to do. */
export function vanished({ source, target }: Pick<RunRequest, 'source' | 'target'>) {
  const message = `${source.label} is not there any more, or holds no migrations: nothing was run.`;
  return { target: describeTarget(target), outcome: 'refused' as const, message, ms: 0 };
}
