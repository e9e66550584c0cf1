// The panel in every theme and size.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { outFolder, root } from '../../scripts/host.mjs';
import { themes } from './panel-page.mjs';
import * as states from './panel-states.mjs';
import { describePanel, fits } from './panel-suite.mjs';

describePanel('themes and sizes', ({ open, show }) => {
  describe('every theme and size', () => {
    for (const theme of Object.keys(themes)) {
      it(`is readable in ${theme}`, async () => {
        const page = await open(states.tryFailed, { theme });
        await page.screenshot({ path: join(outFolder, `panel-${theme}.png`) });
        const pale = await page.evaluate(paleText);
        assert.deepEqual(pale, []);
      });
    }

    for (const [name, size] of [
      ['300 px wide', { width: 300, height: 900 }],
      ['at 200 % zoom', { width: 500, height: 400, deviceScaleFactor: 2 }],
      ['very wide', { width: 2400, height: 900 }],
    ]) {
      it(`has no sideways scrolling ${name}`, async () => {
        const page = await open(states.tryFailed, size);
        assert.ok(await fits(page));
        await page.screenshot({ path: join(outFolder, `panel-${size.width}.png`) });
        await show(states.standing);
        assert.ok(await fits(page));
      });
    }

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

    it('weighs at most 150 KB', () => {
      const bytes = ['panel.js', 'panel.css'].reduce((sum, name) => sum + statSync(join(root, 'dist', name)).size, 0);
      assert.ok(bytes <= 150 * 1024, `${bytes} bytes; is dist/ built with --production?`);
    });
  });
});

/** Runs in the page: texts with less than 4.5:1 against what lies behind them (WCAG 2.2, 1.4.3). */
function paleText() {
  const parse = (color) => {
    const [r, g, b, a] = color.match(/[\d.]+/g).map(Number);
    const unit = color.startsWith('color(srgb') ? 255 : 1;
    return [r * unit, g * unit, b * unit, ...(a === undefined ? [] : [a])];
  };
  const over = ([r, g, b, a = 1], below) => [r, g, b].map((part, index) => part * a + below[index] * (1 - a));
  const background = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) layers.unshift(parse(getComputedStyle(at).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll('main *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .filter((element) => element.offsetParent !== null && element.closest('vscode-button, vscode-badge, .unseen') === null)
    .flatMap((element) => {
      const behind = background(element);
      const [light, dark] = [luminance(over(parse(getComputedStyle(element).color), behind)), luminance(behind)].sort(
        (a, b) => b - a,
      );
      const ratio = (light + 0.05) / (dark + 0.05);
      return ratio < 4.5 ? [`${ratio.toFixed(2)}: ${element.textContent.slice(0, 40)}`] : [];
    });
}
