// Hooks and helpers for tests of the panel alone: one browser a suite, one page for all tests that want no other.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe } from 'mocha';
import { openBrowser } from '../../scripts/host.mjs';
import { openPanel, servePanel } from './panel-page.mjs';
import * as states from './panel-states.mjs';

/** A suite about the panel. After each of its tests the browser must have had nothing to complain of. */
export function describePanel(name, tests) {
  describe(`panel: ${name}`, () => {
    let browser;
    let server;
    let usual;
    let panel;
    before(async () => {
      server = await servePanel();
      browser = await openBrowser();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });
    afterEach(async () => {
      const { problems } = panel ?? { problems: [] };
      if (panel !== usual) await panel?.close();
      panel = undefined;
      assert.deepEqual(problems, [], 'the browser complained');
    });

    tests({
      /** Opens the panel and shows a state, if there is one; options as of `openPanel`. */
      async open(state, options) {
        if (options === undefined) {
          if (usual === undefined) usual = await openPanel(browser, server.url);
          else await usual.load();
        }
        if (panel !== usual) await panel?.close();
        panel = options === undefined ? usual : await openPanel(browser, server.url, options);
        if (state !== undefined) await panel.show(state);
        return panel.page;
      },
      show: (state) => panel.show(state),
      posted: () => panel.posted(),
      remembered: () => panel.kept(),
      button: (label) => panel.page.getByRole('button', { name: label }),
      /** Chooses from the menu of what is not for every day. */
      async chosen(label) {
        await panel.page.getByRole('button', { name: 'More' }).click();
        await panel.page.getByRole('menuitem', { name: label, exact: true }).click();
      },
      statementHead: (text) => panel.page.locator('.statement .head', { hasText: text }),
    });
  });
}

/** Nothing is wider than the window. */
export function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

/** By its name everything that `panel-states.mjs` exports and that is a whole state, and one with many statements. */
export function everyState() {
  const all = Object.entries(states).filter(([, { can }]) => can !== undefined);
  return Object.fromEntries([...all, ['long', states.longRun(40)]]);
}

/** Opens whatever can be opened, rows within rows included; menus, which lie over the rest, stay closed. */
export function openAllRows(page) {
  return page.evaluate(async () => {
    const closed = () => document.querySelectorAll('[aria-expanded=false]:not([aria-haspopup])');
    for (let rounds = 0; rounds < 5 && closed().length > 0; rounds++) {
      for (const each of closed()) each.click();
      for (let frames = 0; frames < 3; frames++) await new Promise((resolve) => window.requestAnimationFrame(resolve));
    }
  });
}

/** Runs in the page: the words of what has the keyboard. */
export function focused() {
  const element = document.activeElement;
  if (element === document.body) return '';
  return element.ariaLabel ?? element.innerText.replaceAll('\n', ' ');
}
