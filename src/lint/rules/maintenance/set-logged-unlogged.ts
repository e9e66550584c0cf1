import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const setLoggedUnlogged = changeRule({
  id: 'set-logged-unlogged',
  title: 'SET LOGGED or SET UNLOGGED',
  category: 'maintenance',
  severity: 'error',
  also: ['pgfence:set-logged-unlogged', 'migrationpilot:MP047', 'pgsafe:set-logged-unlogged', 'atlas:PG307'],
  on: ['set-persistence'],
  check({ table, persistence }, context) {
    if (context.harmful('rewrite').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    const loss = persistence === 'unlogged' ? '; from then on a crash empties it, and replicas do not have it' : '';
    return {
      message: `Rewrites all of ${name} and blocks its reads and writes meanwhile${loss}`,
      help: 'Create a new table as it should be, copy the rows in batches, and exchange the two.',
      related: context.origin(context.table(table), `${name} was created here`),
    };
  },
});
