// Names, SQL and messages of someone who means ill are text in the panel, whatever they hold, and the page holds its shape.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'mocha';
import { outFolder } from '../../scripts/host.mjs';
import { hostile, unseen } from './panel-hostile.mjs';
import { describePanel, fits, openAllRows } from './panel-suite.mjs';

describePanel('text is text', ({ open, show, posted }) => {
  it('whatever it holds, in every state: nothing runs, nothing is loaded, nothing is hidden', async function () {
    this.timeout(120_000);
    // Tall, for a row out of sight is not made.
    const page = await open(undefined, { width: 300, height: 40_000 });
    const requests = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await posted();
    for (const [name, state] of Object.entries(hostile)) {
      await show(state);
      await openAllRows(page);
      const { hacked, foreign, hidden, text } = await page.evaluate(whatIsThere, unseen);
      assert.equal(hacked, undefined, name);
      assert.deepEqual(foreign, [], name);
      assert.deepEqual(hidden, [], name);
      assert.ok(text.includes('<img src=x onerror=') && text.includes(String.raw`\u0000\u0007\u001b[31m`), name);
      assert.ok(await fits(page), `${name} scrolls sideways`);
      assert.ok(state.run === undefined || (await page.locator('.details:visible').count()) > 0, `${name} has rows`);
      const clip = { x: 0, y: 0, width: 300, height: 2000 };
      await page.screenshot({ path: join(outFolder, `panel-hostile-${name}.png`), clip });
    }
    // The signs within a button.
    assert.deepEqual(
      requests.filter((path) => !['/codicon.css', '/codicon.ttf'].includes(path)),
      [],
    );
    assert.deepEqual(
      (await posted()).filter(({ kind }) => kind !== 'ready'),
      [],
      'what is shown asks for nothing',
    );
  });

  it('where it looks like a message to the page, too', async () => {
    const page = await open(hostile.tryFailed);
    await page.evaluate(() => {
      for (const message of ['x', null, 7, {}, { kind: 'state' }, { kind: 'state', state: null }])
        window.postMessage(message, '*');
    });
    await show(hostile.tryDone);
    assert.match(await page.locator('.verdict h2').innerText(), /would apply/);
  });
});

/** Runs in the page: elements and attributes that the panel does not make, and characters that cannot be seen. */
function whatIsThere(unseen) {
  const characters = new Set([...unseen].filter((each) => !/[\w[\]:;/.]/.test(each)));
  const main = document.querySelector('main');
  const foreign = [...document.querySelectorAll('img, svg, iframe, style, a[href], script:not([nonce])')].map(
    ({ outerHTML }) => outerHTML,
  );
  for (const each of document.querySelectorAll('*')) {
    foreign.push(...each.getAttributeNames().filter((name) => name.startsWith('on')));
  }
  const texts = [main.textContent];
  for (const each of main.querySelectorAll('*')) {
    for (const name of each.getAttributeNames()) if (name !== 'data-key') texts.push(each.getAttribute(name));
  }
  const hidden = [...characters].filter((each) => texts.some((text) => text.includes(each))).map((each) => each.codePointAt(0));
  return { hacked: window.hacked, foreign, hidden, text: main.textContent };
}
