// Measures what docs/speed.md promises, on this machine, and prints it beside the budget. `npm run bench`; with
// `-- --peers` other linters are installed in a temporary folder and measured, too.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';
import { measureApply } from './bench-apply.mjs';
import { measureActivation } from './bench-activation.mjs';
import { measurePanel, measurePanelInWindow } from './bench-panel.mjs';
import { measureLint } from './bench-lint.mjs';
import { measureMany } from './bench-many.mjs';
import { measureReading } from './bench-reading.mjs';
import { measureReplay } from './bench-replay.mjs';

const rows = [];
const row = (what, measured, budget) => {
  rows.push({ what, measured, budget });
  console.log(`${what.padEnd(58)} ${measured.padStart(28)}   budget ${budget}`);
};
const ms = (value) => `${value.toFixed(1)} ms`;
const quantile = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

/** A migration of some 300 lines, as people write them: tables, indexes, functions, views. */
function longMigration() {
  const parts = [];
  for (let n = 0; n < 12; n++) {
    parts.push(`CREATE TABLE depot_${n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    label varchar(80) NOT NULL,
    opened_on date,
    capacity integer NOT NULL DEFAULT 0 CHECK (capacity >= 0),
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX depot_${n}_opened_idx ON depot_${n} (opened_on) WHERE opened_on IS NOT NULL;

CREATE FUNCTION depot_${n}_label(d depot_${n}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT d.code || ': ' || d.label
$$;

CREATE VIEW open_depot_${n} AS
    SELECT id, code, label
    FROM depot_${n}
    WHERE opened_on <= current_date;

ALTER TABLE gate ADD COLUMN depot_${n}_id bigint REFERENCES depot_${n} (id);
`);
  }
  return parts.join('\n');
}

function workspace() {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-bench-'));
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations);
  writeFileSync(join(migrations, '20250101000000_create_gate.sql'), 'CREATE TABLE gate (id bigint PRIMARY KEY);\n');
  const path = join(migrations, '20250102000000_create_depots.sql');
  const text = longMigration();
  writeFileSync(path, text);
  return { folder, path, text };
}

/** One keystroke after another in the middle of the file: from the changed text to its findings. */
async function benchKeystrokes(engine, path, text) {
  const started = performance.now();
  await engine.lint(path);
  row('first findings of a 300-line migration, parser loaded', ms(performance.now() - started), '≤ 150 ms');
  const lines = text.split('\n');
  const middle = Math.floor(lines.length / 2);
  const offset = lines.slice(0, middle).join('\n').length;
  const times = [];
  let typed = '';
  for (let n = 0; n < 400; n++) {
    typed = n % 40 === 0 ? '' : `${typed}${'-- a note of some length '[n % 25]}`;
    const edited = `${text.slice(0, offset)}\n-- ${typed}${text.slice(offset)}`;
    const before = performance.now();
    await engine.lint(path, edited);
    times.push(performance.now() - before);
  }
  row(
    `keystroke to findings, ${lines.length} lines, 400 keystrokes`,
    `${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}`,
    '≤ 5 ms, p99 ≤ 20 ms',
  );
}

/** Long files and long chains. */
async function benchReading() {
  const { throughput, read, linted, streaming, chain } = await measureReading();
  row('split and parsed, warm', `${throughput.toFixed(1)} MB a CPU second`, '≥ 5 MB');
  row('keystroke in a 5 MB file, until it is read', `${ms(read.median)}, p99 ${ms(read.p99)}`, 'p99 ≤ 20 ms');
  row('the same until its findings are known', `${ms(linted.median)}, p99 ${ms(linted.p99)}`, 'none');
  row('memory while 50 MB are split as a stream', `${streaming.toFixed(0)} MB`, '≤ 100 MB');
  row('a chain of 1,000 migrations, in all', ms(chain.whole), '≤ 800 ms');
  row('the same without parsing', ms(chain.beyond), '≤ 300 ms');
  row('a change in the last of them', ms(chain.last), '≤ 2 ms');
}

/** The command line, from start to end. */
function benchLint() {
  const { empty, bare, cold, again, many, peers } = measureLint({ withPeers: process.argv.includes('--peers') });
  const both = ({ cpu, waited }) => `${cpu.toFixed(0)} ms CPU, ${waited.toFixed(0)} ms`;
  const against = (one, other) => `${both(one)}, ${(one.cpu / other.cpu).toFixed(1)} times`;
  row('an empty Node process', both(empty), 'none');
  row('500 files parsed by a bare Node process', both(bare), 'none');
  row('500 files linted', against(cold, bare), '≤ 1.6 times that');
  row('500 files linted again', against(again, empty), '≤ 2.5 times an empty one');
  row('20,000 files linted: memory', `${many.memory.toFixed(0)} MB, ${both(many)}`, '≤ 200 MB');
  for (const { name, first, again: later } of peers) {
    row(`500 files linted by ${name}`, `${ms(first)}, again ${ms(later)}`, `ours ${ms(cold.waited)}, again ${ms(again.waited)}`);
  }
}

