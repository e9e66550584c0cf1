import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** The triggers on both ends go: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
export const dropForeignKeyLocksBoth = changeRule({
  id: 'drop-foreign-key-locks-both',
  title: 'Foreign key dropped, which locks both tables',
  category: 'constraint',
  severity: 'warning',
  also: ['pgfence:drop-constraint', 'pgsafe:drop-constraint'],
  on: ['drop-constraint'],
  once: true,
  check({ table, constraint }, context) {
    const key = context.resolve(table);
    const known = context.table(table)?.constraints.find(({ name }) => name === constraint);
    const { lockTimeout = 0 } = context.session;
    // With a limit to its waiting it does what was meant, and nothing worse.
    if (known?.kind !== 'foreign-key' || lockTimeout > 0) return undefined;
    const locked = [...new Set(context.harmful('lock').map(({ on }) => on))];
    if (locked.every((on) => on === key)) return undefined;
    const them = locked.length === 1 ? 'it' : locked.length === 2 ? 'both' : 'them';
    return {
      message: `Waits for an ACCESS EXCLUSIVE lock on ${enumerate(locked.map(plainName))}, and all reads and writes of ${them} wait with it, without limit`,
      help: 'Set lock_timeout to a few seconds, do nothing else in the transaction, and run the migration again when it fails.',
      related: context.origin(known, `${constraint} was added here`),
    };
  },
});
