// Runs statements on throw-away servers, measures what they do, and prints how far that is what was foretold.
//   node scripts/compare-effects.mjs FOLDER…                        every chain of migrations that is recognised below the folders
//   node scripts/compare-effects.mjs --glob 'db/V*.sql' FOLDER…     these files in natural order, up to a mark of the way down
//   node scripts/compare-effects.mjs --pages                        every example of every rule's page, with its earlier migrations
//   node scripts/compare-effects.mjs --generated 5000 --seed 1      statements made by chance over schemas made by chance
//   … --postgres 14                                                 one version, else all; may be given several times
//   … --verbose                                                     also what is unknown, and why
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from 'tsx/cjs/api';

register();
const { compareEffects } = createRequire(import.meta.url)('../test/support/effects/compare.ts');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    glob: { type: 'string' },
    pages: { type: 'boolean', default: false },
    generated: { type: 'string' },
    seed: { type: 'string', default: '1' },
    postgres: { type: 'string', multiple: true, default: ['14', '15', '16', '17', '18'] },
    verbose: { type: 'boolean', default: false },
  },
});
const { glob, pages, generated, seed, postgres, verbose } = values;
if (positionals.length === 0 && !pages && generated === undefined) {
  console.error('Name a folder of migrations, or give --pages or --generated.');
  process.exit(2);
}
const isSame = await compareEffects(
  {
    folders: positionals.map((folder) => resolve(folder)),
    glob,
    pages,
    generated: generated === undefined ? undefined : { statements: Number(generated), seed: Number(seed) },
    majors: postgres.map(Number),
    isVerbose: verbose,
  },
  console.log,
);
process.exit(isSame ? 0 : 1);
