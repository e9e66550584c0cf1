import { columnChoice, columnName } from './column-type';

export const preferJsonb = columnChoice(
  {
    id: 'prefer-jsonb',
    title: 'Column of type json',
    severity: 'information',
    preset: 'strict',
    also: [
      'add-column-json',
      'postgres-language-server:preferJsonb',
      'pgfence:add-column-json',
      'pgsafe:prefer-jsonb',
      'diesel-guard:AddJsonColumn',
      'eugene:E3',
      'strong_migrations:add_column_json',
    ],
  },
  (column, owner, context) => {
    if (column.type.name !== 'json' || column.type.array > 0) return undefined;
    return {
      message: `SELECT DISTINCT, GROUP BY and UNION fail with 42883 over ${columnName(column, owner, context)}: json cannot be compared`,
      help: 'jsonb can, is faster to read, and can be indexed; json keeps blanks, the order of keys and keys that come twice.',
      instead: 'jsonb',
    };
  },
);
