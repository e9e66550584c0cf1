// Where care is due: databases that others share, and workspaces that nobody trusts yet.
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import { serverTimeout, startServer } from './servers.mjs';
import { openWorkbench, tellStory } from './workbench.mjs';

describe('care', function () {
  this.timeout(180_000);
  let server;
  let client;
  let code;
  before(async function () {
    this.timeout(serverTimeout);
    server = await startServer(17, { password: 'secret' });
    client = new pg.Client({ connectionString: server.url() });
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await server?.stop();
  });

  /** A workspace whose configuration and .env name a database in production. */
  const withProduction = (folder) => {
    const config = { targets: { live: { url: '${env:LIVE_URL}', role: 'production' } } };
    writeFileSync(join(folder, 'lockkeeper.json'), JSON.stringify(config));
    appendFileSync(join(folder, '.env'), `LIVE_URL=${server.url()}\n`);
  };
  const connections = async () =>
    (await client.query("SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"))
      .rowCount;

  describe('on a database in production', () => {
    tellStory({ beforeEach, afterEach }, () => code);
    before(async () => {
      code = await openWorkbench({ prepare: withProduction });
    });
    after(() => code?.close());

    it('is marked as such in the status bar and in the panel', async () => {
      await code.openFile('booking_search.up.sql');
      await code.command('Lockkeeper: Choose Target Database…');
      await code.choose('live');
      await code.page.locator('.statusbar-item.warning-kind', { hasText: 'live' }).waitFor();
      await code.command('Lockkeeper: Open Report');
      const header = code.panel.locator('header[data-role=production]');
      await header.waitFor();
      const colours = await header.evaluate((element) =>
        [document.body, element.querySelector('vscode-badge')].map((each) =>
          getComputedStyle(each).getPropertyValue('--vscode-badge-background'),
        ),
      );
      assert.notEqual(colours[1], colours[0], 'its badge is no badge like the others');
      await code.shot('care-1-production');
    });

    it('applies only when its name has been typed', async () => {
      await code.panel.getByRole('button', { name: 'Apply 12 to live…' }).click();
      await code.quickInput.waitFor();
      assert.match(await code.quickInput.innerText(), /Apply 12 migrations to live \(production\)[^]*Type live to go on/);
      await code.page.keyboard.type('live?');
      await code.page
        .locator('.quick-input-message', { hasText: /This is 127\.0\.0\.1:\d+\/postgres\. Type live to go on/ })
        .waitFor();
      await code.page.keyboard.press('Enter');
      await code.shot('care-2-typed');
      await code.page.keyboard.press('Escape');
      await code.quickInput.waitFor({ state: 'hidden' });
      assert.equal((await client.query("SELECT to_regclass('_sqlx_migrations') AS history")).rows[0].history, null);
      await code.panel.getByRole('button', { name: 'Apply 12 to live…' }).click();
      await code.quickInput.waitFor();
      await code.page.keyboard.type('live');
      await code.page.keyboard.press('Enter');
      await code.panel.getByRole('heading', { name: '12 migrations applied to live' }).waitFor();
      assert.equal((await client.query('SELECT FROM _sqlx_migrations')).rowCount, 12);
    });
  });

  describe('in a workspace that is not trusted', () => {
    tellStory({ beforeEach, afterEach }, () => code);
    before(async () => {
      const local = (folder) => appendFileSync(join(folder, '.env'), `DATABASE_URL=${server.url()}\n`);
      code = await openWorkbench({ trust: true, prepare: local });
    });
    after(() => code?.close());

    it('lists and lints migrations', async () => {
      await code.page
        .getByRole('tab', { name: /Lockkeeper/ })
        .first()
        .click();
      await code.row('create billing').waitFor();
      await code.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
      await code.openFile('require_incoterm.up.sql');
      await code.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    });

    it('connects to nothing and runs nothing, and says so', async () => {
      await code.command('Lockkeeper: Open Report');
      await code.panel.locator('.message', { hasText: 'until you trust this workspace' }).waitFor();
      for (const name of ['Dry run', 'Apply']) {
        assert.equal(await code.panel.getByRole('button', { name, exact: true }).getAttribute('aria-disabled'), 'true', name);
      }
      assert.equal(await (await code.panelMenu('Roll back last')).getAttribute('aria-disabled'), 'true');
      await code.page.keyboard.press('Escape');
      await code.shot('care-3-untrusted');
      assert.equal(await connections(), 0);
    });
  });
});
