import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or less if the run is cancelled meanwhile. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
