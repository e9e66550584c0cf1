// The panel in every theme and size.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { outFolder, root } from '../../scripts/host.mjs';
import { themes } from './panel-page.mjs';
import * as states from './panel-states.mjs';
import { describePanel, everyState, fits, openAllRows } from './panel-suite.mjs';

describePanel('themes and sizes', ({ open, show }) => {
  describe('every theme', () => {
    for (const theme of Object.keys(themes)) {
      // The pictures are for people; test/ui/panel-axe.test.mjs measures the colours.
      it(`is drawn in ${theme}`, async () => {
        const page = await open(undefined, { theme, height: 1400 });
        for (const name of ['tryFailed', 'tryDone', 'running', 'production']) {
          await show(states[name]);
          if (name === 'tryDone') await openAllRows(page);
          await page.screenshot({ path: join(outFolder, `panel-${theme}-${name}.png`) });
          assert.ok(await fits(page));
        }
      });
    }
  });

  describe('every size', () => {
    for (const [name, size] of [
      ['300 px wide', { width: 300, height: 900 }],
      // What is 640 by 480 pixels for a person is half of both for the page.
      ['640 px wide at 200 % zoom', { width: 320, height: 240, deviceScaleFactor: 2 }],
      ['at 200 % zoom', { width: 500, height: 400, deviceScaleFactor: 2 }],
      ['very wide', { width: 2400, height: 900 }],
    ]) {
      it(`has no sideways scrolling ${name}, in any state, closed and opened, and cuts no button off`, async () => {
        const page = await open(undefined, size);
        for (const [state, shown] of Object.entries(everyState())) {
          await show(shown);
          assert.ok(await fits(page), `${state}, closed`);
          await openAllRows(page);
          assert.ok(await fits(page), `${state}, opened`);
          assert.deepEqual(await page.evaluate(cutOff), [], state);
        }
        await show(states.tryFailed);
        await page.screenshot({ path: join(outFolder, `panel-${size.width}.png`) });
      });
    }

    it('leaves room for the rows where the window is low: what can be done does not stay over them', async () => {
      const page = await open(states.longRun(200), { width: 500, height: 400 });
      await page.evaluate(() => window.scrollTo(0, 3000));
      assert.ok((await page.locator('.actions').boundingBox()).y < 0);
    });
  });

  it('stands still for those who ask for less motion', async () => {
    for (const options of [{ reducedMotion: 'reduce' }, {}]) {
      const page = await open(states.running, options);
      if (options.reducedMotion === undefined) await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      const moving = await page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
      assert.equal(moving, 0);
    }
  });

  for (const theme of ['high-contrast', 'high-contrast-light', 'dark', 'light']) {
    it(`shows in ${theme} where the keyboard is, at every stop`, async () => {
      const page = await open(states.tryFailed, { theme });
      await openAllRows(page);
      let stops = 0;
      for (; stops < 60; stops++) {
        await page.keyboard.press('Tab');
        const { isBody, ring, name } = await page.evaluate(ringOfFocus);
        if (isBody) break;
        assert.equal(ring, true, `${name} has no ring`);
        if (stops === 8) await page.screenshot({ path: join(outFolder, `panel-${theme}-focus.png`) });
      }
      assert.ok(stops > 15 && stops < 60, `${stops} stops`);
      await page.locator('.row.statement .head').first().focus();
      await page.keyboard.press('ArrowDown');
      await page.screenshot({ path: join(outFolder, `panel-${theme}-focus-row.png`) });
    });
  }

  it('weighs at most 150 KB', () => {
    const bytes = ['panel.js', 'panel.css'].reduce((sum, name) => sum + statSync(join(root, 'dist', name)).size, 0);
    assert.ok(bytes <= 150 * 1024, `${bytes} bytes; is dist/ built with --production?`);
  });
});

/** Runs in the page: buttons that reach over the edge of the window, or are less than 24 px high or wide (WCAG 2.5.8). */
function cutOff() {
  return [...document.querySelectorAll('vscode-button, button, vscode-checkbox')]
    .filter((each) => each.offsetParent !== null)
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.left < 0 || box.right > window.innerWidth || box.height < 24 || box.width < 24)
    .map(({ each, box }) => `${each.textContent} ${Math.round(box.width)}x${Math.round(box.height)}`);
}

/** Runs in the page: whether what has the keyboard, or what stands for it, has an outline in the colour for focus. */
function ringOfFocus() {
  let element = document.activeElement;
  const isBody = element === document.body;
  const name = element.innerText;
  const colour = document.createElement('div');
  colour.style.color = 'var(--vscode-focusBorder)';
  document.body.append(colour);
  const expected = getComputedStyle(colour).color;
  colour.remove();
  const hasRing = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle === 'solid' && Number.parseFloat(style.outlineWidth) >= 1 && style.outlineColor === expected;
  };
  const candidates = [element];
  while (element.shadowRoot !== null && element.shadowRoot !== undefined) {
    candidates.push(...element.shadowRoot.querySelectorAll('*'));
    element = element.shadowRoot.activeElement ?? {};
  }
  return { isBody, name, ring: candidates.some(hasRing) };
}
