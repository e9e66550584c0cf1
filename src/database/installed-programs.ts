import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The programs of one PostgreSQL. */
export interface Installed {
  readonly directory: string;
  readonly major: number;
}

/** Folders whose subfolders are named by major version, as packages make them, and where the programs are in those. */
const homes: readonly (readonly [folder: string, name: RegExp, within: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/, 'bin'],
  ['/Library/PostgreSQL', /^\d+$/, 'bin'],
];

/** The PostgreSQL of a major version that is installed on this machine; else the next newer one, else the newest. */
export async function findInstalled(major: number | undefined): Promise<Installed | undefined> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(isTrusted);
  const packaged = await Promise.all(
    homes.map(async ([folder, name, within]) => {
      const entries = await readdir(folder).catch(() => []);
      return entries.filter((entry) => name.test(entry)).map((entry) => join(folder, entry, within));
    }),
  );
  const found = await Promise.all([...new Set([...packaged.flat(), ...path])].map(installedIn));
  return nearestTo(
    major,
    found.filter((it) => it !== undefined),
  );
}

/** Programs of the project at hand are nobody's PostgreSQL. */
function isTrusted(directory: string): boolean {
  const isWithin = directory === process.cwd() || directory.startsWith(join(process.cwd(), '/'));
  return directory.startsWith('/') && !isWithin && !/[/\\]node_modules[/\\]\.bin\b/.test(directory);
}

/** Of several of one version the first. */
function nearestTo(major: number | undefined, found: readonly Installed[]): Installed | undefined {
  const sorted = [...found].sort((a, b) => a.major - b.major);
  const wanted = major === undefined ? undefined : sorted.find((it) => it.major >= major);
  const newest = sorted.at(-1);
  return wanted ?? sorted.find((it) => it.major === newest?.major);
}

async function installedIn(directory: string): Promise<Installed | undefined> {
  try {
    await Promise.all(['initdb', 'postgres'].map((program) => access(join(directory, program), constants.X_OK)));
    const { stdout } = await promisify(execFile)(join(directory, 'postgres'), ['--version'], { timeout: 5000 });
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : { directory, major: Number(major) };
  } catch {
    // Not there, or not to be run by this user: as if it were not there.
    return undefined;
  }
}
