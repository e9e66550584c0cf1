import { type Major } from '../servers';
import { generate } from './generate/generate';
import { bench } from './harness';
import { count, newTally, type Tally } from './tally';

/** Compares at least so many generated statements on one version, schema after schema, from a seed on. */
export async function compareGenerated(major: Major, wanted: number, seed: number): Promise<Tally> {
  const tally = newTally();
  for (let next = seed; tally.trials < wanted; next += 1) {
    const { setup, chains } = generate(next, { tables: 6, chains: 60 });
    const it = await bench(major, setup);
    try {
      for (const statements of chains) {
        for (const [nth, trial] of (await it.chain(statements)).entries()) {
          const known = tally.differences.length;
          count(tally, trial);
          if (tally.differences.length === known) continue;
          const after = statements.slice(0, nth).map((each) => `; after ${each}`);
          tally.differences[known] = `${tally.differences[known] ?? ''}\n    (seed ${next}${after.join('')})`;
        }
      }
    } finally {
      await it.close();
    }
  }
  return tally;
}
