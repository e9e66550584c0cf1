import type { Engine } from '../workspace/engine';
import type { AddedTarget } from '../workspace/targets';

/** What a face knows when it opens a workspace folder. */
export interface OpenOptions {
  /** The workspace folder, absolute. */
  readonly root: string;
  /** Where the bundles lie: the embedded server is started from there. */
  readonly distDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Connections that the user keeps outside the project; asked for each time. */
  readonly added: () => Promise<readonly AddedTarget[]>;
}

/** Opens a workspace folder with Node's files, git and clock. Reads nothing yet. */
export declare function openEngine(options: OpenOptions): Engine;
