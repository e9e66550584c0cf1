// What the panel asks of VS Code, and what it remembers.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as states from './panel-states.mjs';
import { describePanel } from './panel-suite.mjs';

describePanel('what it asks for and keeps', ({ open, show, posted, remembered, button, chosen, statementHead }) => {
  describe('what it asks for', () => {
    it('says that it is ready, and nothing more, before anyone presses anything', async () => {
      await open();
      assert.deepEqual(await posted(), [{ kind: 'ready' }]);
      await show(states.tryDone);
      assert.deepEqual(await posted(), []);
    });

    for (const [name, message] of [
      ['Dry run', { kind: 'dry-run' }],
      ['Apply 3 to local', { kind: 'apply' }],
      ['Refresh', { kind: 'refresh' }],
      ['Copy CLI command', { kind: 'copy-command' }],
      ['Change target…', { kind: 'choose-target' }],
      ['Change source…', { kind: 'choose-source' }],
      ['invoice total as numeric', { kind: 'open-migration', id: 'invoice-total' }],
    ]) {
      it(`posts ${message.kind} for ${name}`, async () => {
        await open(states.standing);
        await posted();
        await button(name).click();
        assert.deepEqual(await posted(), [message]);
      });
    }

    for (const [name, message] of [
      ['Roll back last', { kind: 'roll-back' }],
      ['Redo last', { kind: 'redo' }],
      ['Verify', { kind: 'verify' }],
      ['Export script…', { kind: 'export' }],
      ['Copy CLI command: Dry run', { kind: 'copy-command', of: 'dry-run' }],
      ['Copy CLI command: Apply', { kind: 'copy-command', of: 'apply' }],
      ['Copy CLI command: Roll back last', { kind: 'copy-command', of: 'roll-back' }],
      ['Copy CLI command: Redo last', { kind: 'copy-command', of: 'redo' }],
      ['Copy CLI command: Verify', { kind: 'copy-command', of: 'verify' }],
      ['Copy CLI command: Export script', { kind: 'copy-command', of: 'export' }],
      ['Copy CLI command: Status', { kind: 'copy-command', of: 'status' }],
    ]) {
      it(`posts ${message.kind} for ${name} of the menu`, async () => {
        await open(states.standing);
        await posted();
        await chosen(name);
        assert.deepEqual(await posted(), [message]);
      });
    }

    it('creates the database that a server lacks, and offers it nowhere else', async () => {
      await open(states.lacking);
      await posted();
      await button('Create database…').click();
      assert.deepEqual(await posted(), [{ kind: 'create-database' }]);
      await show(states.standing);
      assert.equal(await button('Create database…').count(), 0);
    });

    it('leads to the trust that it lacks', async () => {
      await open(states.untrusted);
      await posted();
      await button('Manage Workspace Trust').click();
      assert.deepEqual(await posted(), [{ kind: 'manage-trust' }]);
      await show(states.standing);
      assert.equal(await button('Manage Workspace Trust').count(), 0);
    });

    it('cancels the run of another source, which keeps the next from beginning', async () => {
      await open({ ...states.standing, can: states.running.can });
      await posted();
      await button('Cancel').click();
      assert.deepEqual(await posted(), [{ kind: 'cancel' }]);
      assert.equal(await button('Refresh').getAttribute('aria-disabled'), 'true');
    });

    it('opens the file at the line of the error', async () => {
      await open(states.tryFailed);
      await posted();
      await button('Open at line 5').first().click();
      const path = '/harbor/migrations/20250303140000_vessel_flag.up.sql';
      assert.deepEqual(await posted(), [{ kind: 'open', path, line: 5, column: 3 }]);
    });

    it('opens the page of an error, beside the verdict and at the statement', async () => {
      await open(states.tryFailed);
      await posted();
      const buttons = button('Explain 23502');
      assert.equal(await buttons.count(), 2);
      for (const nth of [0, 1]) await buttons.nth(nth).click();
      assert.deepEqual(await posted(), [
        { kind: 'explain', page: '23502' },
        { kind: 'explain', page: '23502' },
      ]);
    });

    it('opens the page of what ended a run before its first step', async () => {
      await open({ ...ended('disagreement'), run: { ...ended('disagreement').run, page: 'checksum-mismatch' } });
      await posted();
      await button('Explain checksum-mismatch').click();
      assert.deepEqual(await posted(), [{ kind: 'explain', page: 'checksum-mismatch' }]);
    });

    it('cancels a run, and leaves the keyboard on the verdict when the button goes', async () => {
      const page = await open(states.running);
      await posted();
      await button('Cancel').click();
      assert.deepEqual(await posted(), [{ kind: 'cancel' }]);
      await button('Cancel').focus();
      await show(ended('cancelled'));
      assert.equal(await button('Cancel').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2');
    });

    it('posts nothing for a disabled button, by mouse or keyboard', async () => {
      await open(states.running);
      await posted();
      await button('Apply 3 to local').evaluate((element) => element.click());
      await button('Dry run').evaluate((element) => element.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Enter' })));
      assert.deepEqual(await posted(), []);
      assert.equal(await button('Apply 3 to local').getAttribute('aria-disabled'), 'true');
    });

    it('makes the dry run the next step, and applying only once one of just that went well', async () => {
      const page = await open(states.standing);
      const primary = () => page.locator('.actions vscode-button:not([secondary])').innerText();
      assert.equal(await primary(), 'Dry run');
      await show(states.tryDone);
      assert.equal(await primary(), 'Apply 3 to local');
      await show({ ...states.tryDone, run: { ...states.tryDone.run, triedPending: false } });
      assert.equal(await primary(), 'Dry run');
      await show(states.tryFailed);
      assert.equal(await primary(), 'Dry run');
    });

    it('says by three dots that a shared or production target asks for a word', async () => {
      const page = await open(states.production);
      assert.equal(await button('Apply 3 to production…').count(), 1);
      await button('More').click();
      for (const name of ['Roll back last…', 'Redo last…']) {
        assert.equal(await page.getByRole('menuitem', { name, exact: true }).count(), 1);
      }
    });
  });

  describe('what it keeps', () => {
    it('keeps what the reader opened, over being hidden and shown again', async () => {
      await open(states.tryDone);
      await statementHead('ANALYZE').click();
      const kept = await remembered();
      const page = await open(states.tryDone, { kept });
      assert.match(await page.locator('.details:visible').innerText(), /ANALYZE invoice;/);
    });

    it('keeps which source it showed, for VS Code to restore it', async () => {
      await open(states.tryDone);
      await show(states.running);
      assert.equal((await remembered()).source, '/harbor/migrations');
    });

    it('forgets it when a new run begins', async () => {
      const page = await open(states.tryDone);
      await statementHead('CREATE TABLE').click();
      await show(states.running);
      assert.equal(await page.locator('.details:visible').count(), 0);
    });

    for (const kept of [null, 'x', { open: 'x' }, { open: [1, {}], onlyHurting: 'yes', seenRun: 'x' }]) {
      it(`starts anew from ${JSON.stringify(kept)}`, async () => {
        const page = await open(states.tryDone, { kept });
        assert.equal(await page.locator('.row.statement').count(), 9);
        assert.equal(await page.locator('.details:visible').count(), 0);
      });
    }

    it('keeps the keyboard, the scroll and the rows’ elements when a state comes', async () => {
      const page = await open(states.longRun(500));
      await page.locator('.row.step .head').first().focus();
      for (let presses = 0; presses < 30; presses++) await page.keyboard.press('ArrowDown');
      const top = await page.evaluate(() => {
        document.activeElement.marked = true;
        return window.scrollY;
      });
      await show({ ...states.longRun(500), pending: 2 });
      assert.equal(await page.evaluate(() => document.activeElement.marked), true);
      assert.equal(await page.evaluate(() => window.scrollY), top);
    });
  });
});

function ended(outcome, message) {
  return { ...states.standing, run: { number: 5, kind: 'dry-run', target: 'local', outcome, message, ms: 1, steps: [] } };
}
