/** Runners that are programs of Debian's. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { aptInstall, canUseApt, findProgram } from '../../scripts/apt.mjs';

export interface Ran {
  readonly code: number;
  /** What it wrote, to either stream. */
  readonly said: string;
}

/** A program, and the packages that bring it where it is missing. */
export class DebianProgram {
  constructor(
    private readonly name: string,
    private readonly packages: readonly string[],
  ) {}

  /** Whether this machine has it, or can be made to: elsewhere no test asks for it. */
  get canRun(): boolean {
    return findProgram(this.name) !== undefined || canUseApt();
  }

  install(): void {
    if (findProgram(this.name) === undefined) aptInstall(...this.packages);
  }

  async run(cwd: string, ...words: readonly string[]): Promise<Ran> {
    const path = findProgram(this.name);
    if (path === undefined) throw new Error(`${this.name} is not installed: apt-get install ${this.packages.join(' ')}`);
    const env = { PATH: process.env['PATH'], HOME: cwd, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    try {
      const { stdout, stderr } = await promisify(execFile)(path, words, { cwd, env });
      return { code: 0, said: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
      if (typeof code !== 'number') throw error;
      return { code, said: `${stdout}${stderr}` };
    }
  }
}
