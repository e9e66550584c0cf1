import { chanceOf } from './chance';
import { statementOf } from './statements';
import { makeCatalog } from './tables';

/** A schema and statements made by chance: the same seed makes the same ones. */
export interface Generated {
  readonly setup: string;
  /** Each is run in a transaction of its own, which is rolled back. */
  readonly chains: readonly (readonly string[])[];
}

/** A schema of some tables, all filled, and transactions of one to four statements over it, some with a savepoint. */
export function generate(seed: number, size: { readonly tables: number; readonly chains: number }): Generated {
  const chance = chanceOf(seed);
  const catalog = makeCatalog(chance, size.tables);
  const chains = Array.from({ length: size.chains }, () => {
    if (chance.is(0.7)) return [statementOf(chance, catalog)];
    const several = Array.from({ length: 2 + chance.below(3) }, () => statementOf(chance, catalog));
    if (!chance.is(0.2)) return several;
    return ['SAVEPOINT before', several[0]!, chance.pick(['ROLLBACK TO before', 'RELEASE before']), ...several.slice(1)];
  });
  return { setup: catalog.setup, chains };
}
