import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Databases } from '../../src/database/databases';
import { today } from '../../src/system/clock';
import { nodeFiles } from '../../src/system/files';
import * as git from '../../src/system/git';
import { keepFile } from '../../src/system/keep-file';
import { journalFile } from '../../src/system/journal-file';
import { holdsBytes } from '../../src/system/same-bytes';
import { WorkspaceEngine } from '../../src/workspace/workspace-engine';

/** The engine of a folder as the product opens it, on databases of the tests; `home` keeps what it writes besides. */
export function testEngine(root: string, home: string, databases: Databases, url: string): WorkspaceEngine {
  const { headCommit, defaultBranch, contentOf, versionsOf, partedFrom, branchState, removedFiles, filesAt, pathsEver } = git;
  return new WorkspaceEngine({
    root,
    files: nodeFiles,
    databases,
    environment: { DATABASE_URL: url },
    dataDirectory: join(home, 'data'),
    added: () => Promise.resolve([]),
    realPath: realpath,
    holdsBytes,
    ...{ headCommit, defaultBranch, contentOf, versionsOf, partedFrom, branchState, removedFiles, filesAt, pathsEver },
    journal: (name) => journalFile(join(home, 'journal', name)),
    user: 'somebody',
    page: () => Promise.resolve(undefined),
    now: Date.now,
    today,
    statisticsDirectory: join(home, 'statistics'),
    keepFile,
    random: Math.random,
    newId: randomUUID,
  });
}
