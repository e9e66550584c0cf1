import { execFile } from 'node:child_process';

/** Where a working tree stands. */
export interface Head {
  /** 40 hexadecimal digits, or 64 in repositories that use SHA-256. */
  readonly commit: string;
  /** Whether anything below the directory differs from that commit, new files included. */
  readonly isDirty: boolean;
}

/** A hook or a file system that hangs must not hold up a run. */
const timeout = 5000;

/**
 * The commit that `directory` is at. Undefined where there is no git, no repository or no commit yet, and where git does
 * not answer within five seconds.
 */
export async function headCommit(directory: string): Promise<Head | undefined> {
  const [commit, status] = await Promise.all([
    git(directory, ['rev-parse', '--verify', 'HEAD^{commit}']),
    git(directory, ['status', '--porcelain', '--untracked-files=normal', '--', '.']),
  ]);
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit.trim())) return undefined;
  return { commit: commit.trim(), isDirty: status !== '' };
}

/** What git prints; undefined where it fails. Reads alone: it takes no lock, asks nobody, and runs no command that the repository names. */
function git(directory: string, command: readonly string[]): Promise<string | undefined> {
  // `core.fsmonitor` may name a program, and repositories are not trusted.
  const safely = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];
  return new Promise((resolve) => {
    execFile('git', ['-C', directory, ...safely, ...command], { timeout, windowsHide: true, encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}
