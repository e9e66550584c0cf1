import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-set-constraints.html */
export const alterConstraintDeferrability = changeRule({
  id: 'alter-constraint-deferrability',
  title: 'Foreign key made deferrable, deferred or neither',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['alter-constraint'],
  concerns: ({ deferrable }) => deferrable !== undefined,
  check({ table, constraint, deferrable, initiallyDeferred }, context) {
    const key = context.resolve(table);
    if (!context.harmful('lock').some(({ on }) => on === key)) return undefined;
    const known = context.table(table)?.constraints.find(({ name }) => name === constraint);
    if (known?.deferrable === deferrable && known?.initiallyDeferred === initiallyDeferred) return undefined;
    const then =
      initiallyDeferred === true
        ? `from then on a row without its partner is refused by COMMIT, where code that handles 23503 does not look for it`
        : deferrable === true
          ? `from then on a transaction may put the check of ${constraint} off until it commits`
          : `from then on SET CONSTRAINTS ${constraint} DEFERRED fails with 42809`;
    return {
      message: `Blocks all reads and writes of ${plainName(key)} while it waits for the queries that run there to end; ${then}`,
      help: 'Set a lock_timeout, and see that code which writes there expects the error where it comes.',
      related: context.origin(known, `${constraint} was added here`),
    };
  },
});
