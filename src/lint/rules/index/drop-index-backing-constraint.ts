import type { ChangeOf } from '../../../schema/change';
import type { Constraint, Index } from '../../../schema/schema';
import { partsOf } from '../../../schema/names';
import { quoteIdentifier, quoteName } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** 2BP01, which CASCADE does not help: the index goes with what needs it, not the other way round. */
export const dropIndexBackingConstraint = changeRule({
  id: 'drop-index-backing-constraint',
  title: 'Index dropped that a constraint needs',
  category: 'index',
  severity: 'error',
  also: ['migrationpilot:MP097'],
  on: ['drop-index'],
  check(change, context) {
    const index = context.index(change.index);
    // What CONCURRENTLY never takes has a rule of its own.
    if (index === undefined || (change.concurrently && (change.cascade || change.count > 1))) return undefined;
    if (index.partitionOf !== undefined) {
      const whole = context.schema.relations.get(index.partitionOf);
      const name = partsOf(index.partitionOf).name;
      return {
        message: `Always fails with 2BP01: ${change.index.name} is a part of ${name}, the index of the whole partitioned table`,
        help: `Drop ${name}, and its parts go with it.`,
        at: change.nameAt,
        related: context.origin(whole, `${name} was created here`),
      };
    }
    const owner = context.tableAt(index.table)?.constraints.find((each) => each.index === index.key);
    if (owner === undefined) return undefined;
    const table = plainName(index.table);
    return {
      message: `Always fails with 2BP01: constraint ${owner.name} of ${table} needs its index`,
      help: `ALTER TABLE ${table} DROP CONSTRAINT ${owner.name} takes the index with it.`,
      at: change.nameAt,
      related: context.origin(owner, `${owner.name} was added here`),
      fixes: fixes(change, { index, owner }, context),
    };
  },
});

function fixes(
  { index: name, ifExists, cascade, count, at }: ChangeOf<'drop-index'>,
  { index, owner }: { readonly index: Index; readonly owner: Constraint },
  context: RuleContext,
): readonly Fix[] {
  const isReferenced = [...context.schema.relations.values()].some(
    (each) => each.kind === 'table' && each.constraints.some(({ references }) => references?.table === index.table),
  );
  // To drop a primary key is not to be one click: it has a rule of its own.
  if (count > 1 || cascade || isReferenced || owner.kind === 'primary-key') return [];
  const { schema, name: table } = partsOf(index.table);
  const altered = quoteName(name.schema === undefined ? { name: table } : { schema, name: table });
  const sql = (words: string): string => keywords(context.statement.text, words);
  const drop = `${sql('ALTER TABLE')} ${altered} ${sql(ifExists ? 'DROP CONSTRAINT IF EXISTS' : 'DROP CONSTRAINT')} ${quoteIdentifier(owner.name)}`;
  return [{ title: `Drop constraint ${owner.name} instead`, edits: [context.replace(at, drop)], preferred: true, safe: false }];
}
