import { quoteIdentifier } from '../../sql/quote';
import type { ScaffoldContent } from '../convention';
import { placeholders, type Template } from './template';
import { besideTable, columnsOf, comment, freeName, lockTimeout, lockTimeoutAgain } from './wording';

export const addIndex: Template = {
  id: 'add-index',
  title: 'Add index',
  summary: 'An index for a table that is in use, built CONCURRENTLY where the runner lets it be.',
  takes: ['table', 'columns', 'name'],
  picks: { table: 'needed', columns: true },
  migrations: 1,
  parts(subject) {
    const { table, tableName, known, name, columns } = subject;
    const words = [tableName.name, ...(columns.length === 0 ? [placeholders.column] : columns)];
    const index = name?.name ?? freeName(subject, words, 'idx');
    const what = `${quoteIdentifier(index)} ON ${table} (${columnsOf(subject).join(', ')})`;
    const concurrently: ScaffoldContent = {
      up: `-- Writes go on while it is built. A build that fails leaves an INVALID index: drop it before the next try.
CREATE INDEX CONCURRENTLY ${what};\n`,
      down: `DROP INDEX CONCURRENTLY ${besideTable(subject, index)};\n`,
      outsideTransaction: true,
    };
    const plainly = (reason: string): ScaffoldContent => ({
      up: `${comment(
        `${reason} So writes to ${table} wait here until the index is built, and cannot use CONCURRENTLY: a large table may have it built by hand ahead.`,
      )}${lockTimeout}-- lockkeeper-ignore create-index-not-concurrent: CONCURRENTLY is refused here\nCREATE INDEX ${what};\n`,
      down: `${lockTimeoutAgain}DROP INDEX ${besideTable(subject, index)};\n`,
      outsideTransaction: false,
    });
    if (known?.isPartitioned === true) {
      return [{ contents: [plainly('PostgreSQL refuses CONCURRENTLY on a partitioned table.')] }];
    }
    return [{ contents: [concurrently, plainly] }];
  },
};
