import type { ChangeOf } from '../../../schema/change';
import type { Constraint, Schema } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** 55000 «cannot update table because it does not have a replica identity and publishes updates». */
export const dropPrimaryKey = changeRule({
  id: 'drop-primary-key',
  title: 'Primary key dropped',
  category: 'constraint',
  severity: 'error',
  also: ['pgfence:drop-constraint', 'migrationpilot:MP055', 'diesel-guard:DropPrimaryKey'],
  on: ['drop-constraint'],
  check(change, context) {
    const known = primaryKey(context.schema, change, context);
    if (known?.name !== change.constraint || context.createdHere(change.table)) return undefined;
    if (context.madeHere(known.origin) || primaryKey(context.leaves, change, context) !== undefined) return undefined;
    const key = context.resolve(change.table);
    // A table that goes, or goes by another name, is another rule's affair.
    const left = context.leaves.relations.get(key);
    if (left?.kind !== 'table') return undefined;
    const name = plainName(key);
    return {
      message: left.constraints.some(({ kind }) => kind === 'unique')
        ? `UPDATE and DELETE of ${name} fail from now on while logical replication publishes it: a UNIQUE constraint does not tell its rows apart for it`
        : `Nothing keeps two rows of ${name} apart from now on, and while logical replication publishes it, UPDATE and DELETE fail`,
      help: 'Build the new key’s unique index with CONCURRENTLY first, and drop the old key and add the new one in one statement.',
      related: context.origin(known, `${known.name} was added here`),
    };
  },
});

function primaryKey(schema: Schema, { table }: ChangeOf<'drop-constraint'>, context: RuleContext): Constraint | undefined {
  const found = schema.relations.get(context.resolve(table));
  return found?.kind === 'table' ? found.constraints.find(({ kind }) => kind === 'primary-key') : undefined;
}
