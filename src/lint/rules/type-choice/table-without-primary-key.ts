import type { ChangeOf } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** 55000 «cannot update table because it does not have a replica identity and publishes updates». */
export const tableWithoutPrimaryKey = changeRule({
  id: 'table-without-primary-key',
  title: 'Table without a primary key',
  category: 'type-choice',
  severity: 'warning',
  preset: 'strict',
  upOnly: true,
  also: ['migrationpilot:MP045', 'pgsafe:require-primary-key'],
  on: ['create-table'],
  check(change, context) {
    if (isSpared(change, context) || hasKey(change) || getsKey(change, context)) return undefined;
    return {
      message: `No row of ${plainName(context.resolve(change.table))} can be told from another: UPDATE and DELETE fail with 55000 once the table is published for replication`,
      help: 'Give it a primary key, be it a number of its own.',
      at: { start: 0, end: /^[^(]*?(?=\s*(?:\(|$))/.exec(context.statement.text)?.[0].length ?? change.at.end },
    };
  },
});

/** What has its key from elsewhere, keeps no rows, or is not for long. */
function isSpared(change: ChangeOf<'create-table'>, context: RuleContext): boolean {
  return (
    change.persistence !== 'permanent' ||
    change.foreign ||
    change.partitionOf !== undefined ||
    change.inherits.length > 0 ||
    change.like.some(({ including }) => including.includes('indexes')) ||
    // From a query, or of a type.
    (change.columns.length === 0 && change.like.length === 0) ||
    (change.ifNotExists && context.schema.relations.has(context.resolve(change.table)))
  );
}

function hasKey({ constraints, columns }: ChangeOf<'create-table'>): boolean {
  return [...constraints, ...columns.flatMap((column) => column.constraints)].some(({ kind }) => kind === 'primary-key');
}

/** Dumps give every table its key further down. */
function getsKey({ table }: ChangeOf<'create-table'>, context: RuleContext): boolean {
  const key = context.resolve(table);
  return context.later().some((statement) =>
    changesOf(statement).some((change) => {
      if (change.kind === 'drop-table') return context.resolve(change.table) === key;
      if (change.kind === 'add-constraint') {
        return change.constraint.kind === 'primary-key' && context.resolve(change.table) === key;
      }
      return (
        change.kind === 'add-column' &&
        context.resolve(change.table) === key &&
        change.column.constraints.some(({ kind }) => kind === 'primary-key')
      );
    }),
  );
}
