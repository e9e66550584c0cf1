import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/database/connection';
import { failureOf } from '../../src/database/failure';
import { conditionNames, sqlstatesNamed } from '../../src/database/sqlstates';
import { connectTo, reader } from '../support/effects/harness';
import { type ErrorSample, readErrorPages } from '../support/error-pages';
import { allMajors, isThorough, outerMajors, serverTimeout, sharedServer } from '../support/servers';

/** Pages of SQLSTATEs that no SQL alone brings about: they are about the way to the server, or about its disk. */
const withoutExample = ['08006', '25P03', '28000', '28P01', '53100', '53300', '57P03'];

/** Conditions that not all versions have: the first or the last of them. */
const since: Readonly<Record<string, number>> = {
  transaction_timeout: 17,
  invalid_argument_for_xquery: 18,
  sql_json_item_cannot_be_cast_to_target_type: 15,
  file_name_too_long: 18,
};
const until: Readonly<Record<string, number>> = { snapshot_too_old: 16 };

describe('what the pages of the errors say, on servers', function () {
  this.timeout(serverTimeout);
  const pages = readErrorPages();

  it('show how each SQLSTATE comes about that SQL can bring about', () => {
    const silent = pages.filter(
      ({ name, samples }) => /^[0-9A-Z]{5}$/.test(name) && !samples.some(({ kind }) => kind === 'fails'),
    );
    assert.deepEqual(
      silent.map(({ name }) => name),
      withoutExample,
    );
  });

  for (const major of allMajors.filter((each) => isThorough || outerMajors.includes(each))) {
    describe(`PostgreSQL ${major}`, () => {
      for (const { name, samples } of pages) {
        for (const sample of samples.filter((each) => each.since <= major)) {
          const open = () => sharedServer(major).then((server) => server.createDatabase());
          if (sample.kind === 'good') it(`accepts ${name}:${sample.line}`, async () => play(await open(), sample));
          else {
            it(`refuses ${name}:${sample.line}`, async () => {
              const url = await open();
              await assert.rejects(play(url, sample), (error) => {
                assert.equal(failureOf(error).sqlstate, name);
                return true;
              });
            });
          }
        }
      }
    });
  }
});

describe('the names of SQLSTATEs', function () {
  this.timeout(serverTimeout);

  for (const major of allMajors) {
    it(`are those of PostgreSQL ${major}`, async () => {
      // RAISE knows the names of errors, not those of success and of warnings.
      const errors = conditionNames().filter((name) => sqlstatesNamed(name).some((code) => !/^0[012]/.test(code)));
      const names = errors.filter((name) => (since[name] ?? 14) <= major && major <= (until[name] ?? 18));
      const missing = errors.filter((name) => !names.includes(name));
      const connection = await connectTo(await (await sharedServer(major)).createDatabase());
      try {
        for (const name of names) {
          const raised = await raise(connection, name);
          assert.ok(raised !== undefined && sqlstatesNamed(name).includes(raised), `${name} is ${String(raised)}`);
        }
        // What it does not know yet or any more is no condition to it: 42704.
        for (const name of missing) assert.equal(await raise(connection, name), '42704', name);
      } finally {
        await connection.close();
      }
    });
  }
});

async function raise(connection: Connection, condition: string): Promise<string | undefined> {
  try {
    await connection.script(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${condition}'; END $$`);
  } catch (error) {
    return failureOf(error).sqlstate;
  }
  return undefined;
}

/**
 * Runs an example as two people at psql would: statement by statement, each in his turn. What is to fail goes on after an
 * error, as psql does, and is judged by its last statement.
 */
async function play(url: string, { kind, setup, turns }: ErrorSample): Promise<void> {
  const [first, second, watcher] = [await connectTo(url), await connectTo(url), await connectTo(url)];
  try {
    if (setup !== '') await first.script(setup);
    const others: Promise<Outcome>[] = [];
    let outcome: Outcome = {};
    for (const { session, sql } of turns) {
      for (const { text } of (await reader).read(sql)) {
        if (session === 'first') {
          outcome = await attempt(first, text);
          if (kind === 'good' && 'error' in outcome) throw outcome.error;
          continue;
        }
        // The second session may have to wait for the first, which is then asked to go on.
        const done = attempt(second, text);
        others.push(done);
        while (!(await isOver(done)) && !(await isBlocked(watcher, second.pid)));
      }
    }
    if ('error' in outcome) throw outcome.error;
    for (const other of await Promise.all(others)) if ('error' in other) throw other.error;
  } finally {
    await Promise.all([first, second, watcher].map((connection) => connection.close()));
  }
}

interface Outcome {
  readonly error?: unknown;
}

async function attempt(connection: Connection, sql: string): Promise<Outcome> {
  try {
    await connection.execute(sql);
    return {};
  } catch (error) {
    return { error };
  }
}

/** Whether it has ended by now or does so in a moment. */
async function isOver(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => true), sleep(10, false)]);
}

async function isBlocked(watcher: Connection, pid: number): Promise<boolean> {
  const { rows } = await watcher.query({ text: 'SELECT cardinality(pg_blocking_pids($1)) > 0 AS blocked', values: [pid] });
  return rows[0]?.['blocked'] === true;
}
