// Runs an entry in fresh extension hosts, one after another. Needs `build.mjs --production --tests`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installHost, openBrowser, root, startServer, temporaryFolder } from './host.mjs';

/**
 * Opens `workspace` so many times and has `entry`, a module of test/suite, measure each time.
 * @returns {Promise<readonly Record<string, number>[]>} what the entry appended to `BENCH_OUT`, line by line
 */
export async function measureInHost(entry, workspace, times) {
  installHost();
  const folder = temporaryFolder('bench');
  const out = join(folder.path, 'times.jsonl');
  const server = await startServer({ env: { BENCH_OUT: out } });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    let end;
    await page.exposeFunction('codeAutomationExit', (code) => end(code));
    const script = server.remote(join(root, 'dist', 'test', 'suite', `${entry}.js`));
    const url = server.url({ folder: workspace, develop: true, payload: [['extensionTestsPath', script]] });
    for (let time = 0; time < times; time++) {
      const code = new Promise((resolve, reject) => {
        end = resolve;
        setTimeout(() => reject(new Error(`${entry} did not end within 60 s.`)), 60_000).unref();
      });
      await page.goto(url);
      if ((await code) !== 0) throw new Error(`${entry} failed.`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  const rows = existsSync(out) ? readFileSync(out, 'utf8').trim().split('\n') : [];
  folder.remove();
  if (rows.length !== times) throw new Error(`${rows.length} of ${times} runs of ${entry} were measured.`);
  return rows.map((row) => JSON.parse(row));
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
