import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A hook or a file system that hangs must not hold up a run. */
const timeout = 5000;

/** Bytes of the longest answer: the list of a very large repository. */
const maxBuffer = 256 * 1024 * 1024;

/** Repositories are not trusted, and their configuration can name programs. */
const safely = [
  '--no-optional-locks',
  ...['-c', 'core.fsmonitor=false'],
  // `git mv` writes the index, which is what a hook waits for.
  ...['-c', 'core.hooksPath=/dev/null'],
  // `git log` would have signatures verified by `gpg.program`.
  ...['-c', 'log.showSignature=false'],
  // The remote that a partial clone fetches what it lacks from has a program, too.
  ...['-c', 'protocol.allow=never'],
  // A bare repository that was committed as files brings its configuration along into every clone.
  ...['-c', 'safe.bareRepository=explicit'],
];

/** A variable of git's configuration, and its value for one command. */
export type Setting = readonly [string, string];

/**
 * What git prints; undefined where it fails. But for `mv` it reads alone and takes no lock; it asks nobody, and runs no
 * command that the repository names.
 */
export async function git(
  directory: string,
  command: readonly string[],
  settings: readonly Setting[] = [],
): Promise<string | undefined> {
  return (await gitBytes(directory, command, { settings }))?.toString('utf8');
}

/** The same as bytes; `input` is what it reads. */
export function gitBytes(
  directory: string,
  command: readonly string[],
  { input = '', settings = [] }: { readonly input?: string; readonly settings?: readonly Setting[] } = {},
): Promise<Buffer | undefined> {
  const program = gitProgram();
  if (program === undefined) return Promise.resolve(undefined);
  const env = { ...process.env, ...asVariables(settings), GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['-C', directory, ...safely, ...command],
      { timeout, windowsHide: true, encoding: 'buffer', maxBuffer, env },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
    // Who ends before it has read everything is told of by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** Settings whose names the repository chose, which may hold a `=`: on the command line that would end the name. */
function asVariables(settings: readonly Setting[]): Readonly<Record<string, string>> {
  if (settings.length === 0) return {};
  const first = Number(process.env['GIT_CONFIG_COUNT'] ?? 0);
  const variables = settings.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, name],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return Object.fromEntries([['GIT_CONFIG_COUNT', String(first + settings.length)], ...variables]) as Record<string, string>;
}

let found: string | undefined;

/** Windows looks for a program in the current directory first, which may be the repository's. */
function gitProgram(): string | undefined {
  if (process.platform !== 'win32') return 'git';
  return (found ??= onPath('git.exe', process.env['PATH'] ?? ''));
}

/** Where a program lies in one of the directories of PATH that have a place of their own. */
export function onPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((directory) => isAbsolute(directory))
    .map((directory) => join(directory, program))
    .find((file) => existsSync(file));
}