/** A plan needs the history, and so the server, and does no work besides. */
async function benchEmbedded(open, folder) {
  const plan = async (what, budget) => {
    const engine = open(folder);
    const [source] = (await engine.project()).sources;
    const target = (await engine.targets(source)).targets.find(({ role }) => role === 'embedded');
    const started = performance.now();
    const request = { source, target, direction: 'up', dryRun: 'list' };
    const { outcome, message } = await engine.run(request, () => {}, new AbortController().signal);
    if (outcome !== 'done') throw new Error(`${outcome}: ${message}`);
    row(what, ms(performance.now() - started), budget);
    await engine.dispose();
  };
  await plan('embedded server at first use, until the plan is made', '≤ 2,000 ms');
  for (let n = 0; n < 3; n++) await plan('embedded server later, until the plan is made', '≤ 1,000 ms');
}

/** What a long chain costs that the shadow must have before anything is tried there. */
async function benchReplay(open, folder) {
  const { first, again } = await measureReplay(open, folder);
  row('dry run on the shadow behind 299 migrations', ms(first), 'none');
  row('the same again', ms(again), '≤ 2,000 ms');
}

/** A thousand small migrations on a server of this machine, beside psql and other runners. */
async function benchApply() {
  const { psql, lockkeeper, ...others } = await measureApply();
  row(
    '1,000 migrations applied to a local server',
    psql === undefined ? ms(lockkeeper) : `${ms(lockkeeper)}, ${(lockkeeper / psql).toFixed(1)} times psql`,
    '≤ 1.2 times psql',
  );
  for (const [name, taken] of Object.entries(others)) row(`the same by ${name}`, ms(taken), 'none');
}

function benchSizes() {
  const size = (name) => statSync(join(root, 'dist', name)).size / 1024;
  row('extension.js', `${size('extension.js').toFixed(0)} KB`, '≤ 150 KB');
  row('panel.js', `${size('panel.js').toFixed(0)} KB`, '≤ 150 KB');
}

await buildAll({ production: true, tests: true });
console.log(`Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; times are wall clock.\n`);
const { openEngine } = createRequire(import.meta.url)(join(root, 'dist', 'engine.js'));
const { folder, path, text } = workspace();
try {
  const environment = { ...process.env, LOCKKEEPER_DATA_DIR: join(folder, 'data'), LOCKKEEPER_CACHE_DIR: join(folder, 'cache') };
  const open = (at) =>
    openEngine({ root: at, distDirectory: join(root, 'dist'), holder: 'the benchmark', environment, added: async () => [] });
  const engine = open(folder);
  await benchKeystrokes(engine, path, text);
  await engine.dispose();
  await benchReading();
  benchLint();
  await benchEmbedded(open, folder);
  await benchReplay(open, join(folder, 'chain'));
  await benchApply();
  benchSizes();
  const { load, activate } = await measureActivation(10);
  row('activation, our own code, 10 hosts: load + activate', `${ms(load)} + ${ms(activate)}`, '≤ 50 ms');
  const { rows: shownRows, shown, changed } = await measureMany(5);
  row(`10,000 files in 12 folders, activated and ${shownRows} rows shown`, ms(shown), '≤ 1,000 ms');
  row('one of them saved, until the rows are shown anew', ms(changed), 'none');
  const { firstPaint, repaint, frames, work } = await measurePanel();
  row('panel: its page with 2,000 statements painted', ms(firstPaint), '≤ 200 ms');
  row('panel: another state of 2,000 statements painted', ms(repaint), '≤ 200 ms');
  row(
    'panel: frames of scrolling through them, p50, p99',
    `${ms(quantile(frames, 0.5))}, ${ms(quantile(frames, 0.99))}`,
    '≤ 17 ms, p99 ≤ 34 ms',
  );
  row('panel: its work in each of them, p50, p99', `${ms(quantile(work, 0.5))}, ${ms(quantile(work, 0.99))}`, 'p99 ≤ 8 ms');
  row('panel: its first paint within VS Code', ms(await measurePanelInWindow()), '≤ 200 ms');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
