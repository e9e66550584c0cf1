import { quoteIdentifier, quoteName } from '../../sql/quote';
import { onePart, placeholders, type Template } from './template';

export const view: Template = {
  id: 'view',
  title: 'View',
  summary: 'A view that names its columns.',
  takes: ['name', 'table', 'columns'],
  picks: { table: 'optional', columns: true },
  migrations: 1,
  parts({ name = { name: placeholders.view }, table, isTableNamed, known, columns }) {
    const made = quoteName(name);
    const named = columns.length > 0 ? columns : (known?.columns.map((column) => column.name) ?? []);
    const list = named.length > 0 ? named.map(quoteIdentifier) : isTableNamed ? ['count(*) AS rows'] : ["'example' AS name"];
    const from = isTableNamed ? `\nFROM ${table}` : '';
    return onePart(
      `-- Columns by name: SELECT * would mean those of today, whatever is added.
CREATE VIEW ${made} AS
SELECT
${list.map((column) => `  ${column}`).join(',\n')}${from};
`,
      `DROP VIEW ${made};\n`,
    );
  },
};
