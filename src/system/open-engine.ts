import { randomUUID } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Databases } from '../database/databases';
import type { Engine } from '../workspace/engine';
import type { AddedTarget } from '../workspace/targets';
import { WorkspaceEngine } from '../workspace/workspace-engine';
import type { World } from './observer';
import { cacheDirectory, dataDirectory } from './data-directory';
import { filesAt, headCommit, partedFrom, pathsEver, versionsOf } from './git';
import { journalFile } from './journal-file';
import { keepFile } from './keep-file';
import { nodeWorld } from './node-world';
import { holdsBytes } from './same-bytes';

/** What a face knows when it opens a workspace folder. */
export interface OpenOptions {
  /** The workspace folder, absolute. */
  readonly root: string;
  /** Where the bundles lie: the embedded server is started from there. */
  readonly distDirectory: string;
  /** Who opens it, for whoever finds the embedded database in use: «VS Code». */
  readonly holder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Connections that the user keeps outside the project; asked for each time. */
  readonly added: () => Promise<readonly AddedTarget[]>;
  /** Node's files, git and clock, unless given. */
  readonly world?: World;
}

/** Opens a workspace folder. Reads nothing yet. */
export function openEngine({ root, distDirectory, holder, environment, added, world = nodeWorld }: OpenOptions): Engine {
  const data = dataDirectory(environment, process.platform);
  return new WorkspaceEngine({
    root,
    files: world.files,
    databases: new Databases({
      childScript: join(distDirectory, 'embedded.mjs'),
      holder,
      keptChains: join(cacheDirectory(environment, process.platform), 'chains'),
    }),
    environment,
    dataDirectory: data,
    added,
    realPath,
    headCommit,
    holdsBytes,
    journal: (name) => journalFile(join(data, 'journal', `${name}.jsonl`)),
    user: userName(),
    defaultBranch: world.defaultBranch,
    contentOf: world.contentOf,
    partedFrom,
    branchState: world.branchState,
    removedFiles: world.removedFiles,
    filesAt,
    pathsEver,
    versionsOf,
    page: (name, of) => readPage(join(distDirectory, '..', 'docs', of === 'rule' ? 'rules' : 'errors'), name),
    now: world.now,
    today: world.today,
    statisticsDirectory: join(cacheDirectory(environment, process.platform), 'statistics'),
    keepFile,
    random: Math.random,
    newId: randomUUID,
  });
}

/** In a container the user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(process.getuid?.() ?? '');
    throw error;
  }
}

/** Of a folder that is not there yet, its path as it is. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return path;
    throw error;
  }
}

/** A page as it is packed; undefined where there is none of that name. */
async function readPage(directory: string, name: string): Promise<string | undefined> {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(name)) return undefined;
  try {
    return await readFile(join(directory, `${name}.md`), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
