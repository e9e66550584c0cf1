import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

export const vacuumFull = changeRule({
  id: 'vacuum-full',
  title: 'VACUUM FULL',
  category: 'maintenance',
  severity: 'error',
  also: [
    'squawk:prefer-repack',
    'postgres-language-server:banVacuumFull',
    'pgfence:vacuum-full',
    'migrationpilot:MP006',
    'pgsafe:vacuum-full-cluster',
    'pg-migration-lint:PGM021',
    'pgrubic:vacuum-full',
  ],
  on: ['vacuum'],
  concerns: ({ full }) => full,
  check({ tables }, context) {
    const copied = context.harmful('rewrite').map(({ on }) => plainName(on));
    if (copied.length === 0 && (tables.length > 0 || context.inTransaction)) return undefined;
    const all = copied.length === 0 ? 'one table of the database after the other' : `all of ${enumerate(copied)}`;
    return {
      message: `Copies ${all} into a new file, and blocks reads and writes meanwhile`,
      help: 'Plain VACUUM lets the room be used again and blocks nobody; pg_repack shrinks a table while it is in use.',
    };
  },
});
