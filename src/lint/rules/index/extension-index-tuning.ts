import type { ChangeOf } from '../../../schema/change';
import type { Key, Table } from '../../../schema/schema';
import { indexesOf } from '../../../effects/world';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** What the documentation of pgvector, PostGIS and GIN says of them; what a workload needs only measuring tells. */
export const extensionIndexTuning = changeRule({
  id: 'extension-index-tuning',
  title: 'Index that wants to be chosen with care',
  category: 'index',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP050', 'migrationpilot:MP109'],
  on: ['create-index', 'create-table', 'add-column'],
  check: (change, context) => (change.kind === 'create-index' ? ofIndex(change, context) : ofGeometry(change, context)),
});

function ofIndex(change: ChangeOf<'create-index'>, context: RuleContext): Report | undefined {
  const { text } = context.statement;
  const at = findWords(text, ['using', change.method], change.at) ?? change.at;
  const hasParameters = findWords(text, ['with'], change.at) !== undefined;
  const table = context.table(change.table);
  switch (change.method) {
    case 'ivfflat':
      return {
        message: context.createdHere(change.table)
          ? 'Finds few of the nearest rows: ivfflat sorts rows into lists by those that are there when it is built, and there are none yet'
          : `Finds fewer of the nearest rows as others come: ivfflat keeps the lists of the day on which it was built${hasParameters ? '' : ', and 100 of them whatever the size'}`,
        help: 'hnsw needs no rows to begin with; otherwise build it once the table is filled, with lists to fit its size.',
        at,
      };
    case 'hnsw':
      if (hasParameters || context.createdHere(change.table)) return undefined;
      return {
        message:
          'Takes m = 16 and ef_construction = 64, and is many times slower to build once the graph outgrows maintenance_work_mem',
        help: 'Say WITH (m = …, ef_construction = …), and set maintenance_work_mem for the build.',
        at,
      };
    case 'gin': {
      const [column] = change.columns;
      if (change.columns.length !== 1 || column === undefined || !('column' in column) || column.manner !== undefined)
        return undefined;
      const type = table?.columns.find(({ name }) => name === column.column)?.type;
      if (type?.name !== 'jsonb' || type.array > 0) return undefined;
      return {
        message: `Holds every key and every value of ${column.column} by itself, and does not help with ${column.column} ->> 'key' = 'value'`,
        help: 'jsonb_path_ops is smaller and enough for @>; for one key an index on that expression is smaller still.',
        at: column.at ?? at,
      };
    }
    default:
      return undefined;
  }
}

/** A column of PostGIS that no index of the script serves; a later migration may bring it. */
function ofGeometry(change: ChangeOf<'create-table' | 'add-column'>, context: RuleContext): readonly Report[] {
  const columns = change.kind === 'create-table' ? change.columns : [change.column];
  if (change.kind === 'create-table' && change.persistence === 'temporary') return [];
  const key = context.resolve(change.table);
  return columns.flatMap(({ name, type, typeAt }) => {
    if ((type.name !== 'geometry' && type.name !== 'geography') || type.array > 0) return [];
    if (!isLeft(key, name, context) || isServed(key, name, context)) return [];
    return [
      {
        message: `Whoever looks for what is near or within something reads all of ${plainName(key)}: no GiST index has ${name}`,
        help: `CREATE INDEX … USING gist (${name}).`,
        at: typeAt,
      },
    ];
  });
}

function isLeft(key: Key, column: string, { leaves }: RuleContext): boolean {
  const table = leaves.relations.get(key);
  return table?.kind === 'table' && (table satisfies Table).columns.some(({ name }) => name === column);
}

function isServed(key: Key, column: string, context: RuleContext): boolean {
  return [context.leaves, context.finally].some((schema) =>
    indexesOf({ schema, session: context.session, postgres: context.postgres }, key).some(
      ({ method, columns }) => ['gist', 'spgist', 'brin'].includes(method) && columns.includes(column),
    ),
  );
}
