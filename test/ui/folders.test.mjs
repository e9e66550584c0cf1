// Workspaces that are more, or less, than one folder of migrations.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openWorkbench, tellStory } from './workbench.mjs';

const showView = (code) =>
  code.page
    .getByRole('tab', { name: /Lockkeeper/ })
    .first()
    .click();

describe('a workspace of two folders', function () {
  this.timeout(180_000);
  let code;
  tellStory({ beforeEach, afterEach }, () => code);

  /** Beside the sample, a second project, whose configuration names a database that others share. */
  const withLighthouse = (harbor) => {
    const home = dirname(harbor);
    // So that all rows can be seen at once.
    for (const name of ['deploy', 'services']) rmSync(join(harbor, name), { recursive: true });
    const lighthouse = join(home, 'lighthouse');
    mkdirSync(join(lighthouse, 'db', 'migrations'), { recursive: true });
    writeFileSync(join(lighthouse, 'db', 'migrations', '20250101000000_create_lamp.sql'), 'CREATE TABLE lamp (id int);\n');
    const config = {
      sources: [{ path: 'db/migrations', convention: 'sqlx', target: 'coast' }],
      targets: { coast: { url: 'postgres://keeper@coast.example.com/lamps', role: 'shared' } },
    };
    writeFileSync(join(lighthouse, 'lockkeeper.json'), JSON.stringify(config));
    const file = join(home, 'coast.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: [{ path: 'harbor' }, { path: 'lighthouse' }] }));
    return file;
  };

  before(async () => {
    code = await openWorkbench({ prepare: withLighthouse });
  });
  after(() => code?.close());

  it('shows the migrations of both, and which folder they are of', async () => {
    await showView(code);
    await code.row('db/migrationsharbor · 10 pending · embedded').waitFor();
    await code.row('db/migrationslighthouse · coast').waitFor();
    await code.row('create lamp').waitFor();
    await code.shot('folders-1-tree');
  });

  it('has a target for each, which the status bar follows', async () => {
    await code.openFile('create_lamp.sql');
    await code.page.locator('.pane-body .monaco-list-row.selected', { hasText: 'create lamp' }).waitFor();
    await code.statusBar.filter({ hasText: /^\s*coast$/ }).waitFor();
    await code.statusBar.click();
    await code.entry('coast.example.com').waitFor();
    await code.shot('folders-2-targets');
    await code.page.keyboard.press('Escape');
    await code.openFile('invoice_lookup.sql');
    await code.statusBar.filter({ hasText: 'embedded · 10 pending' }).waitFor();
    await code.statusBar.click();
    await code.entry('embedded').waitFor();
    assert.doesNotMatch(await code.quickInput.innerText(), /coast/, 'a target of one folder is none of the other');
    await code.page.keyboard.press('Escape');
  });

  it('asks which migrations a new one belongs to, and makes it there', async () => {
    await code.command('Lockkeeper: New Migration…');
    await code.entry('lighthouse · sqlx · coast').waitFor();
    assert.match(await code.quickInput.innerText(), /harbor · Typed timestamps · embedded/);
    await code.shot('folders-3-new');
    await code.choose('lighthouse · sqlx · coast');
    await code.quickInput.getByPlaceholder('What it does').waitFor();
    await code.page.keyboard.type('add lens');
    await code.page.locator('.quick-input-message', { hasText: /Creates \d{14}_add_lens\.sql in db\/migrations/ }).waitFor();
    await code.page.keyboard.press('Enter');
    await code.quickInput.getByPlaceholder('What is in it?').waitFor();
    await code.page.keyboard.press('Enter');
    await code.page.locator('.tab.active', { hasText: '_add_lens.sql' }).waitFor();
    const made = readdirSync(join(dirname(code.folder), 'lighthouse', 'db', 'migrations'));
    assert.equal(made.filter((name) => name.endsWith('_add_lens.sql')).length, 1);
    await code.row('add lens').waitFor();
  });

  it('shows the report of the folder in use, and connects to nothing that is shared unasked', async () => {
    await code.command('Lockkeeper: Open Report');
    await code.panel.getByText('lighthouse · sqlx').waitFor();
    await code.panel.getByText('The status of coast has not been read. Refresh to read it.').waitFor();
    await code.shot('folders-4-report');
  });
});

describe('a folder without migrations', function () {
  this.timeout(180_000);
  let code;
  tellStory({ beforeEach, afterEach }, () => code);
  before(async () => {
    code = await openWorkbench({
      prepare: (folder) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      },
    });
  });
  after(() => code?.close());

  it('says so, and offers to make the first', async () => {
    await showView(code);
    await code.page.getByText('No migrations were found in this workspace.').waitFor();
    await code.shot('first-1-welcome');
    await code.page.getByRole('button', { name: 'Create First Migration' }).click();
    await code.page.locator('.quick-input-message', { hasText: 'in migrations/' }).waitFor();
    await code.shot('first-2-folder');
  });

  it('refuses a folder outside, with the reason', async () => {
    await code.page.keyboard.press('Control+A');
    await code.page.keyboard.type('../elsewhere');
    await code.page.locator('.quick-input-message', { hasText: 'A folder inside harbor' }).waitFor();
    await code.page.keyboard.press('Enter');
    await code.page.keyboard.press('Control+A');
    await code.page.keyboard.type('db/migrations');
    await code.page.locator('.quick-input-message', { hasText: 'in db/migrations/' }).waitFor();
    await code.page.keyboard.press('Enter');
  });

  it('goes a step back without losing the folder', async () => {
    await code.page.locator('.quick-input-widget', { hasText: '(2/2)' }).waitFor();
    await code.page.getByRole('button', { name: 'Back' }).click();
    await code.page.locator('.quick-input-widget', { hasText: '(1/2)' }).waitFor();
    await code.page.locator('.quick-input-message', { hasText: 'in db/migrations/' }).waitFor();
    await code.page.keyboard.press('Enter');
    await code.page.locator('.quick-input-widget', { hasText: '(2/2)' }).waitFor();
  });

  it('makes a pair, opens it, and lists it as pending', async () => {
    await code.page.keyboard.type('create berths');
    await code.page.locator('.quick-input-message', { hasText: /Creates \d{14}_create_berths\.up\.sql and/ }).waitFor();
    await code.page.keyboard.press('Enter');
    await code.page.locator('.tab.active', { hasText: '_create_berths.up.sql' }).waitFor();
    assert.ok(existsSync(join(code.folder, 'db', 'migrations')));
    await code.row('Pending (1)').waitFor();
    await code.statusBar.filter({ hasText: 'embedded · 1 pending' }).waitFor();
    await code.shot('first-3-made');
  });

  it('shows the walkthrough, when it is asked for', async () => {
    await code.command('Welcome: Open Walkthrough...');
    await code.choose('Get Started with Lockkeeper');
    await code.page.getByText('See your migrations').first().waitFor();
    await code.shot('first-4-walkthrough');
  });
});
