import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import { failureOf } from '../../src/database/failure';
import { normal } from '../../src/effects/normal';
import { rules } from '../../src/lint/rules/index';
import type { Convention } from '../../src/migrations/convention';
import type { Script } from '../../src/migrations/project';
import { applyFix, conventionNamed, fileName, filesOf, lintCase, sourceOf } from '../support/chains';
import { fixCases, type FixCase } from '../support/fix-cases';
import { bench, connectTo, reader, type Trial } from '../support/effects/harness';
import { readPages, type Sample } from '../support/rule-pages';
import { rowsFor } from '../support/rows';
import { allMajors, type Major, serverTimeout, sharedServer } from '../support/servers';

/** What each rule says of its bad samples, in what a server shows: lines of locks, work and errors. */
const claims: Readonly<Record<string, readonly RegExp[]>> = {
  'create-index-not-concurrent': [/^lock public\.orders ShareLock$/, /^index-build public\.orders$/],
  'add-check-not-valid-missing': [/^lock public\.orders AccessExclusiveLock$/, /^scan public\.orders$/],
  'add-foreign-key-not-valid-missing': [
    /^lock public\.orders ShareRowExclusiveLock$/,
    /^lock public\.customers ShareRowExclusiveLock$/,
    /^fk-check public\.orders$/,
  ],
  'set-not-null': [/^lock public\.orders AccessExclusiveLock$/, /^scan public\.orders$/],
  'add-column-not-null-no-default': [/^error 23502$/],
  'add-column-volatile-default': [/^lock public\.orders AccessExclusiveLock$/, /^rewrite public\.orders$/],
  'change-column-type-rewrite': [/^lock public\.orders AccessExclusiveLock$/, /^rewrite public\.orders$/],
  'drop-column': [/^lock public\.orders AccessExclusiveLock$/],
  'drop-table': [/^lock public\.carts AccessExclusiveLock$/, /^lock public\.customers AccessExclusiveLock$/],
  'rename-column': [/^lock public\.orders AccessExclusiveLock$/],
  'missing-lock-timeout': [/^lock public\.orders AccessExclusiveLock$/],
};

/** What fails once the bad sample has run, and with what: the rule says so of code that is still running. */
const consequences: Readonly<Record<string, { readonly query: string; readonly sqlstate: string }>> = {
  'rename-column': { query: 'SELECT note FROM orders', sqlstate: '42703' },
  'drop-column': { query: 'SELECT note FROM orders', sqlstate: '42703' },
  'drop-table': { query: 'SELECT id FROM carts', sqlstate: '42P01' },
};

/** Rules that fail when the file is run as its runner would. */
const failures: Readonly<Record<string, string>> = {
  'concurrently-in-transaction': '25001',
  'invisible-character': '42703',
  'syntax-error': '42601',
  'typographic-quote': '0A000',
};

/** Rules about the text of statements. */
const ofText: ReadonlySet<string> = new Set(['invisible-character', 'syntax-error', 'typographic-quote']);

describe('what the pages of the rules say, on servers', function () {
  this.timeout(serverTimeout);
  const pages = readPages();

  it('claims something of every rule about statements', () => {
    const claimed = [...Object.keys(claims), ...Object.keys(failures)];
    const about = rules.filter(({ scope, id }) => scope === 'change' || ofText.has(id)).map(({ id }) => id);
    assert.deepEqual(claimed.sort(), about.sort());
  });

  for (const major of allMajors) {
    describe(`PostgreSQL ${major}`, () => {
      for (const { id, samples } of pages) {
        for (const sample of samples.filter(({ postgres }) => postgres !== 18 || major === 18)) {
          if (sample.kind === 'good') {
            it(`accepts the good sample ${id}:${sample.line}`, () =>
              onServer(major, sample, (server) => run(server, sample, sample.sql)));
            continue;
          }
          if (id in claims) it(`bears out ${id}:${sample.line}`, () => bearsOut(major, id, sample));
          const sqlstate = failures[id];
          if (sqlstate !== undefined) {
            it(`refuses ${id}:${sample.line} with ${sqlstate}`, () =>
              onServer(major, sample, async (server) => {
                await assert.rejects(run(server, sample, sample.sql), (error) => failureOf(error).sqlstate === sqlstate);
              }));
          }
          const { fixed, next } = sample;
          if (fixed !== undefined) {
            it(`accepts the fix of ${id}:${sample.line}`, () =>
              onServer(major, sample, async (server) => {
                await run(server, sample, fixed);
                if (next !== undefined) await run(server, sample, next);
              }));
          }
        }
      }

      for (const [name, it_] of Object.entries(fixCases)) {
        it(`runs what a fix makes, up and down: it ${name}`, () => upAndDown(major, it_));
      }
    });
  }
});

