import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import { failureOf } from '../../src/database/failure';
import { normal } from '../../src/effects/normal';
import { rules } from '../../src/lint/rules/index';
import { applyFix, conventionNamed, fileName, filesOf, lintCase, sourceOf } from '../support/chains';
import { fixCases, type FixCase } from '../support/fix-cases';
import { bench, connectTo, reader, type Trial } from '../support/effects/harness';
import { runScript } from '../support/run-script';
import { readPages, type Sample } from '../support/rule-pages';
import { rowsFor } from '../support/rows';
import { allMajors, isThorough, type Major, outerMajors, serverTimeout, sharedServer } from '../support/servers';

describe('what the pages of the rules say, on servers', function () {
  this.timeout(serverTimeout);
  const pages = readPages();

  it('claim something of every rule about statements that is no matter of opinion', () => {
    const claims = ({ server, fails, after, shows }: Sample): boolean =>
      server.length > 0 || fails !== undefined || after !== undefined || shows !== undefined;
    const claimed = pages.filter(({ samples }) => samples.some(claims)).map(({ id }) => id);
    const about = rules.filter(({ scope, preset }) => scope === 'change' && preset !== 'all').map(({ id }) => id);
    assert.deepEqual(
      about.filter((id) => !claimed.includes(id)),
      [],
    );
  });

  // On the oldest and the newest, and on all where everything is asked for.
  for (const major of isThorough ? allMajors : outerMajors) {
    describe(`PostgreSQL ${major}`, () => {
      for (const { id, samples } of pages) {
        for (const sample of samples.filter(
          ({ postgres, since, until }) => (postgres !== 18 || major === 18) && since <= major && major <= until,
        )) {
          if (sample.kind === 'good') {
            it(`accepts the good sample ${id}:${sample.line}`, () =>
              onServer(major, sample, (server) => run(server, sample, sample.sql)));
            continue;
          }
          const { fails, after, shows } = sample;
          if (fails === undefined) it(`bears out ${id}:${sample.line}`, () => bearsOut(major, sample));
          else {
            it(`refuses ${id}:${sample.line} with ${fails}`, () =>
              onServer(major, sample, async (server) => {
                await assert.rejects(run(server, sample, sample.sql), (error) => failureOf(error).sqlstate === fails);
              }));
          }
          if (after !== undefined) {
            it(`refuses what comes after ${id}:${sample.line} with ${after.sqlstate}`, () =>
              onServer(major, sample, async (server) => {
                await run(server, sample, sample.sql);
                await assert.rejects(server.script(after.sql), (error) =>
                  after.sqlstate.split('|').includes(failureOf(error).sqlstate ?? ''),
                );
              }));
          }
          if (shows !== undefined) {
            it(`shows what ${id}:${sample.line} has done`, () =>
              onServer(major, sample, async (server) => {
                await run(server, sample, sample.sql);
                const { rows } = await server.query({ text: shows.replace(/;\s*$/, '') });
                assert.deepEqual(
                  rows.map((row) => Object.values(row)),
                  [[true]],
                );
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
async function bearsOut(major: Major, sample: Sample): Promise<void> {
  const it_ = await bench(major, await setupOf(sample));
  try {
    const statements = (await reader).read(sample.sql).map(({ text }) => text);
    const trials = await it_.chain(statements);
    for (const trial of trials) assert.deepEqual(differences(trial), [], trial.sql);
    const seen = trials.flatMap(({ measured }) => normal(measured));
    assert.deepEqual(
      sample.server.filter((line) => !seen.includes(line)),
      [],
      `of what was seen: ${seen.join('; ')}`,
    );
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
