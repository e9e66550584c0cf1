import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const createTableAsSelect = changeRule({
  id: 'create-table-as-select',
  title: 'Table made from a query',
  category: 'maintenance',
  severity: 'information',
  preset: 'strict',
  also: ['pgrubic:select-into'],
  on: ['create-table'],
  concerns: ({ isFromQuery, filled, persistence }) => isFromQuery === true && filled && persistence !== 'temporary',
  check: ({ table }, context) => ({
    message: `${plainName(context.resolve(table))} gets no key, index, default or NOT NULL, and the migration waits until the query has run`,
    help: 'Create the table with its columns and keys, and fill it in batches.',
  }),
});
