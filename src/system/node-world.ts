import { now } from './clock';
import { nodeFiles } from './files';
import { branchState, defaultBranchFiles } from './git';
import type { World } from './observer';

/** Node's files, git and clock. */
export const nodeWorld: World = { files: nodeFiles, branchFiles: defaultBranchFiles, branchState, now };
