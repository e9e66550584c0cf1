import { quoteIdentifier } from '../../sql/quote';
import type { Content } from '../scaffold-all';
import { batchSize, fillAndCommit, fillAtOnce, mostRows } from './batches';
import { placeholders, type Subject, type Template } from './template';
import { columnsOf, comment } from './wording';

export const backfill: Template = {
  id: 'backfill',
  title: 'Backfill',
  summary: 'Rows filled in batches by key, each committed by itself where the runner lets it be.',
  takes: ['table', 'columns'],
  picks: { table: 'needed', columns: true },
  migrations: 1,
  parts(subject) {
    const { table } = subject;
    const [column = placeholders.column] = columnsOf(subject);
    const batches = { table, key: keyOf(subject), column, value: 'DEFAULT' };
    const notes = `${keyNote(subject)}-- DEFAULT stands for the value.\n`;
    const down = '-- Nothing to undo: code that does not read the values is not hurt by them.\n';
    const committing: Content = {
      up: `${comment(
        `Each batch of ${batchSize} rows is committed by itself: locks are short, and what is broken off can simply be run again.`,
      )}${notes}${fillAndCommit(batches)}`,
      down,
      outsideTransaction: true,
    };
    const atOnce: Content = (reason) => ({
      up: `${comment(
        `${reason} So the rows that are filled stay locked to the end, and it fails where they are more than ${mostRows}.`,
      )}${notes}${fillAtOnce(batches)}`,
      down,
      outsideTransaction: false,
    });
    return [{ contents: [committing, atOnce] }];
  },
};

/** The column that batches go by, as SQL. */
export function keyOf({ known }: Subject): string {
  return quoteIdentifier(known?.key ?? 'id');
}

/** That the key is taken for granted, where the chain does not show it. */
export function keyNote({ known, table }: Subject): string {
  if (known === undefined || known.key !== undefined) return '';
  return comment(`id stands for a column that tells the rows apart: ${table} has no primary key of one column.`);
}
