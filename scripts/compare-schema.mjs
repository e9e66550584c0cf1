// Replays folders of migrations on a throw-away server and in the model of schemas, and prints where the two differ.
//   node scripts/compare-schema.mjs FOLDER…                          every source that is recognised below the folders
//   node scripts/compare-schema.mjs --glob 'db/V*.sql' FOLDER…       these files in natural order, up to a mark of the way down
//   … --postgres 14 --verbose                                        another version; each statement that the server refuses
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from 'tsx/cjs/api';

register();
const { compareFolder } = createRequire(import.meta.url)('../test/support/compare-schema.ts');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    glob: { type: 'string' },
    postgres: { type: 'string', default: '17' },
    verbose: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0) {
  console.error('Name at least one folder of migrations.');
  process.exit(2);
}
const { glob, postgres, verbose: isVerbose } = values;
for (const folder of positionals) {
  await compareFolder(resolve(folder), { glob, postgres: Number(postgres), isVerbose }, console.log);
}
