import { comparesByCast } from '../../../effects/type-change';
import { typeText } from '../../../schema/types';
import { columnOf, type ConstraintMaker, constraintMakers, foreignKeysOf, type NewForeignKey } from '../../constraints-of';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** Between integers, and between strings, there are operators that compare the two as they are: those do no harm. */
export const foreignKeyTypeMismatch = changeRule({
  id: 'foreign-key-type-mismatch',
  title: 'Foreign key to a column of another type',
  category: 'constraint',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: constraintMakers,
  check(change, context) {
    return foreignKeysOf(change, context).flatMap((foreignKey) => mismatch(foreignKey, change, context) ?? []);
  },
});

function mismatch({ constraint, to }: NewForeignKey, change: ConstraintMaker, context: RuleContext): Report | undefined {
  const target = context.schema.relations.get(to);
  if (target?.kind !== 'table') return undefined;
  const named = constraint.references?.columns ?? [];
  const primary = target.constraints.find(({ kind }) => kind === 'primary-key');
  const columns = named.length > 0 ? named : (primary?.columns ?? []);
  const world = { schema: context.schema, searchPath: context.session.searchPath };
  for (const [index, column] of constraint.columns.entries()) {
    const own = columnOf(change, column, context)?.type;
    const other = target.columns.find(({ name }) => name === columns[index]);
    if (own === undefined || other === undefined || !comparesByCast(own, other.type, world)) continue;
    const table = plainName(context.resolve(change.table));
    return {
      message: `Each DELETE in ${plainName(to)} reads all of ${table}, whatever indexes it has: ${column} is ${typeText(own)} and is cast to the ${typeText(other.type)} of ${other.name}`,
      help: `Give ${column} the type ${typeText(other.type)}.`,
      at: constraint.at,
      related: context.origin(other, `${other.name} was given its type here`),
    };
  }
  return undefined;
}
