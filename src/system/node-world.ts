import { now, today } from './clock';
import { nodeFiles } from './files';
import { branchState, contentOf, defaultBranch, removedFiles } from './git';
import type { World } from './observer';

/** Node's files, git and clock. */
export const nodeWorld: World = { files: nodeFiles, defaultBranch, branchState, contentOf, removedFiles, now, today };
