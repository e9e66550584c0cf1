// What is chosen from the panel: the menu of what is not for every day, and the runs before.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { outFolder } from '../../scripts/host.mjs';
import * as states from './panel-states.mjs';
import { describePanel, fits, focused } from './panel-suite.mjs';

describePanel('menu and runs', ({ open, show, posted, button }) => {
  describe('the menu', () => {
    it('is opened, walked through and left by keys', async () => {
      const page = await open(states.standing);
      const more = button('More');
      assert.deepEqual([await more.getAttribute('aria-haspopup'), await more.getAttribute('aria-expanded')], ['menu', 'false']);
      await more.focus();
      await page.keyboard.press('Enter');
      assert.equal(await more.getAttribute('aria-expanded'), 'true');
      assert.equal(await page.evaluate(focused), 'Roll back last');
      for (const [key, expected] of [
        ['ArrowDown', 'Redo last'],
        ['End', 'Copy CLI command: Status'],
        ['ArrowDown', 'Roll back last'],
        ['ArrowUp', 'Copy CLI command: Status'],
        ['Home', 'Roll back last'],
        ['v', 'Verify'],
        ['v', 'Copy CLI command: Verify'],
        ['x', 'Copy CLI command: Verify'],
      ]) {
        await page.keyboard.press(key);
        assert.equal(await page.evaluate(focused), expected, key);
      }
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.equal(await page.evaluate(focused), 'More');
      await page.keyboard.press('ArrowUp');
      assert.equal(await page.evaluate(focused), 'Copy CLI command: Status');
      await page.keyboard.press('Tab');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.equal(await page.evaluate(focused), 'Copy CLI command');
    });

    it('chooses by Enter and the space bar, and gives the keyboard back', async () => {
      const page = await open(states.standing);
      await posted();
      for (const key of ['Enter', 'Space']) {
        await button('More').focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press(key);
        assert.equal(await page.evaluate(focused), 'More');
      }
      assert.deepEqual(await posted(), [{ kind: 'roll-back' }, { kind: 'roll-back' }]);
    });

    it('goes when something else is pressed', async () => {
      const page = await open(states.standing);
      await button('More').click();
      await page.locator('h1').click();
      assert.equal(await page.getByRole('menu').count(), 0);
    });

    it('does nothing for what cannot be done now, and stays open', async () => {
      const page = await open(states.running);
      await posted();
      await button('More').click();
      const verify = page.getByRole('menuitem', { name: 'Verify', exact: true });
      assert.equal(await verify.getAttribute('aria-disabled'), 'true');
      await verify.focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await posted(), []);
      assert.equal(await page.getByRole('menu').count(), 1);
    });

    for (const [name, state] of [
      ['before a run', states.standing],
      ['while one goes on', states.running],
      ['in production', states.production],
      ['with a name that does not fit', { ...states.standing, target: { name: 'x'.repeat(80), role: 'shared' } }],
    ]) {
      it(`stands with the other actions in two rows at most, 300 px wide, ${name}`, async () => {
        const page = await open(state, { width: 300, height: 700, theme: 'light' });
        const tops = await page.evaluate(() =>
          [...document.querySelectorAll('.actions vscode-button, .actions .icon-button')]
            .filter((each) => each.offsetParent !== null)
            .map((each) => Math.round((each.getBoundingClientRect().top + each.getBoundingClientRect().bottom) / 2)),
        );
        assert.ok(new Set(tops.map((top) => Math.round(top / 10))).size <= 2, tops.join(', '));
        await button('More').click();
        assert.ok(await fits(page));
        const menu = await page.getByRole('menu').boundingBox();
        assert.ok(menu.x >= 0 && menu.x + menu.width <= 300, JSON.stringify(menu));
        await page.screenshot({ path: join(outFolder, `panel-menu-300-${name.replaceAll(' ', '-')}.png`) });
      });
    }
  });

  describe('the last runs', () => {
    it('are folded, and tell when, what, where, how it ended and how long it took', async () => {
      const page = await open(states.withRuns);
      assert.match(await page.locator('section.history').innerText(), /Last runs\s+the newest just now, went well/);
      assert.equal(await page.locator('.runs li:visible').count(), 0);
      await button('Last runs').click();
      const rows = await page.locator('.runs li').allInnerTexts();
      assert.match(rows[1], /14 min ago\s+Apply on local\s+failed\s+1\.20 s/);
      assert.match(rows[2], /2 h ago\s+Dry run on staging\s+cancelled\s+1 min 01 s/);
      assert.equal(await page.locator('.runs [aria-current=true]').innerText(), rows[0]);
    });

    it('are asked for one by one, and shown as earlier ones, with the way back', async () => {
      const page = await open(states.withRuns);
      await button('Last runs').click();
      await posted();
      await button('14 min ago').focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await posted(), [{ kind: 'show-run', number: 8 }]);
      await show(states.earlier);
      assert.match(await page.evaluate(focused), /14 min ago/, 'the keyboard stays');
      assert.match(await page.locator('.earlier').innerText(), /An earlier run, 14 min ago: files and database may be others/);
      assert.match(await page.locator('.verdict h2').innerText(), /vessel flag failed on local/);
      assert.match(await page.locator('[role=status]').textContent(), /^An earlier run\. .*vessel flag failed on local/);
      assert.equal(await button('Copy report').count(), 0, 'there is no report of it any more');
      assert.equal(await page.locator('.actions vscode-button:not([secondary])').innerText(), 'Dry run');
      await page.screenshot({ path: join(outFolder, 'panel-earlier.png') });
      await button('Back to now').focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await posted(), [{ kind: 'show-run', number: 0 }]);
      await show(states.withRuns);
      assert.equal(await button('Back to now').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2');
    });

    it('are not there before the first', async () => {
      const page = await open(states.standing);
      assert.equal(await page.locator('section.history').isVisible(), false);
    });
  });
});
