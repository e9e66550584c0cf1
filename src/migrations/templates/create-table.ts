import { quoteIdentifier } from '../../sql/quote';
import { onePart, type Template } from './template';

export const createTable: Template = {
  id: 'create-table',
  title: 'Create table',
  summary: 'A table with an identity column and the time at which a row was made.',
  takes: ['table', 'columns', 'type'],
  migrations: 1,
  parts({ table, columns, type = 'text' }) {
    const own = columns.filter((column) => !['id', 'created_at'].includes(column));
    const lines = [
      'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
      ...own.map((column) => `${quoteIdentifier(column)} ${type} NOT NULL`),
      'created_at timestamptz NOT NULL DEFAULT now()',
    ];
    return onePart(`CREATE TABLE ${table} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);\n`, `DROP TABLE ${table};\n`);
  },
};
