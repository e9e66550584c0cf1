/** Prediction against measurement at length, for scripts/compare-effects.mjs. */
import { type Chain, chainsOf } from '../folders';
import { type Major, startServer } from '../servers';
import { compareGenerated } from './generated';
import { reader, type Trial } from './harness';
import { chainsOfPages } from './pages';
import { replay } from './replay';
import { count, newTally, summary, summed, type Tally } from './tally';

export interface Wanted {
  readonly folders: readonly string[];
  /** Plain files in natural order, where no convention is to be asked. */
  readonly glob?: string;
  /** The examples of the rules' pages. */
  readonly pages: boolean;
  readonly generated?: { readonly statements: number; readonly seed: number };
  readonly majors: readonly Major[];
  /** Whether each thing that is unknown is told, not only how much. */
  readonly isVerbose: boolean;
}

/** Tells differences and figures line by line; true where nothing differs. */
export async function compareEffects(wanted: Wanted, tell: (line: string) => void): Promise<boolean> {
  const tallies: Tally[] = [];
  for (const major of wanted.majors) {
    if (wanted.generated !== undefined) {
      const { statements, seed } = wanted.generated;
      const tally = await compareGenerated(major, statements, seed);
      report(`generated from seed ${seed}, PostgreSQL ${major}`, tally);
    }
    if (wanted.pages) report(`pages of rules, PostgreSQL ${major}`, await all(chainsOfPages(await reader), major));
    for (const folder of wanted.folders) {
      const chains = await chainsOf(folder, await reader, wanted.glob);
      if (chains.length === 0) tell(`${folder}: no migrations are recognised; try --glob.`);
      for (const chain of chains) report(`${chain.title}, PostgreSQL ${major}`, await all([chain], major));
    }
  }
  const sum = summed(tallies);
  tell(`\nall together, ${sum.differences.length} differ\n${summary(sum)}`);
  return sum.differences.length === 0;

  function report(title: string, tally: Tally): void {
    tallies.push(tally);
    tell(`\n${title}\n${tally.differences.map((each) => `  ${each}\n`).join('')}${summary(tally)}`);
  }

  async function all(chains: readonly Chain[], major: Major): Promise<Tally> {
    const tally = newTally();
    // Roles belong to a server, so what makes some has one to itself.
    const server = await startServer(major);
    try {
      for (const chain of chains) {
        await replay(server, chain, {
          fills: true,
          tell(trial, path) {
            const before = tally.differences.length;
            count(tally, trial);
            if (tally.differences.length > before)
              tally.differences[before] = `${tally.differences[before] ?? ''}\n    (${chain.title} ${path})`;
            if (wanted.isVerbose) for (const why of unknownOf(trial)) tell(`  ${path}: ${why}`);
          },
        });
      }
    } finally {
      await server.stop();
    }
    return tally;
  }
}

function unknownOf({ sql, predicted }: Trial): readonly string[] {
  const text = sql.replace(/\s+/g, ' ').slice(0, 100);
  return predicted.flatMap((effect) => (effect.kind === 'unknown' ? [`unknown ${effect.aspect}: ${effect.why}: ${text}`] : []));
}
