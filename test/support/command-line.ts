/** The built command line, run as a user runs it: a process of its own, in a copy of the sample workspace. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

let built: Promise<void> | undefined;

/** Builds dist/ from the sources, once a test process; not where it was built for several that run side by side. */
export function buildCommandLine(): Promise<void> {
  if (process.env['LOCKKEEPER_BUILT'] !== undefined) return Promise.resolve();
  built ??= (async () => {
    const { buildAll } = (await import(pathToFileURL(join(root, 'scripts', 'build.mjs')).href)) as {
      buildAll: () => Promise<void>;
    };
    await buildAll();
  })();
  return built;
}

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of the sample workspace, with a command line whose data directory and environment are its own. */
export class Workspace {
  readonly root: string;
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'lockkeeper-cli-')));

  constructor() {
    this.root = join(this.#home, 'harbor');
    cpSync(join(root, 'test', 'fixtures', 'harbor'), this.root, { recursive: true });
  }

  /** Runs `lockkeeper` with these words; never rejects for what it answers. No file may grow beyond `largestFile` KiB. */
  run(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    { largestFile }: { readonly largestFile?: number } = {},
  ): Promise<Printed> {
    return new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], HOME: this.#home, LOCKKEEPER_DATA_DIR: join(this.#home, 'data'), ...environment };
      const command = [process.execPath, join(root, 'dist', 'cli.js'), ...words];
      execFile(
        'sh',
        ['-c', `ulimit -f ${largestFile === undefined ? 'unlimited' : largestFile * 2}; exec "$@"`, 'sh', ...command],
        { cwd: this.root, env, maxBuffer: 64 * 2 ** 20 },
        (error, out, err) => {
          resolve({ code: error === null ? 0 : Number(error.code), out, err });
        },
      );
    });
  }

  /** Starts `lockkeeper` with these words, for what is done to it while it runs. */
  start(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Printed> } {
    const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...words], {
      cwd: this.root,
      env: { PATH: process.env['PATH'], HOME: this.#home, LOCKKEEPER_DATA_DIR: join(this.#home, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (printed.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed.err += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: Number(code ?? -1), ...printed }));
    return { child, ended };
  }

  /** The same, with `--format json` and the answer parsed. */
  async json(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; json: unknown }> {
    const { code, out, err } = await this.run([...words, '--format', 'json'], environment);
    if (out === '') throw new Error(`lockkeeper ${words.join(' ')} printed no JSON:\n${err}`);
    return { code, json: JSON.parse(out) };
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
