import type { Constraint, Key, Table } from '../../../schema/schema';
import { provesNotNull } from '../../../effects/proofs';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { uniqueIndexes } from './unique-indexes';

/** Foreign keys and primary keys have rules of their own, which say more. */
export const dropConstraint = changeRule({
  id: 'drop-constraint',
  title: 'Constraint dropped',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  also: ['pgfence:drop-constraint', 'pgsafe:drop-constraint'],
  on: ['drop-constraint'],
  check({ table, constraint }, context) {
    const owner = context.table(table);
    const known = owner?.constraints.find(({ name }) => name === constraint);
    if (owner === undefined || known === undefined || context.createdHere(table) || context.madeHere(known.origin)) {
      return undefined;
    }
    if (!['unique', 'check', 'exclude'].includes(known.kind) || isReplaced(known, owner.key, context)) return undefined;
    if (isSpare(known, owner)) return undefined;
    return {
      message: `${plainName(owner.key)} takes rows from now on that ${constraint} has kept out, and adding it again checks all of them`,
      help: 'First release code that does not count on it.',
      related: context.origin(known, `${constraint} was added here`),
    };
  },
});

/** The script leaves the table with another constraint of the kind that it has made, or without the table. */
function isReplaced({ kind }: Constraint, key: Key, context: RuleContext): boolean {
  const { leaves } = context;
  const left = leaves.relations.get(key);
  if (left?.kind !== 'table' || left.constraints.some((each) => each.kind === kind && context.madeHere(each.origin))) return true;
  return kind === 'unique' && uniqueIndexes(leaves, key).some(({ origin }) => context.madeHere(origin));
}

/** CHECK (column IS NOT NULL) is of no more use once the column is NOT NULL itself. */
function isSpare(known: Constraint, table: Table): boolean {
  const [column] = known.columns;
  if (known.kind !== 'check' || column === undefined || known.columns.length > 1) return false;
  const isProof = provesNotNull({ ...table, constraints: [{ ...known, validated: true }] }, column);
  return isProof && table.columns.some(({ name, notNull }) => name === column && notNull);
}
