import { onePart, type Template } from './template';
import { columnsOf, lockTimeout, lockTimeoutAgain } from './wording';

export const addColumn: Template = {
  id: 'add-column',
  title: 'Add column',
  summary: 'Columns for a table that is in use: nullable, with a lock_timeout.',
  takes: ['table', 'columns', 'type'],
  picks: { table: 'needed', columns: false },
  migrations: 1,
  parts(subject) {
    const { table, type = 'text' } = subject;
    const columns = columnsOf(subject);
    const alter = (actions: readonly string[]): string =>
      actions.length === 1
        ? `ALTER TABLE ${table} ${actions.join('')};\n`
        : `ALTER TABLE ${table}\n${actions.map((action) => `  ${action}`).join(',\n')};\n`;
    const why = '-- Nullable: code that does not know of it goes on inserting. A constant DEFAULT rewrites no row either.\n';
    return onePart(
      `${lockTimeout}${why}${alter(columns.map((column) => `ADD COLUMN ${column} ${type}`))}`,
      `${lockTimeoutAgain}${alter(columns.map((column) => `DROP COLUMN ${column}`))}`,
    );
  },
};
