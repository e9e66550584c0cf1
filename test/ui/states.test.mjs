// Every state that a migration can be in, as the tree shows it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openWorkbench, tellStory } from './workbench.mjs';

const names = ['pilot', 'tug', 'rota', 'watch', 'berth', 'quay', 'crane', 'buoy'];
const fileOf = (index) => `2026010${index + 1}_000000_schema_create_${names[index]}.sql`;
const breaking = '20260109_000000_schema_index_buoys.sql';

describe('a tree of all states', function () {
  this.timeout(180_000);
  let code;
  let folder;
  tellStory({ beforeEach, afterEach }, () => code);
  const at = (name) => join(folder, 'db', 'migrations', name);

  before(async () => {
    code = await openWorkbench({
      prepare: (root) => {
        folder = root;
        for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
        mkdirSync(join(root, 'db', 'migrations'), { recursive: true });
        for (const [index, name] of names.entries()) {
          writeFileSync(at(fileOf(index)), `CREATE TABLE ${name} (\n  id bigint PRIMARY KEY\n);\n`);
        }
        const statements = ['INSERT INTO buoy VALUES (1);', 'SELECT 1 / 0;', 'INSERT INTO buoy VALUES (2);'];
        writeFileSync(at(breaking), `-- lockkeeper: no-transaction\n${statements.join('\n')}\n`);
        const git = (...command) =>
          execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command]);
        git('init', '-q', '-b', 'main');
        git('add', '.');
        git('commit', '-qm', 'all');
      },
    });
    await code.page
      .getByRole('tab', { name: /Lockkeeper/ })
      .first()
      .click();
    await code.row('Pending (9)').waitFor();
  });
  after(() => code?.close());

  it('begins with a script that broke off, which is told with its statement and a way out', async () => {
    await code.command('Lockkeeper: Apply Pending…');
    await code.row('index buoys').filter({ hasText: 'ended at statement 2 of 3' }).waitFor();
    // A toast goes away by itself; the list of them keeps what it said.
    await code.command('Notifications: Show Notifications');
    const told = code.page.locator('.notification-list-item', { hasText: 'It ended at statement 2 of 3' }).first();
    await told.waitFor();
    await code.shot('states-1-broke-off');
    await told.getByRole('button', { name: 'Resolve…' }).click();
    await code.entry('Mark as Not Applied…').waitFor();
    await code.shot('states-2-ways-out');
    // The first one closes the list of notifications.
    await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('Escape');
    await code.quickInput.waitFor({ state: 'hidden' });
  });

  it('has a group, an icon and words for each', async () => {
    const edit = (index, change) => writeFileSync(at(fileOf(index)), change(readFileSync(at(fileOf(index)), 'utf8')));
    edit(0, (text) => `-- Who steers.\n${text}`);
    edit(1, (text) => text.replaceAll('\n', '\r\n'));
    edit(2, (text) => `\uFEFF${text}`);
    edit(3, (text) => text.replace('bigint', 'int'));
    rmSync(at(fileOf(4)));
    renameSync(at(fileOf(5)), at('20260111_000000_schema_create_quay.sql'));
    writeFileSync(at('20260102_120000_schema_create_lamp.sql'), 'CREATE TABLE lamp (id bigint PRIMARY KEY);\n');
    writeFileSync(at('20260112_000000_schema_create_chart.sql'), 'CREATE TABLE chart (id bigint PRIMARY KEY);\n');
    for (const [name, words] of [
      ['create pilot', 'only comments changed'],
      ['create tug', 'only line ends changed'],
      ['create rota', 'only the byte order mark changed'],
      ['create watch', 'statements changed'],
      ['create lamp', 'is applied already'],
      ['create quay', 'applied as 20260106_000000, it seems'],
      ['index buoys', 'ended at statement 2 of 3'],
      ['20260106_000000', 'renamed to'],
      ['create chart', '20260112_000000'],
    ]) {
      await code.page.locator('.pane-body .monaco-list-row', { hasText: name }).filter({ hasText: words }).first().waitFor();
    }
    await code.row('Applied without a File (2)').waitFor();
    await code.shot('states-3-tree');
  });

  it('offers in the menu of each what can be done about it', async () => {
    const menuOf = async (row, wanted) => {
      await row.click({ button: 'right' });
      const items = code.page.locator('.monaco-menu .action-item');
      for (const title of wanted) await items.filter({ hasText: title }).first().waitFor();
      await code.shot(`states-4-${wanted[0].toLowerCase().replace(/\W+/g, '-')}`);
      await code.page.keyboard.press('Escape');
      await code.page.locator('.monaco-menu').waitFor({ state: 'detached' });
    };
    await menuOf(code.row('index buoys'), ['Resolve Failed Migration…', 'Mark as Applied…', 'Mark as Not Applied…']);
    await menuOf(code.row('create pilot'), ['Repair Checksum…', 'Show Changes since Apply']);
    await menuOf(code.row('create lamp'), ['Apply up to Here…', 'Renumber Migration…']);
    await menuOf(code.page.locator('.pane-body .monaco-list-row', { hasText: 'renamed to' }).first(), ['Rename File Back…']);
    await menuOf(code.page.locator('.pane-body .monaco-list-row', { hasText: '20260105_000000' }).first(), [
      'Restore File from Git',
      'Mark as Not Applied…',
    ]);
  });

  it('tells the next step to whoever points at one, and brings a file back', async () => {
    await code.pointAt(code.row('index buoys'), 'Statement 2 of 3, line 3: division by zero');
    await code.shot('states-5-next-step');
    await code.page.locator('.pane-body .monaco-list-row', { hasText: '20260105_000000' }).first().hover();
    await code.command('Lockkeeper: Restore File from Git');
    await code.choose('20260105_000000');
    await code.row('Applied without a File (1)').waitFor();
    assert.match(readFileSync(at(fileOf(4)), 'utf8'), /CREATE TABLE berth/);
  });

  it('shows what a repair would write before it asks why', async () => {
    await code.fromMenu('create pilot', 'Repair Checksum…');
    const dialog = code.page.locator('.monaco-dialog-box', { hasText: 'Only comments and blanks differ' });
    await dialog.getByRole('button', { name: 'Copy CLI Command' }).waitFor();
    await code.shot('states-6-repair');
    await dialog.getByRole('button', { name: 'Repair on embedded' }).click();
    await code.quickInput.getByPlaceholder('A formatter went over it.').waitFor();
    await code.page.keyboard.type('Who steers is said now.');
    await code.page.keyboard.press('Enter');
    await code.row('Changed after Apply (3)').waitFor();
  });

  it('shows the history', async () => {
    await code.command('Lockkeeper: Show History');
    await code.page.locator('.view-line', { hasText: 'By Lockkeeper on this machine' }).first().waitFor();
    await code.shot('states-7-history');
  });
});
