import type { Connect, Connection } from '../database/connection';
import type { HistoryRun } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import type { Target } from '../database/target';
import type { IsAsRead } from './as-planned';
import type { RunEvent } from './events';
import type { Journal, RunJournal } from './journal';
import type { Resumed } from './resume';
import type { RunLock } from './run-lock';
import type { Step } from './plan';
import type { LockWatch } from './lock-watch';
import type { RunnableScript } from './script';

/** What a run needs from outside: connections, time, chance, and whom to tell. */
export interface RunTools {
  readonly connect: Connect;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** A new UUID. */
  readonly newId: () => string;
  readonly on: (event: RunEvent) => void;
  /** Asked before each migration. */
  readonly isAsRead: IsAsRead;
  /** Of this source and this target. */
  readonly journal: Journal;
  /** Cancels: the statement in hand is given up, and nothing after it is begun. */
  readonly signal: AbortSignal;
}

/** A run that holds its lock. */
export interface RunContext {
  readonly tools: RunTools;
  readonly connection: Connection;
  readonly source: Source;
  readonly target: Target;
  readonly run: HistoryRun;
  /** What keeps other runs out. */
  readonly lock: RunLock;
  readonly journal: RunJournal;
  readonly migrations: readonly Migration[];
  /** How many steps it has. */
  readonly total: number;
  /** Absent where a target takes one connection only. */
  readonly watch?: LockWatch;
}

/** A step with its script read. */
export interface ReadyStep extends Step {
  readonly script: RunnableScript;
  /** Where it goes on after a run that broke off. */
  readonly resumed?: Resumed;
}
