// How fast the panel shows a run of 2,000 statements, and scrolls through it: alone in a browser, and within VS Code.
import { openBrowser } from './host.mjs';
import { openPanel, servePanel } from '../test/ui/panel-page.mjs';
import { longRun } from '../test/ui/panel-states.mjs';
import { openWorkbench } from '../test/ui/workbench.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * In a browser alone, in milliseconds. `firstPaint` is from the page's first byte asked for until its rows are painted, where
 * the state comes as soon as it is asked for (the median of 7 pages); `repaint` from another state's arrival until the rows
 * are painted (the same); `frames` are the intervals between frames while it is scrolled without a pause, `work` what the
 * panel itself takes of each.
 */
export async function measurePanel() {
  const server = await servePanel();
  const browser = await openBrowser();
  const state = longRun(2000);
  const [firstPaints, repaints, frames, work] = [[], [], [], []];
  for (let pages = 0; pages < 7; pages++) {
    const { page, load, close } = await openPanel(browser, server.url);
    await page.addInitScript(answerAtOnce, state);
    await load();
    firstPaints.push(await page.evaluate(timeUntilRows));
    repaints.push(await page.evaluate(timeToRepaint, longRun(1990)));
    const scrolled = await page.evaluate(scrollThrough);
    frames.push(...scrolled.frames);
    work.push(...scrolled.work);
    await close();
  }
  await browser.close();
  await server.close();
  return { firstPaint: median(firstPaints), repaint: median(repaints), frames, work };
}

/** Within VS Code, in milliseconds: from the beginning of the panel's page until the browser painted it first (of 5, the median). */
export async function measurePanelInWindow() {
  const code = await openWorkbench();
  const paints = [];
  try {
    await code.openFile('booking_search.up.sql');
    for (let times = 0; times < 5; times++) {
      await code.command('Lockkeeper: Open Report');
      await code.panel.locator('.verdict h2').waitFor();
      paints.push(await code.panel.locator('main').evaluate(firstPaintOfPage));
      await code.page.locator('.tab', { hasText: 'Lockkeeper' }).getByRole('button', { name: /Close/ }).click();
      await code.page.locator('iframe.webview').waitFor({ state: 'detached' });
    }
  } finally {
    await code.close();
  }
  return median(paints);
}

/** Runs in the page before its scripts: who asks for a state gets it. */
function answerAtOnce(state) {
  const { acquireVsCodeApi } = window;
  window.acquireVsCodeApi = () => {
    const host = acquireVsCodeApi();
    const postMessage = (message) => {
      host.postMessage(message);
      if (message.kind === 'ready') window.postMessage({ kind: 'state', state }, '*');
    };
    return { ...host, postMessage };
  };
  window.rowsPainted = new Promise((resolve) => {
    const look = () => {
      const isThere = document.querySelector('.row.statement') !== null;
      // The frame after the one that put them there.
      window.requestAnimationFrame(isThere ? () => resolve(performance.now()) : look);
    };
    window.requestAnimationFrame(look);
  });
}

/** Runs in the page: milliseconds from its first byte asked for until the frame that shows its rows. */
function timeUntilRows() {
  return window.rowsPainted;
}

/** Runs in the page: milliseconds from a state's arrival to the frame that shows it. */
async function timeToRepaint(state) {
  const start = performance.now();
  const frame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
  const before = document.querySelector('.timeline .quiet').textContent;
  window.postMessage({ kind: 'state', state }, '*');
  while (document.querySelector('.timeline .quiet').textContent === before) await frame();
  await frame();
  return performance.now() - start;
}

/** Runs in the page: milliseconds between 200 frames in which it is scrolled, and what scripts and layout take of each. */
async function scrollThrough() {
  const frames = [];
  const work = [];
  const frame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
  let last = await frame();
  while (frames.length < 200) {
    const start = performance.now();
    window.scrollBy(0, 180);
    window.dispatchEvent(new window.Event('scroll'));
    const now = await frame();
    // Behind the panel's own work for this frame, which asked for it earlier.
    document.body.getBoundingClientRect();
    work.push(performance.now() - Math.max(start, now));
    frames.push(now - last);
    last = now;
  }
  return { frames, work };
}

/** Runs in the page: milliseconds from its beginning until the browser first painted something of it. */
function firstPaintOfPage() {
  return performance.getEntriesByName('first-contentful-paint')[0].startTime;
}