/** Every file after the fix, in order, each in its own transaction or none; then every way back, and up again. */
async function upAndDown(major: Major, it_: FixCase): Promise<void> {
  const convention = conventionNamed(it_.convention ?? 'sqlx');
  const files = filesOf(it_);
  const fix = (await lintCase(it_)).find(({ rule }) => rule === it_.rule)?.fixes.find(({ title }) => title === it_.title);
  assert.ok(fix);
  const { migrations } = sourceOf(applyFix(files, fix), convention);
  const earlier = it_.before ?? [];
  const connection = await connectTo(await (await sharedServer(major)).createDatabase());
  try {
    const script = earlier.join('\n');
    await connection.script(`${script}\n${await rowsFor(script)}\nRESET search_path`);
    const own = migrations.slice(earlier.length);
    const ways = own.every(({ down }) => down !== undefined) ? (['up', 'down', 'up'] as const) : (['up'] as const);
    for (const way of ways) {
      const scripts = way === 'up' ? own.map(({ up }) => up) : own.map(({ down }) => down).reverse();
      for (const each of scripts) if (each !== undefined) await runScript(connection, convention, each);
    }
  } finally {
    await connection.close();
  }
}

/** The bad sample shows what the rule claims, and just the effects that are predicted. */
async function bearsOut(major: Major, id: string, sample: Sample): Promise<void> {
  const it_ = await bench(major, await setupOf(sample));
  try {
    const statements = (await reader).read(sample.sql).map(({ text }) => text);
    const after = consequences[id];
    const trials = await it_.chain(after === undefined ? statements : [...statements, after.query]);
    const judged = after === undefined ? trials : trials.slice(0, -1);
    for (const trial of judged) assert.deepEqual(differences(trial), [], trial.sql);
    const seen = judged.flatMap(({ measured }) => normal(measured));
    for (const claim of claims[id] ?? [])
      assert.ok(
        seen.some((line) => claim.test(line)),
        `${String(claim)} is not in ${seen.join('; ')}`,
      );
    const last = trials.at(-1)?.measured.find((effect) => effect.kind === 'error');
    if (after !== undefined) assert.equal(last?.sqlstate, after.sqlstate);
  } finally {
    await it_.close();
  }
}

function differences({ comparison }: Trial): readonly string[] {
  return [...comparison.missed, ...comparison.false];
}

/** The sample's earlier migrations, and rows in their tables. */
async function setupOf({ setup }: Sample): Promise<string> {
  const script = setup.join('\n');
  return script === '' ? 'SELECT 1;' : `${script}\n${await rowsFor(script)}`;
}

async function onServer(major: Major, sample: Sample, use: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connectTo(await (await sharedServer(major)).createDatabase());
  try {
    await connection.script(await setupOf(sample));
    await use(connection);
  } finally {
    await connection.close();
  }
}

/** Runs a sample as its runner would. */
async function run(connection: Connection, sample: Sample, text: string): Promise<void> {
  const convention = conventionNamed(sample.convention);
  const path = fileName(sample.convention, 1);
  const script = sourceOf({ [path]: text }, convention).migrations[0]?.up;
  assert.ok(script);
  await runScript(connection, convention, script);
}

/** In a transaction unless a directive says otherwise, and as one query where the runner sends one. */
async function runScript(connection: Connection, convention: Convention, script: Script): Promise<void> {
  if (convention.transaction(script) === 'file') {
    await connection.script('BEGIN');
    await connection.script(script.text);
    await connection.script('COMMIT');
  } else if (convention.sendsWholeFile) {
    await connection.script(script.text);
  } else {
    for (const { text } of (await reader).read(script.text)) await connection.script(text);
  }
}
