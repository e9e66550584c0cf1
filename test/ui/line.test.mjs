// The main job from end to end, in a real VS Code driven as a user drives it, on the embedded database and on a server.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import { serverTimeout, startServer } from './servers.mjs';
import { openWorkbench, tellStory } from './workbench.mjs';

/** The source of the sample that the story is about: twelve migrations of a sqlx project. */
const booking = 'services/booking/migrations';

describe('the line from tree to rollback', () => {
  for (const { name, target, needsServer } of [
    { name: 'on the embedded database', target: 'embedded', needsServer: false },
    { name: 'on a PostgreSQL server', target: 'DATABASE_URL', needsServer: true },
  ]) {
    describe(name, function () {
      this.timeout(180_000);
      let server;
      let client;
      let code;
      tellStory({ beforeEach, afterEach }, () => code);

      before(async function () {
        this.timeout(serverTimeout + 60_000);
        if (needsServer) {
          server = await startServer(17, { password: 'p@ss word' });
          const url = await server.createDatabase('harbor');
          client = new pg.Client({ connectionString: url });
          await client.connect();
          code = await openWorkbench({ prepare: (folder) => appendFileSync(join(folder, '.env'), `DATABASE_URL="${url}"\n`) });
        } else {
          code = await openWorkbench();
        }
      });
      after(async () => {
        await code?.close();
        await client?.end();
        await server?.stop();
      });

      const shot = (step) => code.shot(`${target === 'embedded' ? 'embedded' : 'server'}-${step}`);
      const migrations = () => join(code.folder, booking);
      const file = (ending) => readdirSync(migrations()).find((each) => each.endsWith(`_add_vessel_flag${ending}`));
      /** Only on the server can another client look on. */
      const rows = async (sql) => (await client.query(sql)).rows;
      const flagExists = async () =>
        (await rows(`SELECT 1 FROM information_schema.columns WHERE table_name = 'vessel' AND column_name = 'flag'`)).length > 0;

      it('shows the migrations of three runners', async () => {
        await code.page
          .getByRole('tab', { name: /Lockkeeper/ })
          .first()
          .click();
        for (const [source, pending] of [
          [booking, 12],
          ['deploy/migrations/versions', 11],
          ['db/migrations', 10],
        ]) {
          await code.row(`${source}${pending} pending`).waitFor();
        }
        await code.page.locator('.pane-body .monaco-list-row', { hasText: 'Cannot Run (2)' }).waitFor();
        await shot('1-tree');
      });

      if (needsServer) {
        it('finds the database that .env names, and never shows its password', async () => {
          await code.openFile('booking_search.up.sql');
          await code.statusBar.click();
          await code.entry('DATABASE_URL').waitFor();
          const text = await code.quickInput.innerText();
          assert.match(text, new RegExp(`127\\.0\\.0\\.1:${server.port}/harbor · from \\.env`));
          assert.ok(!text.includes('p@ss'));
          await shot('2-targets');
          await code.choose('DATABASE_URL');
          await code.row(`${booking}12 pending · DATABASE_URL`).waitFor();
        });
      }

      it('says above a migration where it stands, and applies all with one command', async () => {
        await code.openFile('booking_search.up.sql');
        await code.lens(`Pending · ${target}`).waitFor();
        await shot('3-lens');
        await code.command('Lockkeeper: Apply Pending…');
        await code.choose(booking);
        if (needsServer) {
          const dialog = code.page.getByRole('dialog', { name: /Apply 12 to DATABASE_URL/ });
          await dialog.waitFor();
          assert.match(
            await dialog.innerText(),
            /Host: 127\.0\.0\.1:\d+\s+Database: harbor\s+Server: PostgreSQL 17\.\d+\s+Tables: 0\s+Size: \d/,
          );
          await shot('4-first-write');
          await dialog.getByRole('button', { name: 'Apply 12 to DATABASE_URL' }).click();
        }
        await code.lens(`Applied just now · ${target}`).waitFor();
        await code.row(`${booking}up to date · ${target}`).waitFor();
        if (needsServer) assert.equal((await rows('SELECT FROM _sqlx_migrations WHERE success')).length, 12);
        await shot('5-applied');
      });

      it('makes a new migration, showing its names while the description is typed', async () => {
        await code.command('Lockkeeper: New Migration…');
        await code.choose(booking);
        const box = code.page.locator('.quick-input-widget input[type=text]');
        await box.waitFor();
        await code.page.keyboard.type('???');
        const verdict = code.page.locator('.quick-input-message');
        await code.page
          .locator('.quick-input-widget .monaco-inputbox.error, .quick-input-widget .quick-input-message')
          .first()
          .waitFor();
        await code.page.keyboard.press('Control+A');
        await code.page.keyboard.type('add vessel flag');
        await verdict
          .filter({ hasText: /Creates \d{14}_add_vessel_flag\.up\.sql and \d{14}_add_vessel_flag\.down\.sql/ })
          .waitFor();
        await shot('6-new');
        await code.page.keyboard.press('Enter');
        await code.quickInput.getByPlaceholder('What is in it?').waitFor();
        await code.page.keyboard.press('Enter');
        await code.page.locator('.tab.active', { hasText: '_add_vessel_flag.up.sql' }).waitFor();
        assert.ok(file('.up.sql') !== undefined && file('.down.sql') !== undefined);
        await code.row(`${booking}1 pending · ${target}`).waitFor();
      });

      it('warns while the SQL is typed', async () => {
        await code.page.keyboard.type('ALTER TABLE vessel ADD COLUMN flag char(2);\n');
        await code.page.locator('.squiggly-warning').first().waitFor();
        await shot('7-squiggle');
      });

      it('offers the fix, and the warning goes with it', async () => {
        await code.page.keyboard.press('Control+Home');
        await code.page.keyboard.press('F8');
        await code.page.keyboard.press('Escape');
        await code.page.keyboard.press('Control+.');
        const fix = code.page.locator('.action-widget .monaco-list-row', { hasText: /lock_timeout/ }).first();
        await fix.and(code.page.locator('.focused')).waitFor();
        await shot('8-fixes');
        await code.page.keyboard.press('Enter');
        await code.page.locator('.view-line', { hasText: /lock_timeout/ }).waitFor();
        await code.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
        await code.save();
        await shot('9-fixed');
      });

      it('takes the way back from the down script', async () => {
        await code.openFile(file('.down.sql'));
        await code.write("SET lock_timeout = '2s';\nALTER TABLE vessel DROP COLUMN flag;\n");
        await code.save();
        await code.openFile(file('.up.sql'));
      });

      it('tries it out, shows what each statement locks, and keeps nothing', async () => {
        await code.pressLens('Dry Run up to Here', code.page.locator('.notification-toast, iframe.webview').first());
        await code.panel.getByRole('heading', { name: `1 migration would apply to ${target}` }).waitFor();
        await code.panel.locator('.statement', { hasText: 'ALTER TABLE vessel ADD COLUMN flag' }).waitFor();
        const statement = code.panel.locator('.statement .head', { hasText: 'ALTER TABLE vessel' });
        assert.match(await statement.innerText(), /blocks all reads and writes on public\.vessel/);
        await statement.click();
        await code.panel.getByText('ACCESS EXCLUSIVE on public.vessel, which blocks').waitFor();
        await shot('10-dry-run');
        if (needsServer) assert.equal(await flagExists(), false);
        await code.row(`${booking}1 pending · ${target}`).waitFor();
      });

      it('applies it from the panel, and everything shows it', async () => {
        await code.panel.getByRole('button', { name: `Apply 1 to ${target}` }).click();
        await code.panel.getByRole('heading', { name: `1 migration applied to ${target}` }).waitFor();
        await code.lens(`Applied just now · ${target}`).waitFor();
        await code.row(`${booking}up to date · ${target}`).waitFor();
        await code.toEditor();
        await code.statusBar.filter({ hasText: `${target} · up to date` }).waitFor();
        await shot('11-applied');
        if (needsServer) {
          assert.equal(await flagExists(), true);
          const version = file('.up.sql').slice(0, 14);
          const [row] = await rows(
            `SELECT encode(checksum, 'hex') AS checksum, success FROM _sqlx_migrations WHERE version = ${version}`,
          );
          const bytes = readFileSync(join(migrations(), file('.up.sql')));
          assert.deepEqual(row, { checksum: createHash('sha384').update(bytes).digest('hex'), success: true });
        }
      });

      it('notices a file that changed after it was applied', async () => {
        const path = join(migrations(), file('.up.sql'));
        const text = readFileSync(path);
        writeFileSync(path, `${text}-- a second thought\n`);
        await code.row('Changed after Apply (1)').waitFor();
        await shot('12-changed');
        writeFileSync(path, text);
        await code.row('Changed after Apply (1)').waitFor({ state: 'detached' });
      });

      it('rolls it back from the panel', async () => {
        await (await code.panelMenu('Roll back last')).click();
        await code.panel.getByRole('heading', { name: `1 migration rolled back on ${target}` }).waitFor();
        await code.lens(`Pending · ${target}`).waitFor();
        await code.row(`${booking}1 pending · ${target}`).waitFor();
        await shot('13-rolled-back');
        if (needsServer) assert.equal(await flagExists(), false);
      });

      it('shows the dry run again, as an earlier one, and comes back', async () => {
        await code.panel.getByRole('button', { name: 'Last runs' }).click();
        await code.panel
          .getByRole('button', { name: `Dry run on ${target}` })
          .first()
          .click();
        await code.panel.getByText(/^An earlier run, /).waitFor();
        await code.panel.getByRole('heading', { name: `1 migration would apply to ${target}` }).waitFor();
        await shot('13-earlier');
        await code.panel.getByRole('button', { name: 'Back to now' }).click();
        await code.panel.getByRole('heading', { name: `1 migration rolled back on ${target}` }).waitFor();
        await code.panel.getByRole('button', { name: 'Last runs' }).click();
      });

      it('opens the file at the statement that failed', async () => {
        await code.openFile(file('.up.sql'));
        await code.write(
          "SET lock_timeout = '2s';\n\nALTER TABLE vessel ADD COLUMN flag char(2);\nALTER TABLE vessels ADD COLUMN flag char(2);\n",
        );
        await code.save();
        await code.panel.getByRole('button', { name: 'Dry run' }).click();
        await code.panel.getByRole('heading', { name: /would fail/ }).waitFor();
        assert.match(
          await code.panel.locator('.verdict').innerText(),
          /42P01 undefined_table: relation "vessels" does not exist/,
        );
        assert.equal(await code.notification('Dry run').count(), 0, 'what the panel shows is not said twice');
        await shot('14-failed');
        await code.panel.locator('.verdict').getByRole('button', { name: 'Open at line 4' }).click();
        await code.page.locator('.statusbar-item', { hasText: /Ln 4, Col 1$/ }).waitFor();
        await code.panel.locator('.verdict').getByRole('button', { name: 'Explain 42P01' }).click();
        await code.page.getByRole('tab', { name: /42P01/ }).waitFor();
      });
    });
  }
});
