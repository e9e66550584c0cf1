import type { ChangeOf } from '../../../schema/change';
import { columnText, indexesOf } from '../../../schema/apply/index';
import { partsOf } from '../../../schema/names';
import type { Index } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';

export const redundantIndex = changeRule({
  id: 'redundant-index',
  title: 'Index that another one contains',
  category: 'index',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['migrationpilot:MP100'],
  on: ['create-index'],
  check(change, context) {
    if (change.method !== 'btree') return undefined;
    // With NULLS NOT DISTINCT it refuses other rows than the same index without.
    if (change.unique && findWords(context.statement.text, ['not', 'distinct'], change.at) !== undefined) return undefined;
    const own = asIndex(change);
    const others = lasting(change, context);
    const wider = others.find((each) => covers(each, own));
    const narrower = wider === undefined ? others.find((each) => covers(own, each) && !isConstraint(each, context)) : undefined;
    const other = wider ?? narrower;
    if (other === undefined) return undefined;
    const name = partsOf(other.key).name;
    const isSame = other.columns.length === own.columns.length;
    return {
      message: isSame
        ? `Every write maintains the same index twice: ${name} has these columns already`
        : wider === undefined
          ? `Every write maintains ${name}, too, which this index contains`
          : `Every write maintains this index, too, which ${name} contains: that begins with the same columns`,
      help:
        wider === undefined && !isSame ? `Drop ${name} once this one is built.` : `Leave it out, and let queries use ${name}.`,
      at: { start: 0, end: change.indexWordAt.end },
      related: context.origin(other, `${name} was created here`),
    };
  },
});

type Compared = Pick<Index, 'method' | 'unique' | 'columns' | 'include' | 'manners' | 'predicate'>;

function asIndex({ method, unique, columns, include, predicate }: ChangeOf<'create-index'>): Compared {
  return {
    ...{ method, unique, include, columns: columns.map(columnText), manners: columns.map(({ manner = '' }) => manner) },
    ...(predicate && { predicate }),
  };
}

/** Indexes of the table that are there already, and stay. */
function lasting({ table, index }: ChangeOf<'create-index'>, context: RuleContext): readonly Index[] {
  const { leaves, finally: last } = context;
  const key = context.resolve(table);
  const isGone = (each: Index): boolean =>
    !leaves.relations.has(each.key) || (last.relations.has(key) && !last.relations.has(each.key));
  return indexesOf(context.schema, key).filter((each) => partsOf(each.key).name !== index && !isGone(each));
}

/** Whether every query that one index serves, and every row that it refuses, the other one does too. */
function covers(big: Compared, small: Compared): boolean {
  if (big.method !== 'btree' || small.method !== 'btree' || big.predicate?.text !== small.predicate?.text) return false;
  if (small.unique && !(big.unique && big.columns.length === small.columns.length)) return false;
  const held = new Set([...big.columns, ...big.include]);
  return (
    small.columns.every(
      (each, nth) => big.columns[nth] === each && (big.manners?.[nth] ?? '') === (small.manners?.[nth] ?? ''),
    ) && small.include.every((each) => held.has(each))
  );
}

function isConstraint(index: Index, context: RuleContext): boolean {
  return context.tableAt(index.table)?.constraints.some((each) => each.index === index.key) === true;
}
