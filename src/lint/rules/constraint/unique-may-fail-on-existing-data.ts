import type { Key } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';
import { uniqueIndexes } from './unique-indexes';

/** 23505 «could not create unique index … Key (…) is duplicated», known only when the rows have been read. */
export const uniqueMayFailOnExistingData = changeRule({
  id: 'unique-may-fail-on-existing-data',
  title: 'UNIQUE over rows that are there already',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['create-index', 'add-constraint'],
  check(change, context) {
    const mayFail = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '23505');
    if (!mayFail || context.harmful('index-build').length === 0) return undefined;
    const isIndex = change.kind === 'create-index';
    const columns = isIndex
      ? change.columns.map((each) => ('column' in each ? each.column : `(${each.expression.text})`))
      : change.constraint.columns;
    // What this migration has added is not filled yet, or it knows with what.
    const isNew = (name: string): boolean => {
      const known = context.column(change.table, name);
      return known !== undefined && context.madeHere(known.origin);
    };
    const predicate = isIndex ? change.predicate : undefined;
    const key = context.resolve(change.table);
    if (columns.length === 0 || columns.some(isNew) || isUniqueAlready(key, columns, context)) return undefined;
    const isConcurrent = isIndex && change.concurrently;
    const name = plainName(key);
    const where = predicate === undefined ? '' : ` where ${predicate.text}`;
    return {
      message: `Fails with 23505 if two rows of ${name} have the same ${enumerate(columns)}${where}${isConcurrent ? ', and leaves an INVALID index behind' : ''}`,
      help: `Look first: SELECT ${columns.join(', ')} FROM ${name} WHERE ROW(${columns.join(', ')}) IS NOT NULL${predicate === undefined ? '' : ` AND (${predicate.text})`} GROUP BY ${columns.map((_, index) => index + 1).join(', ')} HAVING count(*) > 1.`,
      at: isIndex ? { start: 0, end: change.indexWordAt.end } : change.constraint.at,
    };
  },
});

/** Whether some of the columns are unique by themselves, now or when the open transaction began. */
function isUniqueAlready(key: Key, columns: readonly string[], context: RuleContext): boolean {
  const schemas = [context.schema, context.transactionSoFar()[0]?.schema ?? context.schema];
  return schemas
    .flatMap((schema) => uniqueIndexes(schema, key))
    .some((index) => index.predicate === undefined && index.columns.every((column) => columns.includes(column)));
}
