// The commands that are not for every day, on a server, as a user meets them: a database that is not there yet, words that
// must be typed, and a window that is reloaded in the middle of a run.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import { serverTimeout, startServer } from './servers.mjs';
import { openWorkbench, tellStory } from './workbench.mjs';

describe('the commands that are not for every day', function () {
  this.timeout(180_000);
  let server;
  let client;
  let code;
  tellStory({ beforeEach, afterEach }, () => code);

  /** Four small migrations of a sqlx project, and no other. */
  const prepare = (folder) => {
    for (const name of ['services', 'deploy', 'db']) rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, 'migrations'));
    for (const table of ['ships', 'berths', 'fees', 'pilots']) write(folder, table, `CREATE TABLE ${table} (id int);\n`);
    const url = server.url().replace(/\/[^/]*$/, '/yard');
    appendFileSync(join(folder, '.env'), `DATABASE_URL="${url}"\n`);
  };
  const versions = { ships: '01', berths: '02', fees: '03', pilots: '04', slow: '05' };
  const write = (folder, name, up) => {
    const base = join(folder, `migrations/202501${versions[name]}000000_create_${name}`);
    writeFileSync(`${base}.up.sql`, up);
    writeFileSync(`${base}.down.sql`, `DROP TABLE ${name};\n`);
  };
  const connect = async () => {
    client = new pg.Client({ connectionString: server.url().replace(/\/[^/]*$/, '/yard') });
    client.on('error', () => {});
    await client.connect();
  };
  const rows = async (sql) => (await client.query(sql)).rows;
  const tables = async () =>
    (await rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`))
      .map(({ relname }) => relname)
      .filter((name) => name !== '_sqlx_migrations');
  /** Until something holds: what a server does a moment later. */
  const until = async (holds, what) => {
    for (let tries = 0; !(await holds()); tries++) {
      if (tries === 300) throw new Error(`In vain for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const heading = (name) => code.panel.getByRole('heading', { name });
  /** Types a word into the box that asks for it, and sees that nothing less is taken. */
  const type = async (word) => {
    await code.quickInput.getByText(`Type ${word} to go on.`).first().waitFor();
    await code.page.keyboard.type(word.slice(0, -1));
    await code.page.keyboard.press('Enter');
    await code.quickInput.getByText(`Type ${word} to go on.`).first().waitFor();
    await code.page.keyboard.type(word.slice(-1));
    await code.page.keyboard.press('Enter');
  };
  /** A notification, in the list of all: while it is tested, VS Code shows none by itself. */
  const told = async (text) => {
    const shown = code.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
    await until(async () => {
      await code.command('Notifications: Show Notifications');
      return shown.isVisible();
    }, text);
    return shown;
  };
  const dialog = (button) => code.page.getByRole('dialog').getByRole('button', { name: button }).click();

  before(async function () {
    this.timeout(serverTimeout + 60_000);
    server = await startServer(17);
    code = await openWorkbench({ prepare });
  });
  after(async () => {
    await code?.close();
    await client?.end();
    await server?.stop();
  });

  it('create the database that the connection names', async () => {
    await code.page
      .getByRole('tab', { name: /Lockkeeper/ })
      .first()
      .click();
    await code.row('Pending (4)').waitFor();
    await code.statusBar.click();
    await code.choose('DATABASE_URL');
    await code.page
      .getByText(/Files only: DATABASE_URL cannot be read/)
      .first()
      .waitFor();
    await code.command('Lockkeeper: Open Report');
    const create = code.panel.getByRole('button', { name: 'Create database…' });
    await create.waitFor();
    await code.shot('commands-1-no-database');
    await create.click();
    await dialog('Create yard');
    await code.row('Pending (4)').waitFor();
    await create.waitFor({ state: 'hidden' });
    await connect();
    assert.deepEqual(await tables(), []);
  });

  it('apply the next ones, and say which they are while the number is typed', async () => {
    await code.command('Lockkeeper: Apply Next…');
    await code.quickInput.getByText('Applies 20250101000000 create ships.').waitFor();
    await code.page.keyboard.press('Control+A');
    await code.page.keyboard.type('2');
    await code.quickInput.getByText('Applies 2 migrations, up to and with 20250102000000 create berths.').waitFor();
    await code.shot('commands-2-how-many');
    await code.page.keyboard.press('Enter');
    await dialog('Apply 2 to DATABASE_URL');
    await heading('2 migrations applied to DATABASE_URL').waitFor();
    assert.deepEqual(await tables(), ['berths', 'ships']);
  });

  it('apply one alone, from its row', async () => {
    await code.row('Applied (2)').waitFor();
    await code.fromMenu('create pilots', 'Apply This One Only…', () => code.shot('commands-3-menu'));
    await heading('1 migration applied to DATABASE_URL').waitFor();
    assert.deepEqual(await tables(), ['berths', 'pilots', 'ships']);
    await code.row('Out of Order (1)').waitFor();
  });

  it('redo the last one, from the panel', async () => {
    await rows('INSERT INTO pilots VALUES (1)');
    await (await code.panelMenu('Redo last')).click();
    await heading('1 migration rolled back and applied again on DATABASE_URL').waitFor();
    assert.deepEqual(await rows('SELECT * FROM pilots'), []);
    await code.shot('commands-4-redone');
  });

  it('verify what is applied', async () => {
    await (await code.panelMenu('Verify')).click();
    await heading('History and files agree on DATABASE_URL').waitFor();
    await (await told('all 3 applied migrations are as they were applied')).waitFor();
    await code.shot('commands-5-verified');
    await code.command('Notifications: Clear All Notifications');
  });

  it('open a script for psql', async () => {
    await (await code.panelMenu('Export script…')).click();
    await code.page.locator('.view-line', { hasText: 'ON_ERROR_STOP' }).waitFor();
    await code.page.keyboard.press('Control+A');
    await code.page.keyboard.press('Delete');
    await code.command('View: Close Editor');
  });

  it('leave the truth behind where the window is reloaded in the midst of a run', async () => {
    write(code.folder, 'slow', 'CREATE TABLE slow (id int);\nSELECT pg_sleep(600);\n');
    await code.row('Pending (1)').waitFor();
    await code.command('Lockkeeper: Apply Pending…');
    await code.panel.locator('.in-hand', { hasText: 'SELECT pg_sleep(600)' }).waitFor();
    await code.page.locator('.pane-body .monaco-list-row', { hasText: 'in hand' }).waitFor();
    await code.shot('commands-6-in-hand');
    await code.page.reload();
    const sleeping = `SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%pg_sleep%' AND state <> 'idle'`;
    await until(async () => (await rows(sleeping)).length === 0, 'the statement to be given up');
    await until(async () => (await rows(`SELECT FROM pg_locks WHERE locktype = 'advisory'`)).length === 0, 'the lock to be gone');
    assert.deepEqual(await tables(), ['berths', 'fees', 'pilots', 'ships']);
    assert.equal((await rows('SELECT FROM _sqlx_migrations')).length, 4);
    await code.row('Pending (1)').waitFor();
    await code.row('create slow').waitFor();
    await code.shot('commands-7-reloaded');
  });

  it('lead from the notification of a failure to the line and the column', async () => {
    await code.command('View: Close All Editors');
    write(code.folder, 'slow', 'CREATE TABLE slow (id int);\n\nALTER TABLE ghosts ADD COLUMN name text;\n');
    await code.command('Lockkeeper: Apply Pending…');
    const failure = await told('42P01');
    await failure.waitFor();
    await code.shot('commands-8-failed');
    await failure.getByRole('button', { name: 'Open File at Error' }).click();
    await code.page.locator('.statusbar-item', { hasText: /Ln 3, Col 1( |$)/ }).waitFor();
  });

  it('roll back everything, once the word was typed', async () => {
    write(code.folder, 'slow', 'CREATE TABLE slow (id int);\n');
    await code.command('Lockkeeper: Open Report');
    await code.command('Lockkeeper: Reset (Roll Back Everything)…');
    await type('RESET');
    await heading('4 migrations rolled back on DATABASE_URL').waitFor();
    assert.deepEqual(await tables(), []);
  });

  it('make the database anew, but not while somebody is in it', async () => {
    await rows('CREATE TABLE by_hand (id int)');
    await code.command('Lockkeeper: Recreate Database…');
    await (await told('DATABASE_URL cannot be recreated')).waitFor();
    assert.deepEqual(await tables(), ['by_hand']);
    await client.end();
    await code.command('Lockkeeper: Recreate Database…');
    await type('DATABASE_URL');
    await heading('Created DATABASE_URL anew, 5 migrations applied').waitFor();
    await connect();
    assert.deepEqual(await tables(), ['berths', 'fees', 'pilots', 'ships', 'slow']);
    await code.shot('commands-9-recreated');
  });
});
