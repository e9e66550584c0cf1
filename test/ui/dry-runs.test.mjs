// Dry runs as a user meets them, in one window: on the embedded database and on a server, those that go well, fail, take
// their time, wait for others and are cancelled. Whatever happens, nothing stays.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import { serverTimeout, startServer } from './servers.mjs';
import { openWorkbench, tellStory } from './workbench.mjs';

describe('dry runs', function () {
  this.timeout(60_000);
  let server;
  let client;
  let code;
  tellStory({ beforeEach, afterEach }, () => code);

  /** The last migration of a sqlx project of two. */
  const trial = (folder) => join(folder, 'migrations/20250102000000_trial.sql');
  const prepare = (folder) => {
    for (const name of ['services', 'deploy', 'db']) rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, 'migrations'));
    const text =
      'CREATE TABLE ship (id int PRIMARY KEY, name text);\nINSERT INTO ship SELECT n FROM generate_series(1, 1000) n;\n';
    writeFileSync(join(folder, 'migrations/20250101000000_ships.sql'), text);
    writeFileSync(trial(folder), '');
    appendFileSync(join(folder, '.env'), `DATABASE_URL="${server.url().replace(/\/[^/]*$/, '/yard')}"\n`);
  };

  const heading = (name) => code.panel.getByRole('heading', { name });
  const statement = (text) => code.panel.locator('.row.statement', { hasText: text });
  /** Writes the migration on trial, and sees that the window has read it: its findings say something else each time. */
  const writeTrial = (text) => writeFileSync(trial(code.folder), text);
  const dryRun = () => code.panel.getByRole('button', { name: 'Dry run' }).click();
  /** Until the panel shows a run with this title, whose statements are those of the file. */
  const ends = async (title, sql) => {
    await heading(title).waitFor();
    await statement(sql).waitFor();
  };
  const rows = async (sql) => (await client.query(sql)).rows;
  /** What a dry run must leave as it is: tables, columns, rows, the history, locks and sessions. */
  const standing = async () => {
    const tables = await rows(
      `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
    );
    const history = await rows('SELECT version::text, success FROM _sqlx_migrations ORDER BY 1');
    const ships = await rows('SELECT count(*)::int AS n, count(name)::int AS named FROM ship');
    const locks = await rows(`SELECT locktype FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype <> 'virtualxid'`);
    const sessions = await rows(
      `SELECT state FROM pg_stat_activity WHERE datname = 'yard' AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()`,
    );
    return { tables, history, ships, locks, sessions };
  };
  let untouched;
  const nothingStays = async (isServer) => {
    await code.row(isServer ? 'Pending (1)' : 'Pending (2)').waitFor();
    if (!isServer) return;
    // The session that was cancelled goes a moment after the panel says so.
    for (let tries = 0; tries < 50 && (await standing()).sessions.length > 0; tries++) await sleep(100);
    assert.deepEqual(await standing(), untouched);
  };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  before(async function () {
    this.timeout(serverTimeout + 60_000);
    server = await startServer(17);
    client = new pg.Client({ connectionString: await server.createDatabase('yard') });
    await client.connect();
    code = await openWorkbench({ prepare });
  });
  after(async () => {
    await code?.close();
    await client?.end();
    await server?.stop();
  });

  const well = 'ALTER TABLE ship ADD COLUMN flag text;\nCREATE INDEX ship_flag ON ship (flag);\n';
  const failing =
    "ALTER TABLE ship ADD COLUMN flag text;\n\nALTER TABLE ghosts ADD COLUMN flag text;\nUPDATE ship SET name = 'x';\n";
  const slow = "UPDATE ship SET name = 'slow';\nSELECT pg_sleep(2);\n";
  const endless = "UPDATE ship SET name = 'endless';\nSELECT pg_sleep(600);\n";

  for (const { target, isServer } of [
    { target: 'embedded', isServer: false },
    { target: 'DATABASE_URL', isServer: true },
  ]) {
    describe(isServer ? 'on a server' : 'on the embedded database', () => {
      it('goes well, and says what each statement would lock', async () => {
        writeTrial(well);
        if (isServer) {
          await code.statusBar.click();
          await code.choose('DATABASE_URL');
          await code.row('Pending (2)').waitFor();
          await code.command('Lockkeeper: Apply Next…');
          await code.quickInput.getByText('Applies 20250101000000 ships.').waitFor();
          await code.page.keyboard.press('Enter');
          await code.page.getByRole('dialog').getByRole('button', { name: 'Apply 1 to DATABASE_URL' }).click();
          await code.row('Applied (1)').waitFor();
          untouched = await standing();
        } else {
          await code.page
            .getByRole('tab', { name: /Lockkeeper/ })
            .first()
            .click();
          await code.row('trial').waitFor();
          await code.command('Lockkeeper: Open Report');
          await heading(/2 migrations/).waitFor();
        }
        await dryRun();
        await ends(`${isServer ? '1 migration' : '2 migrations'} would apply to ${target}`, 'ALTER TABLE ship ADD COLUMN');
        assert.match(
          await statement('ALTER TABLE ship ADD COLUMN').innerText(),
          isServer ? /all reads and writes on public\.ship/ : /ship/,
        );
        await code.shot(`dry-run-${target}-1-well`);
        await nothingStays(isServer);
      });

      it('fails in the middle, tries what comes after, and leads to the line', async () => {
        writeTrial(failing);
        await heading(/Files have changed since the dry run/).waitFor();
        await dryRun();
        await ends(`20250102000000 trial would fail on ${target}`, 'ALTER TABLE ghosts');
        const verdict = code.panel.locator('.verdict');
        assert.match(await verdict.innerText(), /42P01 undefined_table: relation "ghosts" does not exist/);
        assert.match(await statement("UPDATE ship SET name = 'x'").innerText(), /1,000 rows/, 'what comes after was tried');
        await code.shot(`dry-run-${target}-2-failed`);
        await verdict.getByRole('button', { name: 'Open at line 3' }).click();
        await code.page.locator('.statusbar-item', { hasText: /Ln 3, Col 1( |$)/ }).waitFor();
        await nothingStays(isServer);
      });

      it('takes its time, and shows meanwhile what is in hand', async () => {
        writeTrial(slow);
        await heading(/Files have changed since the dry run/).waitFor();
        await dryRun();
        await code.panel.locator('.in-hand', { hasText: 'SELECT pg_sleep(2)' }).waitFor();
        await code.panel.getByText('statement 2 of 2').first().waitFor();
        await code.shot(`dry-run-${target}-3-slow`);
        await ends(/would apply to/, 'SELECT pg_sleep(2)');
        assert.match(await statement('SELECT pg_sleep(2)').innerText(), /2\.\d+ s/);
        await nothingStays(isServer);
      });

      if (isServer) {
        it('waits for a lock that another session holds, and says who that is', async () => {
          writeTrial(well);
          await heading(/Files have changed since the dry run/).waitFor();
          const other = new pg.Client({
            connectionString: server.url().replace(/\/[^/]*$/, '/yard'),
            application_name: 'night shift',
          });
          await other.connect();
          try {
            await other.query('BEGIN; LOCK TABLE ship IN ACCESS SHARE MODE');
            await dryRun();
            await ends('20250102000000 trial would fail on DATABASE_URL', 'ALTER TABLE ship ADD COLUMN');
            assert.match(
              await code.panel.locator('.verdict').innerText(),
              /55P03 lock_not_available[^]*night shift of postgres, pid \d+, in its transaction for \d+ s, idle/,
            );
            assert.equal(await statement('ALTER TABLE ship ADD COLUMN').getByText('not as predicted').count(), 0);
            await code.shot('dry-run-DATABASE_URL-4-waited');
          } finally {
            await other.end();
          }
          await nothingStays(isServer);
        });
      }

      it('is cancelled, leaves nothing behind, and the next one goes well', async () => {
        writeTrial(endless);
        await heading(/Files have changed since the dry run/).waitFor();
        await dryRun();
        await code.panel.locator('.in-hand', { hasText: 'SELECT pg_sleep(600)' }).waitFor();
        await code.panel.getByRole('button', { name: 'Cancel' }).click();
        await heading(`Dry run on ${target} was cancelled`).waitFor();
        assert.doesNotMatch(await code.panel.locator('main').innerText(), /57014/, 'what the user ended is no failure');
        await code.shot(`dry-run-${target}-5-cancelled`);
        await nothingStays(isServer);
        writeTrial(well);
        await heading(/pending|cancelled/).waitFor();
        await code.row('trial').waitFor();
        await dryRun();
        await ends(/would apply to/, 'CREATE INDEX ship_flag');
        await nothingStays(isServer);
      });
    });
  }
});
