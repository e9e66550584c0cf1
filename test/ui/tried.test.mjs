// What a dry run found, beside its migration: in the tree, on line 1 and behind each statement, before and after a reload.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openWorkbench, tellStory } from './workbench.mjs';

const scripts = {
  '20260101000000_create_orders.up.sql':
    'CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  total integer NOT NULL\n);\n\nINSERT INTO orders SELECT n, n FROM generate_series(1, 1000) AS n;\n',
  '20260101000000_create_orders.down.sql': 'DROP TABLE orders;\n',
  '20260102000000_widen_totals.up.sql':
    "SET lock_timeout = '2s';\n\nALTER TABLE orders\n  ALTER COLUMN total TYPE bigint;\n\nUPDATE orders SET total = total * 100;\n\nCREATE INDEX orders_total_idx ON orders (total);\n",
  '20260102000000_widen_totals.down.sql': 'DROP INDEX orders_total_idx;\nALTER TABLE orders ALTER COLUMN total TYPE integer;\n',
};

describe('what a dry run found', function () {
  this.timeout(180_000);
  let code;
  tellStory({ beforeEach, afterEach }, () => code);
  const line = (text) => code.page.locator('.view-line', { hasText: text }).first();

  before(async () => {
    code = await openWorkbench({
      prepare: (root) => {
        for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
        mkdirSync(join(root, 'migrations'));
        for (const [name, text] of Object.entries(scripts)) writeFileSync(join(root, 'migrations', name), text);
      },
    });
    await code.page
      .getByRole('tab', { name: /Lockkeeper/ })
      .first()
      .click();
    await code.row('Pending (2)').waitFor();
  });
  after(() => code?.close());

  it('stands in the tree, on line 1 and behind each statement', async () => {
    await code.openFile('widen_totals.up.sql');
    await code.command('Lockkeeper: Dry Run Pending');
    await code.row('widen totals').filter({ hasText: 'dry run ok' }).waitFor();
    await code.toEditor();
    await code.lens(/dry run: \d+ ms, ACCESS EXCLUSIVE on public\.orders held \d+ ms/).waitFor();
    await line(/bigint;\s*\d+\sms\s·\sACCESS\sEXCLUSIVE\s·\srewrites\sorders/).waitFor();
    await line(/100;\s*\d+\sms\s·.*1,000\srows/).waitFor();
    await code.shot('tried-1-beside-the-panel');
  });

  it('moves along with its statement, goes when that is edited, and line 1 says so', async () => {
    // The panel has said it all.
    await code.page.locator('.tab', { hasText: 'Lockkeeper' }).getByRole('button', { name: /Close/ }).click();
    await line('SET lock_timeout').click();
    await code.page.keyboard.press('Control+Home');
    await code.page.keyboard.type('-- cents\n', { delay: 50 });
    await line(/^--\scents$/).waitFor();
    await code.lens('dry run: outdated').waitFor();
    await line(/100;\s*\d+\sms\s·.*1,000\srows/).waitFor();
    await code.shot('tried-2-moved');
    await code.page.keyboard.type('RE', { delay: 50 });
    await line(/^RESET\slock_timeout\s=\s'2s';$/).waitFor();
    await line(/bigint;\s*\d+\sms\s·/).waitFor();
    await code.shot('tried-3-edited');
    await code.page.keyboard.press('Control+S');
    await code.row('widen totals').filter({ hasText: 'dry run outdated' }).waitFor();
    for (let undone = 0; (await line(/^(--|RE|ES)/).count()) > 0 && undone < 20; undone++)
      await code.page.keyboard.press('Control+Z');
    await code.save();
    await line(/2s';\s*\d+\sms$/).waitFor();
  });

  it('tells whether the way back was proven, where that is tested', async () => {
    await code.fromMenu('widen totals', 'Test Rollback');
    await code.row('widen totals').filter({ hasText: 'dry run ok · rollback proven' }).waitFor();
    await code.pointAt(code.row('widen totals'), 'Rollback proven');
    await code.shot('tried-4-rollback');
  });

  it('is still known after the window was reloaded', async () => {
    await code.page.reload();
    await code.row('widen totals').filter({ hasText: 'dry run ok · rollback proven' }).waitFor();
    await code.lens(/dry run: \d+ ms, ACCESS EXCLUSIVE on public\.orders held \d+ ms · rollback proven/).waitFor();
    await code.shot('tried-5-reloaded');
  });
});
