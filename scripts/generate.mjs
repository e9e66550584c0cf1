// Writes what is made from the rules' metadata: docs/rules/README.md. With `--check` it writes nothing and exits with 1
// where a file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const categories = {
  index: 'Indexes',
  constraint: 'Constraints',
  column: 'New columns',
  'column-change': 'Changed columns',
  rename: 'Renames',
  destructive: 'Loss of data',
  transaction: 'Transactions',
  timeout: 'Timeouts',
  folder: 'Files and folders',
  meta: 'The linter itself',
};

/** The index of the rules' pages. */
function rulesIndex(rules) {
  const sections = Object.entries(categories).map(([category, title]) => {
    const rows = rules
      .filter((rule) => rule.category === category)
      .map(({ id, title, severity }) => `| [${id}](${id}.md) | ${title} | ${severity} |`);
    return [`## ${title}`, '', '| Rule | Finds | Severity |', '| --- | --- | --- |', ...rows, ''].join('\n');
  });
  return [
    '# Rules',
    '',
    'Every rule with its own severity; `lockkeeper.json` can change it or switch a rule off. A comment silences a rule for the',
    'statement below it, `-- lockkeeper-ignore rule-id: reason`, or for the file, `-- lockkeeper-ignore-file rule-id: reason`.',
    'Names that squawk gives to the same hazards are understood in `-- squawk-ignore`.',
    '',
    ...sections,
  ].join('\n');
}

const { rules } = await tsImport('../src/lint/rules/index.ts', import.meta.url);
const unknown = rules.filter(({ category }) => !(category in categories));
if (unknown.length > 0) throw new Error(`No heading for the category of ${unknown.map(({ id }) => id).join(', ')}`);
const files = { 'docs/rules/README.md': rulesIndex(rules) };

let stale = 0;
for (const [path, text] of Object.entries(files)) {
  const absolute = join(root, path);
  const current = (() => {
    try {
      return readFileSync(absolute, 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
  })();
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run node scripts/generate.mjs`);
    stale++;
  } else {
    writeFileSync(absolute, text);
    console.log(`wrote ${path}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
