import type { Change } from '../../../schema/change';
import type { ConstraintDefinition } from '../../../schema/definitions';
import { indexesOf } from '../../../schema/apply/index';
import { chooseName, joinColumns, relationTaken } from '../../../schema/apply/naming';
import { partsOf } from '../../../schema/names';
import type { Index, Key, Name } from '../../../schema/schema';
import { quoteIdentifier, quoteName } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertAfter, insertBefore } from '../../statement-edits';
import { keywords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK: PostgreSQL makes none by itself. */
export const foreignKeyWithoutIndex = changeRule({
  id: 'foreign-key-without-index',
  title: 'Foreign key without an index',
  category: 'index',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['pgfence:fk-missing-index', 'migrationpilot:MP016', 'pgsafe:fk-without-covering-index', 'eugene:E15'],
  on: ['create-table', 'add-column', 'add-constraint'],
  check(change, context) {
    if (change.kind === 'create-table' && change.persistence === 'temporary') return undefined;
    const key = context.resolve(change.table);
    if (!context.leaves.relations.has(key)) return undefined;
    const bare = keysOf(change).find(({ columns }) => columns.length > 0 && !isIndexed(key, columns, context));
    if (bare?.references === undefined) return undefined;
    const table = plainName(key);
    const parent = plainName(context.resolve(bare.references.table));
    return {
      message: `Each DELETE in ${parent}, and each UPDATE of its key, reads all of ${table}: no index begins with ${enumerate(bare.columns)}`,
      help: 'Build an index on these columns, with CONCURRENTLY where the table has rows.',
      at: bare.at,
      fixes: fixes(change, { key, columns: bare.columns }, context),
    };
  },
});

function keysOf(change: Change): readonly ConstraintDefinition[] {
  const isForeign = ({ kind }: ConstraintDefinition): boolean => kind === 'foreign-key';
  if (change.kind === 'create-table') {
    return [...change.columns.flatMap(({ constraints }) => constraints), ...change.constraints].filter(isForeign);
  }
  if (change.kind === 'add-column') return change.column.constraints.filter(isForeign);
  return change.kind === 'add-constraint' ? [change.constraint].filter(isForeign) : [];
}

/** Once the script is done, or by a later migration. */
function isIndexed(key: Key, columns: readonly string[], { leaves, finally: last }: RuleContext): boolean {
  const serves = ({ columns: own, predicate }: Index): boolean => {
    const first = own.slice(0, columns.length);
    return columns.every((each) => first.includes(each)) && (predicate === undefined || /is not null/i.test(predicate.text));
  };
  return indexesOf(leaves, key).some(serves) || indexesOf(last, key).some(serves);
}

function fixes(
  change: Change & { readonly table: Name },
  { key, columns }: { readonly key: Key; readonly columns: readonly string[] },
  context: RuleContext,
): readonly Fix[] {
  const isNew = change.kind === 'create-table' || context.createdHere(change.table);
  if (!isNew && (context.inTransaction || context.source.convention.sendsWholeFile)) return [];
  const joined = joinColumns(columns);
  const name = chooseName({ table: partsOf(key).name, columns: joined, label: 'idx' }, relationTaken(context.leaves, key));
  const create = keywords(context.statement.text, isNew ? 'CREATE INDEX' : 'CREATE INDEX CONCURRENTLY');
  const list = columns.map(quoteIdentifier).join(', ');
  const sql = `${create} ${quoteIdentifier(name)} ${keywords(context.statement.text, 'ON')} ${quoteName(change.table)} (${list})`;
  // A new column has to be there first.
  const edit = isNew || change.kind === 'add-column' ? insertAfter(context, [sql]) : insertBefore(context, sql);
  return [{ title: `Add an index on ${enumerate(columns)}`, edits: [edit], preferred: true, safe: true }];
}
