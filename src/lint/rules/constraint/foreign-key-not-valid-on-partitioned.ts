import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** 42809 «cannot add NOT VALID foreign key on partitioned table», until 17. */
export const foreignKeyNotValidOnPartitioned = changeRule({
  id: 'foreign-key-not-valid-on-partitioned',
  title: 'NOT VALID foreign key on a partitioned table',
  category: 'constraint',
  severity: 'error',
  until: 17,
  also: [],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    const fails = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '42809');
    if (constraint.kind !== 'foreign-key' || !constraint.notValid || !fails) return undefined;
    const known = context.table(table);
    if (known?.partitionBy === undefined) return undefined;
    return {
      message: `Fails with 42809: before PostgreSQL 18 no foreign key of a partitioned table, such as ${plainName(known.key)}, can be NOT VALID`,
      help: 'Add it to each partition NOT VALID, validate those one by one, then add it to the partitioned table.',
      at: findWords(context.statement.text, ['not', 'valid'], constraint.at) ?? constraint.at,
      related: context.origin(known, `${plainName(known.key)} was created here`),
    };
  },
});
