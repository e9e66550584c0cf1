import type { OpenOptions } from '../system/open-engine';
import type { Engine } from '../workspace/engine';

/** Opens the engine of one workspace folder. The engine is a bundle of its own, loaded by the first call. */
export async function loadEngine(options: OpenOptions): Promise<Engine> {
  const { openEngine } = await import('../system/open-engine');
  return openEngine(options);
}
