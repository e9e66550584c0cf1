// The panel for those who use a keyboard or a screen reader, and with very many statements.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as states from './panel-states.mjs';
import { describePanel, focused } from './panel-suite.mjs';

describePanel('by keyboard and ear', ({ open, show, posted, button, statementHead }) => {
  describe('by keyboard and ear', () => {
    it('reaches every button by Tab, in the order of the page, and each list as one stop', async () => {
      const page = await open(states.tryFailed);
      const stops = [];
      for (let presses = 0; presses < 18; presses++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate(focused));
      }
      const text = stops.join('\n');
      for (const [earlier, later] of [
        ['Change target…', 'Open at line 5'],
        ['Open at line 5', 'Explain 23502'],
        ['Explain 23502', 'Dry run'],
        ['Dry run', 'Apply 3 to local'],
        ['Apply 3 to local', 'Refresh'],
        ['Refresh', 'More'],
        ['More', 'Copy CLI command'],
        ['Copy CLI command', 'Migrations'],
        ['Migrations', 'berth fees'],
      ]) {
        assert.ok(
          text.indexOf(earlier) !== -1 && text.indexOf(earlier) < text.indexOf(later),
          `${earlier} before ${later} in\n${text}`,
        );
      }
      assert.equal(stops.filter((stop) => stop.includes('CREATE TABLE')).length, 0, 'the list is one stop');
    });

    it('moves through a list by arrow keys, and opens by Enter and the space bar', async () => {
      const page = await open(states.tryDone);
      await page.locator('.row.step .head').first().focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
      assert.match(await page.evaluate(focused), /ALTER TABLE berth_fee/);
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('.details:visible').count(), 1);
      await page.keyboard.press('Space');
      assert.equal(await page.locator('.details:visible').count(), 0);
      await page.keyboard.press('End');
      assert.match(await page.evaluate(focused), /ALTER TABLE vessel/);
      await page.keyboard.press('Home');
      assert.match(await page.evaluate(focused), /berth fees/);
    });

    it('presses a button by Enter and by the space bar, without scrolling', async () => {
      const page = await open(states.longRun(200), { height: 300 });
      await posted();
      await button('Dry run').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Space');
      assert.deepEqual(await posted(), [{ kind: 'dry-run' }, { kind: 'dry-run' }]);
      const top = await page.evaluate(() => window.scrollY);
      await page.keyboard.press('Space');
      assert.equal(await page.evaluate(() => window.scrollY), top);
    });

    it('shows where the keyboard is', async () => {
      const page = await open(states.tryDone);
      await page.keyboard.press('Tab');
      await page.locator('.row.step .head').first().focus();
      await page.keyboard.press('ArrowDown');
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(outline, 'solid');
    });

    it('tells the verdict to a screen reader, and progress not too often', async () => {
      const page = await open(states.tryFailed);
      const spoken = () => page.locator('[role=status]').textContent();
      assert.match(await spoken(), /vessel flag would fail on local.*contains null values/);
      await show({ ...states.running, run: { ...states.running.run, progress: 'statement 1 of 4' } });
      const first = await spoken();
      await show({ ...states.running, run: { ...states.running.run, progress: 'statement 2 of 4' } });
      assert.equal(await spoken(), first, 'not twice within two seconds');
      await page.waitForFunction(() => document.querySelector('[role=status]').textContent.includes('statement 2 of 4'));
      await show(states.tryDone);
      assert.match(await spoken(), /3 migrations would apply/);
    });

    it('names its parts and lists', async () => {
      const page = await open({ ...states.tryDone });
      assert.equal(await page.getByRole('list', { name: /Statements of the run/ }).count(), 1);
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'harbor/migrations');
      const row = page.locator('.row').first();
      assert.deepEqual(await row.evaluate((element) => [element.role, element.ariaPosInSet, element.ariaSetSize]), [
        'listitem',
        '1',
        '12',
      ]);
      assert.equal(await statementHead('CREATE TABLE').getAttribute('aria-expanded'), 'false');
      assert.match(await statementHead('ALTER TABLE invoice ALTER').textContent(), /Makes others wait, line 2/);
    });
  });

  describe('2,000 statements', () => {
    it('puts only the rows in sight on the page, and reaches the last', async () => {
      const page = await open(states.longRun(2000));
      assert.ok((await page.locator('.row').count()) < 120);
      await page.locator('.row.step .head').first().focus();
      await page.keyboard.press('End');
      assert.match(await page.evaluate(focused), /step 1999/);
      assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().bottom <= window.innerHeight));
      assert.ok((await page.locator('.row').count()) < 120);
    });

    it('makes only the rows that come into sight while it is scrolled', async () => {
      const page = await open(states.longRun(2000));
      const made = await page.evaluate(rowsMadePerStep);
      assert.ok(made.length === 20 && made.every((rows) => rows > 0 && rows < 60), made.join(', '));
    });

    it('stays where the reader is when a row above opens, and rows never overlap', async () => {
      const page = await open(states.longRun(2000));
      await page.evaluate(() => window.scrollTo(0, 20_000));
      await page.waitForFunction(() =>
        [...document.querySelectorAll('.row')].some((row) => row.getBoundingClientRect().top > 300),
      );
      await page.locator('.statement .head:visible').nth(20).click();
      await page.waitForFunction(() => document.querySelector('.details:not([hidden])'));
      const gaps = await page.evaluate(() => {
        const boxes = [...document.querySelectorAll('.row')].map((row) => row.getBoundingClientRect());
        const sorted = boxes.sort((a, b) => a.top - b.top).slice(1);
        return sorted.slice(1).map((box, index) => Math.abs(box.top - sorted[index].bottom));
      });
      assert.ok(Math.max(...gaps) < 1.5, `gaps ${Math.max(...gaps)}`);
    });
  });
});

/** Runs in the page: how many rows each of 20 steps of scrolling puts onto it. */
async function rowsMadePerStep() {
  let rows = 0;
  const observer = new window.MutationObserver((records) => {
    for (const { addedNodes } of records) {
      rows += [...addedNodes].filter((node) => node.classList?.contains('row')).length;
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  const made = [];
  while (made.length < 20) {
    rows = 0;
    window.scrollBy(0, 400);
    const frame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
    for (let frames = 0; frames < 3; frames++) await frame();
    made.push(rows);
  }
  return made;
}
