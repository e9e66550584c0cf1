import { rewriteCause } from '../../../effects/add-column';
import type { ColumnDefinition } from '../../../schema/definitions';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords, withBlanksBefore } from '../../user-text';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES: a volatile default rewrites the table. */
export const addColumnVolatileDefault = changeRule({
  id: 'add-column-volatile-default',
  title: 'Column added with a default that is computed for every row',
  category: 'column',
  severity: 'warning',
  also: [
    'squawk:adding-field-with-default',
    'postgres-language-server:addingFieldWithDefault',
    'pgfence:add-column-non-constant-default',
    'migrationpilot:MP003',
    'pgsafe:add-column-volatile-default',
    'diesel-guard:AddColumn',
  ],
  on: ['add-column'],
  check({ table, column }, context) {
    // Of a key, add-column-primary-key says more.
    const isKey = column.constraints.some(({ kind }) => kind === 'primary-key');
    if (isKey || rewriteCause(column, context) !== 'default' || context.harmful('rewrite').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Rewrites all of ${name} and blocks its reads and writes meanwhile: the default of ${column.name} is computed for every row`,
      help: 'Add the column without a default, set the default for new rows, and fill the old ones in batches.',
      at: column.defaultAt ?? column.at,
      fixes: split(column, context),
    };
  },
});

/** ADD COLUMN without the default, and SET DEFAULT as a second clause of the same statement. */
function split(column: ColumnDefinition, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  // NOT NULL cannot be had while the old rows have no value.
  if (column.notNull || column.default === undefined || column.defaultAt === undefined) return [];
  const setDefault = `, ${keywords(text, 'ALTER COLUMN')} ${quoteIdentifier(column.name)} ${keywords(text, 'SET DEFAULT')} ${column.default.text}`;
  return [
    {
      title: 'Set the default for new rows only',
      edits: [
        context.replace(withBlanksBefore(text, column.defaultAt), ''),
        context.replace({ start: column.at.end, end: column.at.end }, setDefault),
      ],
      preferred: true,
      safe: false,
    },
  ];
}
