import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

export const cluster = changeRule({
  id: 'cluster',
  title: 'CLUSTER',
  category: 'maintenance',
  severity: 'error',
  also: [
    'squawk:prefer-repack',
    'migrationpilot:MP032',
    'pgsafe:vacuum-full-cluster',
    'pg-migration-lint:PGM018',
    'pgrubic:cluster',
  ],
  on: ['cluster'],
  check({ table }, context) {
    const copied = context.harmful('rewrite').map(({ on }) => plainName(on));
    if (copied.length === 0 && (table !== undefined || context.inTransaction)) return undefined;
    const all = copied.length === 0 ? 'one table of the database after the other' : `all of ${enumerate(copied)}`;
    return {
      message: `Copies ${all} in the order of an index, and blocks reads and writes meanwhile`,
      help: 'pg_repack can order a table by an index while it is in use. Rows that come later are not kept in order either way.',
    };
  },
});
