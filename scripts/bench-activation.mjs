// Measures the activation of the extension, each in an extension host of its own. Needs `build.mjs --production --tests`.
import { fileURLToPath } from 'node:url';
import { measureInHost, median } from './bench-host.mjs';
import { copySample } from './host.mjs';

/**
 * Activates `times` times. Of this many: the medians of loading the code and of running `activate`, in milliseconds, as
 * VS Code itself marks them (it counts whole ones).
 * @returns {Promise<{ readonly load: number, readonly activate: number }>}
 */
export async function measureActivation(times) {
  const workspace = copySample();
  try {
    const measured = await measureInHost('bench-activation', workspace.path, times);
    return { load: median(measured.map(({ load }) => load)), activate: median(measured.map(({ activate }) => activate)) };
  } finally {
    workspace.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { load, activate } = await measureActivation(Number(process.argv[2] ?? 10));
  console.log(`load ${load.toFixed(1)} ms, activate ${activate.toFixed(1)} ms (medians)`);
}
