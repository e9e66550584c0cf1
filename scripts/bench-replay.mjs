// How long a dry run on the shadow takes behind a long chain: the first time, which replays it, and later.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const length = 300;

/** Measures in a folder of its own; `open` opens an engine on it. Milliseconds. */
export async function measureReplay(open, folder) {
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations, { recursive: true });
  for (let n = 1; n <= length; n++) writeFileSync(join(migrations, `${fileName(n)}`), step(n));
  const engine = open(folder);
  const [source] = (await engine.project()).sources;
  const target = (await engine.targets(source)).targets.find(({ role }) => role === 'embedded');
  const run = async (more) => {
    const started = performance.now();
    const request = { source, target, direction: 'up', ...more };
    const { outcome, message } = await engine.run(request, () => {}, new AbortController().signal);
    if (outcome !== 'done') throw new Error(`${outcome}: ${message}`);
    return performance.now() - started;
  };
  await run({ count: length - 1 });
  const first = await run({ dryRun: 'shadow' });
  const again = [await run({ dryRun: 'shadow' }), await run({ dryRun: 'shadow' })];
  await engine.dispose();
  return { first, again: Math.min(...again) };
}

const fileName = (n) => `2025010100${String(n).padStart(4, '0')}_step_${n}.sql`;

/** A table that refers to the one before, with an index and a row. */
function step(n) {
  const parent = n === 1 ? '' : `, parent bigint REFERENCES t${n - 1}`;
  return `CREATE TABLE t${n} (id bigint PRIMARY KEY, name text NOT NULL, made timestamptz NOT NULL DEFAULT now()${parent});
CREATE INDEX t${n}_name ON t${n} (name);
${n === 1 ? '' : `ALTER TABLE t${n - 1} ADD COLUMN extra int;\n`}INSERT INTO t${n} (id, name) VALUES (1, 'a');
`;
}
