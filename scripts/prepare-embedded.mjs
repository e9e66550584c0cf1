// Makes the embedded server's empty data directory once, packed: opening a copy of it takes a fifth of making a new one.
import { PGlite } from '@electric-sql/pglite';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Name of the file that the embedded server's process looks for beside its script. */
const fileName = 'embedded-data.tar.br';

/** Puts the packed data directory into `directory`; made anew only for another version of PGlite. */
export async function prepareEmbedded(directory) {
  const { version } = JSON.parse(
    readFileSync(join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json'), 'utf8'),
  );
  const cached = join(root, '.cache', `pglite-${version}-${fileName}`);
  if (!existsSync(cached)) await make(cached);
  mkdirSync(directory, { recursive: true });
  copyFileSync(cached, join(directory, fileName));
}

async function make(file) {
  // Small WAL segments: a new directory is 9 MB smaller, and so is the work of unpacking it.
  const db = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  // Nothing may wait for the next start: not recovery, not a vacuum.
  await db.exec('VACUUM FREEZE');
  await db.exec('CHECKPOINT');
  const tar = Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer());
  await db.close();
  const packed = brotliCompressSync(tar, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  try {
    writeFileSync(partial, packed);
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareEmbedded(process.argv[2] ?? join(root, 'dist'));
