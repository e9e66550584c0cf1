import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ALTER-CONSTRAINT */
export const alterConstraintEnforced = changeRule({
  id: 'alter-constraint-enforced',
  title: 'Foreign key made ENFORCED',
  category: 'constraint',
  severity: 'warning',
  since: 18,
  also: [],
  on: ['alter-constraint'],
  check({ table, constraint, enforced }, context) {
    if (enforced !== true || context.harmful('fk-check').length === 0) return undefined;
    const key = context.resolve(table);
    const known = context.table(table)?.constraints.find(({ name }) => name === constraint);
    const partner = known?.references?.table;
    const also = partner === undefined || partner === key ? '' : `, and all writes to ${plainName(partner)},`;
    const checked = also === '' ? ' while every row is checked' : ` while every row of ${plainName(key)} is checked`;
    return {
      message: `Blocks all reads and writes of ${plainName(key)}${also}${checked}`,
      help: 'Drop it and add it again NOT VALID, which is instant, then VALIDATE CONSTRAINT in a later transaction.',
      related: context.origin(known, `${constraint} was added here`),
    };
  },
});
