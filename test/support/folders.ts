/** Chains of migrations as they stand in a folder, for what replays them on servers. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { discover } from '../../src/migrations/discovery';
import { globTest } from '../../src/migrations/globs';
import type { SqlReader } from '../../src/sql/reader';
import type { ReadStatement } from '../../src/sql/statement';
import { nodeFiles } from '../../src/system/files';

/** One up script of a chain. */
export interface Step {
  readonly path: string;
  /** The whole text, which COPY data stands in. */
  readonly text: string;
  readonly statements: readonly ReadStatement[];
  readonly isWrapped: boolean;
}

export interface Chain {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Every source that is recognised below a folder, or its files that a glob names, in natural order. */
export async function chainsOf(folder: string, reader: SqlReader, glob?: string): Promise<readonly Chain[]> {
  return glob === undefined ? await discovered(folder, reader) : [await globbed(folder, glob, reader)];
}

async function discovered(folder: string, reader: SqlReader): Promise<readonly Chain[]> {
  const { sources } = await discover(folder, nodeFiles);
  return sources.map(({ path, convention, migrations }) => ({
    title: `${path} (${convention.title})`,
    steps: migrations.flatMap(({ up }): Step[] => {
      if (up === undefined) return [];
      const isWrapped = ['file', 'run'].includes(convention.transaction(up));
      return [{ path: relative(path, up.path), text: up.text, statements: reader.read(up.text, up.body), isWrapped }];
    }),
  }));
}

/** What begins the way down in a file that holds both. */
const downMark = /^--\s*(?:\+goose Down|\+migrate Down|migrate:down|rollback\b|@UNDO)/im;

async function globbed(folder: string, glob: string, reader: SqlReader): Promise<Chain> {
  const isMeant = globTest([glob]);
  const all = await readdir(folder, { recursive: true });
  const paths = all.map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.sql') && isMeant(path));
  const isRepeated = (path: string) => (basename(path).startsWith('R__') ? 1 : 0);
  const { compare } = new Intl.Collator('en', { numeric: true });
  // As diesel does: hyphens between digits do not count.
  const plain = (path: string) => path.replace(/(?<=\d)-(?=\d)/g, '');
  paths.sort((a, b) => isRepeated(a) - isRepeated(b) || compare(plain(a), plain(b)));
  const steps = paths.map(async (path): Promise<Step> => {
    const text = await readFile(join(folder, path), 'utf8');
    const end = downMark.exec(text)?.index ?? text.length;
    const isWrapped = !/\bconcurrently\b|\bno.transaction\b|^\s*(?:begin|commit|start transaction)\b.*;/im.test(text);
    return { path, text, statements: reader.read(text, { start: 0, end }), isWrapped };
  });
  return { title: `${folder} (${glob})`, steps: await Promise.all(steps) };
}
