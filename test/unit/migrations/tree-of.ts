import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory of its own for each test, with these files in it. `after` removes all of them. */
export class Trees {
  readonly #roots: string[] = [];

  make(files: Readonly<Record<string, string | Uint8Array>>): string {
    const root = mkdtempSync(join(tmpdir(), 'lockkeeper-'));
    this.#roots.push(root);
    for (const [path, content] of Object.entries(files)) {
      const absolute = join(root, path);
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, content);
    }
    return root;
  }

  remove(): void {
    for (const root of this.#roots.splice(0)) rmSync(root, { recursive: true, force: true });
  }
}

/** A named pipe, which nobody writes to. */
export function makeFifo(path: string): void {
  execFileSync('/usr/bin/env', ['mkfifo', path]);
}
