// How fast the panel shows a run of 2,000 statements, and scrolls through it, in a browser.
import { openBrowser } from './host.mjs';
import { openPanel, servePanel } from '../test/ui/panel-page.mjs';
import { longRun } from '../test/ui/panel-states.mjs';

/** Milliseconds until a first state is painted (the least of 5 pages), and what a frame of scrolling costs (the median). */
export async function measurePanel() {
  const server = await servePanel();
  const browser = await openBrowser();
  const state = longRun(2000);
  const paints = [];
  let frames = [];
  for (let pages = 0; pages < 5; pages++) {
    const { page, close } = await openPanel(browser, server.url);
    paints.push(await page.evaluate(timeToPaint, state));
    frames = await page.evaluate(scrollThrough);
    await close();
  }
  await browser.close();
  await server.close();
  return { paint: Math.min(...paints), frame: frames.sort((a, b) => a - b)[Math.floor(frames.length / 2)] };
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
