import { randomUUID } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Databases } from '../database/databases';
import type { Engine } from '../workspace/engine';
import type { AddedTarget } from '../workspace/targets';
import { WorkspaceEngine } from '../workspace/workspace-engine';
import { now } from './clock';
import { dataDirectory } from './data-directory';
import { nodeFiles } from './files';
import { contentOf, defaultBranch, filesSince, headCommit } from './git';

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
}

/** Opens a workspace folder with Node's files, git and clock. Reads nothing yet. */
export function openEngine({ root, distDirectory, holder, environment, added }: OpenOptions): Engine {
  return new WorkspaceEngine({
    root,
    files: nodeFiles,
    databases: new Databases({ childScript: join(distDirectory, 'embedded.mjs'), holder }),
    environment,
    dataDirectory: dataDirectory(environment, process.platform),
    added,
    realPath,
    headCommit,
    defaultBranch,
    contentOf,
    filesSince,
    rulePage: (rule) => readPage(join(distDirectory, '..', 'docs', 'rules'), rule),
    now,
    random: Math.random,
    newId: randomUUID,
  });
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

/** A rule's page as it is packed; undefined where there is none of that name. */
async function readPage(directory: string, rule: string): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9-]*$/.test(rule)) return undefined;
  try {
    return await readFile(join(directory, `${rule}.md`), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
