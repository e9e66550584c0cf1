import type { Change } from '../../../schema/change';
import type { ConstraintDefinition } from '../../../schema/definitions';
import type { Name, PartitionKey } from '../../../schema/schema';
import { lacksPartitionKey } from '../../../effects/keys';
import { quoteIdentifier } from '../../../sql/quote';
import { indexAt, insideParens, tokenize } from '../../../sql/ranges';
import type { Span } from '../../../sql/span';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS */
export const partitionKeyNotInUnique = changeRule({
  id: 'partition-key-not-in-unique',
  title: 'Key of a partitioned table without its partition key',
  category: 'partition',
  severity: 'error',
  also: ['migrationpilot:MP049'],
  on: ['create-table', 'add-constraint', 'create-index'],
  check(change, context) {
    const isRefused = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '0A000');
    const found = isRefused ? keyOf(change, context) : undefined;
    if (found === undefined) return undefined;
    const { by, columns, what, at } = found;
    const missing = by.columns.filter((each) => !columns.includes(each));
    const table = plainName(context.resolve(found.table));
    return {
      message:
        by.hasExpressions === true
          ? `Always fails with 0A000: ${table} is partitioned by an expression, so it can have no ${what}`
          : `Always fails with 0A000: the ${what} of ${table} lacks ${enumerate(missing)}, which ${table} is partitioned by`,
      help:
        by.hasExpressions === true
          ? 'Give each partition one of its own.'
          : 'Each partition can only watch over its own rows: a key must have all columns of the partition key.',
      at,
      related: context.origin(context.table(found.table), `${table} was created here`),
      fixes: by.hasExpressions === true || found.listEnd === undefined ? [] : [append(missing, found.listEnd, context)],
    };
  },
});

interface NarrowKey {
  readonly table: Name;
  readonly by: PartitionKey;
  readonly columns: readonly string[];
  /** What it is called. */
  readonly what: string;
  readonly at: Span;
  /** Where its list of columns ends, if it has one. */
  readonly listEnd?: number;
}

function keyOf(change: Change, context: RuleContext): NarrowKey | undefined {
  switch (change.kind) {
    case 'create-table': {
      const own = change.columns.flatMap(({ constraints }) => constraints.map((each) => ({ each, isListed: false })));
      const all = [...own, ...change.constraints.map((each) => ({ each, isListed: true }))];
      const narrow = all.find(({ each }) => isKey(each) && lacksPartitionKey(change.partitionBy, each.columns));
      const by = change.partitionBy;
      return narrow && by && constraintKey(change.table, by, { ...narrow, context });
    }
    case 'add-constraint': {
      const by = context.table(change.table)?.partitionBy;
      const { constraint: each } = change;
      if (by === undefined || !isKey(each) || !lacksPartitionKey(by, each.columns)) return undefined;
      return constraintKey(change.table, by, { each, isListed: each.usingIndex === undefined, context });
    }
    case 'create-index': {
      const by = context.table(change.table)?.partitionBy;
      const columns = change.columns.flatMap((each) => ('column' in each ? [each.column] : []));
      if (!change.unique || change.concurrently || by === undefined || !lacksPartitionKey(by, columns)) return undefined;
      const listEnd = change.columns.at(-1)?.at?.end;
      const at = findWords(context.statement.text, ['unique', 'index'], change.at) ?? change.at;
      return { table: change.table, by, columns, what: 'unique index', at, ...(listEnd !== undefined && { listEnd }) };
    }
    default:
      return undefined;
  }
}

function isKey({ kind }: ConstraintDefinition): boolean {
  return kind === 'primary-key' || kind === 'unique';
}

function constraintKey(
  table: Name,
  by: PartitionKey,
  { each, isListed, context }: { readonly each: ConstraintDefinition; readonly isListed: boolean; readonly context: RuleContext },
): NarrowKey {
  const it = tokenize(context.statement.text);
  const list = isListed ? insideParens(it, indexAt(it, each.at.start)) : undefined;
  const what = each.kind === 'unique' ? 'unique constraint' : 'primary key';
  return { table, by, columns: each.columns, what, at: each.at, ...(list && { listEnd: list.end }) };
}

function append(columns: readonly string[], at: number, context: RuleContext): Fix {
  const text = columns.map((each) => `, ${quoteIdentifier(each)}`).join('');
  return {
    title: `Add ${enumerate(columns)} to the key`,
    edits: [context.replace({ start: at, end: at }, text)],
    preferred: true,
    safe: false,
  };
}
