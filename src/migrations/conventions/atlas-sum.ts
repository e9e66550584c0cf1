import { createHash } from 'node:crypto';
import type { SourceFile } from '../source-file';

/** A file's name with the hash of it and of all before it. */
export interface SumLine {
  readonly name: string;
  readonly hash: string;
}

/** A script, by its path, with its bytes. */
export type Summed = Pick<SourceFile, 'path' | 'bytes'>;

/** Whether the first line keeps a file's content out of the sum. */
function isIgnored(bytes: Uint8Array): boolean {
  const [line = ''] = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split('\n', 1);
  return /^[ -~]*atlas:sum(?: +.+)* +ignore$/.test(line);
}

/** One running SHA-256 over names and contents, read off after each file in the order of the names. */
export function sumLines(files: readonly Summed[]): readonly SumLine[] {
  const running = createHash('sha256');
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, bytes }) => {
      running.update(path);
      if (isIgnored(bytes)) return [];
      running.update(bytes);
      return [{ name: path, hash: running.copy().digest('base64') }];
    });
}

/** The text of `atlas.sum`: the hash of all lines, and the lines. */
export function sumText(lines: readonly SumLine[]): string {
  const whole = createHash('sha256');
  for (const { name, hash } of lines) whole.update(name).update(hash);
  return `h1:${whole.digest('base64')}\n${lines.map(({ name, hash }) => `${name} h1:${hash}\n`).join('')}`;
}

/** The lines of an `atlas.sum`; undefined where it is none, or where its own first line is not the sum of the others. */
export function readSum(text: string): readonly SumLine[] | undefined {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const written = rest.at(-1) === '' ? rest.slice(0, -1) : rest;
  const lines = written.map((line) => {
    const at = line.indexOf('h1:');
    return at < 0 ? undefined : { name: line.slice(0, at).trim(), hash: line.slice(at + 3) };
  });
  if (!lines.every((line) => line !== undefined)) return undefined;
  return sumText(lines).split('\n', 1)[0] === `h1:${first.replace(/^h1:/, '')}` ? lines : undefined;
}
