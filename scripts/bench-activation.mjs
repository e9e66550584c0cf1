// Measures the activation of the extension, each in an extension host of its own. Needs `build.mjs --production --tests`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copySample, installHost, openBrowser, root, startServer, temporaryFolder } from './host.mjs';

/**
 * Activates `times` times. Of this many: the medians of loading the code and of running `activate`, in milliseconds, as
 * VS Code itself marks them (it counts whole ones).
 * @returns {Promise<{ readonly load: number, readonly activate: number }>}
 */
export async function measureActivation(times) {
  installHost();
  const folder = temporaryFolder('bench');
  const workspace = copySample();
  const out = join(folder.path, 'times.jsonl');
  const server = await startServer({ env: { BENCH_OUT: out } });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    let end;
    await page.exposeFunction('codeAutomationExit', (code) => end(code));
    const entry = server.remote(join(root, 'dist', 'test', 'suite', 'bench-activation.js'));
    const url = server.url({ folder: workspace.path, develop: true, payload: [['extensionTestsPath', entry]] });
    for (let time = 0; time < times; time++) {
      const code = new Promise((resolve, reject) => {
        end = resolve;
        setTimeout(() => reject(new Error('No activation within 60 s.')), 60_000).unref();
      });
      await page.goto(url);
      if ((await code) !== 0) throw new Error('The extension could not be activated.');
    }
  } finally {
    await browser.close();
    await server.stop();
    workspace.remove();
  }
  const rows = existsSync(out) ? readFileSync(out, 'utf8').trim().split('\n') : [];
  folder.remove();
  if (rows.length !== times) throw new Error(`${rows.length} of ${times} activations were measured.`);
  const measured = rows.map((row) => JSON.parse(row));
  return { load: median(measured.map(({ load }) => load)), activate: median(measured.map(({ activate }) => activate)) };
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { load, activate } = await measureActivation(Number(process.argv[2] ?? 10));
  console.log(`load ${load.toFixed(1)} ms, activate ${activate.toFixed(1)} ms (medians)`);
}
