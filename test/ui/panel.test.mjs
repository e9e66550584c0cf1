// The panel alone, in a browser: what it shows of a state, what it asks for, and that it stays whole in every theme and size.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { openBrowser, outFolder, root } from '../../scripts/host.mjs';
import { openPanel, servePanel, themes } from './panel-page.mjs';
import * as states from './panel-states.mjs';

describe('panel', () => {
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

  const open = async (state, options) => {
    if (options === undefined) {
      if (usual === undefined) usual = await openPanel(browser, server.url);
      else await usual.load();
    }
    panel = options === undefined ? usual : await openPanel(browser, server.url, options);
    if (state !== undefined) await panel.show(state);
    return panel.page;
  };
  const button = (name) => panel.page.getByRole('button', { name });
  const statementHead = (text) => panel.page.locator('.statement .head', { hasText: text });

  describe('what it shows', () => {
    it('says first where we are: the source, the target and its role', async () => {
      const page = await open(states.production);
      const header = await page.locator('header').innerText();
      assert.match(header, /harbor\/migrations\s+sqlx/);
      assert.match(header, /on\s+production\s+Production\s+harbor on db\.example\.com:5432, PostgreSQL 16\.9/);
      assert.match(await page.locator('.message').innerText(), /applying asks you to type its name/);
    });

    for (const [name, state, expected] of [
      ['pending migrations', states.standing, /^3 migrations pending on local/],
      ['a database that is up to date', upToDate(), /^Up to date on local/],
      ['no migrations', { ...states.standing, migrations: [], pending: 0 }, /^No migrations yet/],
      ['a status that nobody read', states.untrusted, /^16 migrations, status not read yet/],
      [
        'a dry run with care',
        states.tryDone,
        /^3 migrations would apply to local\s+3 statements make reads or writes of others wait\./,
      ],
      [
        'a dry run that failed',
        states.tryFailed,
        /^20250303140000 vessel flag would fail on local\s+2 migrations before it went well\./,
      ],
      ['a run under way', states.running, /^Apply on local …\s+20250302083000 invoice total as numeric, statement 2 of 4/],
      ['an apply', applied(), /^3 migrations applied to local\s+9 statements in 622 ms\./],
      ['nothing to do', ended('nothing-to-do'), /^Nothing to do on local/],
      ['a cancelled run', ended('cancelled'), /^Dry run on local was cancelled/],
      ['a lock held by someone else', ended('locked'), /^Someone else is migrating local/],
      ['no connection', ended('no-connection', 'Connection refused'), /^No connection to local\s+Connection refused/],
      ['history and files that differ', ended('disagreement'), /^History and files disagree on local/],
      [
        'a guard that says no',
        ended('refused', 'Save the files first.'),
        /^Dry run on local was refused\s+Save the files first\./,
      ],
    ]) {
      it(`gives the verdict on ${name}`, async () => {
        const page = await open(state);
        assert.match(await page.locator('.verdict .words').innerText(), expected);
      });
    }

    it('shows every statement with its line, time, rows, lock and work', async () => {
      const page = await open(states.tryDone);
      assert.equal(await page.locator('.row.step').count(), 3);
      assert.equal(await page.locator('.row.statement').count(), 9);
      const alter = await statementHead('ALTER TABLE invoice ALTER COLUMN').innerText();
      assert.match(alter, /\b2\b[^]*468 ms[^]*blocks all reads and writes on public\.invoice/);
      assert.match(await statementHead('INSERT INTO berth_fee').innerText(), /1,200 rows\s+42 ms/);
      assert.match(
        await statementHead('CREATE INDEX CONCURRENTLY').innerText(),
        /not tried: CREATE INDEX CONCURRENTLY runs only/,
      );
      assert.match(await page.locator('.row.step').nth(1).innerText(), /The file’s own BEGIN and COMMIT were taken as ours\./);
    });

    it('draws time as a timeline: the slow statement begins where the ones before it end', async () => {
      const page = await open(states.tryDone);
      const fill = (text) => statementHead(text).locator('.bar > span').boundingBox();
      const [before, slow] = [await fill('SET LOCAL'), await fill('ALTER TABLE invoice ALTER')];
      const axis = await page.locator('.statement .bar').first().boundingBox();
      assert.ok(slow.width > axis.width * 0.8, `${slow.width} of ${axis.width}`);
      assert.ok(Math.abs(slow.x - before.x) < 3);
    });

    it('tells everything of a statement when it is opened', async () => {
      const page = await open(states.tryDone);
      await statementHead('ALTER TABLE invoice ALTER COLUMN').click();
      const details = await page.locator('.details:visible').innerText();
      for (const text of [
        'Severe: ACCESS EXCLUSIVE on public.invoice, which blocks all reads and writes',
        'Severe: ACCESS EXCLUSIVE on public.invoice_open, which blocks all reads and writes',
        'rewrites public.invoice and all its indexes',
        'reads all of public.invoice_line',
        'NOTICE:  rewriting table "invoice"',
        'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12, 2);',
      ]) {
        assert.ok(details.includes(text), `${text}\n is missing in\n${details}`);
      }
    });

    it('opens a failure by itself, once, with the server’s words and the way to the line', async () => {
      const page = await open(states.tryFailed);
      assert.match(
        await page.locator('.error-box').innerText(),
        /Error 23502: column "flag" of relation "vessel" contains null values/,
      );
      assert.match(await page.locator('.error-box').innerText(), /Fill the column first, or give it a default\./);
      await statementHead('SET NOT NULL').click();
      assert.equal(await page.locator('.details:visible').count(), 0);
      await panel.show({ ...states.tryFailed, pending: 2 });
      assert.equal(await page.locator('.details:visible').count(), 0, 'closed rows stay closed');
    });

    it('leaves only what hurts when asked', async () => {
      const page = await open(states.tryDone);
      await page.getByText('Only what locks').click();
      assert.equal(await page.locator('.row.statement').count(), 4);
      assert.match(await page.locator('.row.step').first().innerText(), /3 statements not shown/);
      assert.equal((await panel.kept()).onlyHurting, true);
    });

    it('folds the applied migrations away, and shows the newest first when opened', async () => {
      const page = await open(states.standing);
      assert.deepEqual(await page.locator('.row.migration .title').allInnerTexts(), [
        'quay numbers',
        'berth fees',
        'invoice total as numeric',
        'vessel flag',
      ]);
      await button('12 migrations applied').click();
      assert.equal(await page.locator('.row.migration').count(), 16);
      assert.equal(await page.locator('.row.migration .version').nth(4).innerText(), '20241210090000');
      assert.equal(await page.locator('.table .quiet').first().innerText(), '1 changed after apply, 3 pending, 12 applied');
    });

    it('names what is wrong with a migration in words', async () => {
      const page = await open(states.standing);
      const row = (title) => page.locator('.row.migration', { hasText: title }).innerText();
      assert.match(await row('quay numbers'), /Changed after apply\s+comments changed/);
      assert.match(await row('invoice total'), /Pending\s+1 error\s+2 warnings/);
      assert.match(await row('vessel flag'), /no rollback/);
    });
  });

  describe('what it asks for', () => {
    it('says that it is ready, and nothing more, before anyone presses anything', async () => {
      await open();
      assert.deepEqual(await panel.posted(), [{ kind: 'ready' }]);
      await panel.show(states.tryDone);
      assert.deepEqual(await panel.posted(), []);
    });

    for (const [name, message] of [
      ['Dry run', { kind: 'dry-run' }],
      ['Apply 3 to local', { kind: 'apply' }],
      ['Roll back last', { kind: 'roll-back' }],
      ['Refresh', { kind: 'refresh' }],
      ['Copy CLI command', { kind: 'copy-command' }],
      ['Change target…', { kind: 'choose-target' }],
      ['Change source…', { kind: 'choose-source' }],
      ['invoice total as numeric', { kind: 'open-migration', id: 'invoice-total' }],
    ]) {
      it(`posts ${message.kind} for ${name}`, async () => {
        await open(states.standing);
        await panel.posted();
        await button(name).click();
        assert.deepEqual(await panel.posted(), [message]);
      });
    }

    it('opens the file at the line of the error', async () => {
      await open(states.tryFailed);
      await panel.posted();
      await button('Open at line 5').first().click();
      assert.deepEqual(await panel.posted(), [
        { kind: 'open', path: '/harbor/migrations/20250303140000_vessel_flag.up.sql', line: 5 },
      ]);
    });

    it('cancels a run, and leaves the keyboard on the verdict when the button goes', async () => {
      const page = await open(states.running);
      await panel.posted();
      await button('Cancel').click();
      assert.deepEqual(await panel.posted(), [{ kind: 'cancel' }]);
      await button('Cancel').focus();
      await panel.show(ended('cancelled'));
      assert.equal(await button('Cancel').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2');
    });

    it('posts nothing for a disabled button, by mouse or keyboard', async () => {
      await open(states.running);
      await panel.posted();
      await button('Apply 3 to local').evaluate((element) => element.click());
      await button('Dry run').evaluate((element) => element.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Enter' })));
      assert.deepEqual(await panel.posted(), []);
      assert.equal(await button('Apply 3 to local').getAttribute('aria-disabled'), 'true');
    });

    it('makes the dry run the next step, and applying only once one went well on this target', async () => {
      const primary = () => panel.page.locator('.actions vscode-button:not([secondary])').innerText();
      await open(states.standing);
      assert.equal(await primary(), 'Dry run');
      await panel.show(states.tryDone);
      assert.equal(await primary(), 'Apply 3 to local');
      await panel.show({ ...states.tryDone, target: { name: 'other', role: 'local' } });
      assert.equal(await primary(), 'Dry run');
      await panel.show(states.tryFailed);
      assert.equal(await primary(), 'Dry run');
    });

    it('says by three dots that a shared or production target asks for a word', async () => {
      await open(states.production);
      assert.equal(await button('Apply 3 to production…').count(), 1);
      assert.equal(await button('Roll back last…').count(), 1);
    });
  });

  describe('text is text', () => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> \u202e ${'x'.repeat(3000)}`;

    it('shows markup of files and databases as it is written', async () => {
      const statement = states.statement({
        path: hostile,
        summary: hostile,
        sql: hostile,
        locks: [{ on: hostile, mode: hostile, blocks: hostile, isSevere: true }],
        work: [hostile],
        notices: [hostile],
        skipped: hostile,
        error: { message: hostile, sqlstate: hostile, detail: hostile, hint: hostile, advice: hostile, path: hostile, line: 1 },
      });
      const error = { message: hostile };
      const step = states.step({
        title: hostile,
        version: hostile,
        notes: [hostile],
        error,
        outcome: 'failed',
        statements: [statement],
      });
      const page = await open({
        source: { label: hostile, convention: hostile },
        target: { name: hostile, role: 'shared', server: hostile },
        message: { severity: 'error', text: hostile },
        migrations: [states.migration({ title: hostile, version: hostile, detail: hostile })],
        pending: 1,
        run: { number: 1, kind: 'dry-run', target: hostile, outcome: 'failed', message: hostile, ms: 1, steps: [step] },
        can: { dryRun: true, apply: true, rollBack: true, cancel: true },
        commandLine: hostile,
      });
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      assert.equal(await page.locator('img, script:not([nonce]), iframe').count(), 0);
      assert.ok((await page.locator('h1').innerText()).startsWith('<img src=x'));
      await page.locator('.row.step .head').focus();
      await page.keyboard.press('End');
      assert.ok((await page.locator('.sql').innerText()).includes('<script>'));
      assert.ok(await fits(page), 'long words break');
    });

    it('heeds only messages of its own shape', async () => {
      const page = await open(states.standing);
      await page.evaluate(() => {
        for (const message of ['x', null, 7, {}, { kind: 'state' }, { kind: 'state', state: null }])
          window.postMessage(message, '*');
      });
      await panel.show(states.tryDone);
      assert.match(await page.locator('.verdict h2').innerText(), /would apply/);
    });
  });

  describe('by keyboard and ear', () => {
    it('reaches every button by Tab, in the order of the page, and each list as one stop', async () => {
      const page = await open(states.tryFailed);
      const stops = [];
      for (let presses = 0; presses < 16; presses++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate(focused));
      }
      const text = stops.join('\n');
      for (const [earlier, later] of [
        ['Change target…', 'Open at line 5'],
        ['Open at line 5', 'Dry run'],
        ['Dry run', 'Apply 3 to local'],
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
      await panel.posted();
      await button('Dry run').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Space');
      assert.deepEqual(await panel.posted(), [{ kind: 'dry-run' }, { kind: 'dry-run' }]);
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
      await panel.show({ ...states.running, run: { ...states.running.run, progress: 'statement 1 of 4' } });
      const first = await spoken();
      await panel.show({ ...states.running, run: { ...states.running.run, progress: 'statement 2 of 4' } });
      assert.equal(await spoken(), first, 'not twice within two seconds');
      await page.waitForFunction(() => document.querySelector('[role=status]').textContent.includes('statement 2 of 4'));
      await panel.show(states.tryDone);
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

  describe('what it keeps', () => {
    it('keeps what the reader opened, over being hidden and shown again', async () => {
      await open(states.tryDone);
      await statementHead('ANALYZE').click();
      const kept = await panel.kept();
      const page = await open(states.tryDone, { kept });
      assert.match(await page.locator('.details:visible').innerText(), /ANALYZE invoice;/);
    });

    it('forgets it when a new run begins', async () => {
      const page = await open(states.tryDone);
      await statementHead('CREATE TABLE').click();
      await panel.show(states.running);
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
      await panel.show({ ...states.longRun(500), pending: 2 });
      assert.equal(await page.evaluate(() => document.activeElement.marked), true);
      assert.equal(await page.evaluate(() => window.scrollY), top);
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

    it('draws a frame of scrolling in less than 16 ms at the median', async () => {
      const page = await open(states.longRun(2000));
      const times = await page.evaluate(scrollThrough);
      const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

      assert.ok(median < 16, `median ${median} ms of ${times.length} frames`);
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
        await panel.show(states.standing);
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
        await panel.close();
      }
      panel = undefined;
    });

    it('weighs at most 150 KB', () => {
      const bytes = ['panel.js', 'panel.css'].reduce((sum, name) => sum + statSync(join(root, 'dist', name)).size, 0);
      assert.ok(bytes <= 150 * 1024, `${bytes} bytes; is dist/ built with --production?`);
    });

    it('paints within 200 ms of its first state', async () => {
      const page = await open();
      const state = states.longRun(2000);
      const ms = await page.evaluate(timeToPaint, state);
      assert.ok(ms < 200, `${ms} ms`);
    });
  });
});

function upToDate() {
  return { ...states.standing, migrations: states.standing.migrations.filter(({ state }) => state === 'applied'), pending: 0 };
}

function applied() {
  return { ...states.tryDone, run: { ...states.tryDone.run, kind: 'apply' } };
}

function ended(outcome, message) {
  return { ...states.standing, run: { number: 5, kind: 'dry-run', target: 'local', outcome, message, ms: 1, steps: [] } };
}

/** Nothing is wider than the window. */
function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

/** Runs in the page: the words of what has the keyboard. */
function focused() {
  const element = document.activeElement;
  return element === document.body ? '' : element.innerText.replaceAll('\n', ' ');
}

/** Runs in the page: what each of 60 steps of scrolling costs, from the frame's beginning until its layout is done. */
async function scrollThrough() {
  const times = [];
  while (times.length < 60) {
    let start;
    window.requestAnimationFrame((now) => (start = Math.max(now, performance.now())));
    window.scrollBy(0, 400);
    window.dispatchEvent(new window.Event('scroll'));
    await new Promise((resolve) => window.requestAnimationFrame(resolve));
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times;
}

/** Runs in the page: milliseconds from a state's arrival to the frame that shows it. */
async function timeToPaint(state) {
  const start = performance.now();
  window.postMessage({ kind: 'state', state }, '*');
  const frame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
  while (document.querySelector('.row.statement') === null) await frame();
  await frame();
  return performance.now() - start;
}

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
