import { findWords } from '../../user-text';
import { rewritingColumn } from './rewriting-column';

export const addColumnIdentity = rewritingColumn({
  id: 'add-column-identity',
  title: 'Identity column added',
  also: ['pgsafe:add-column-identity', 'diesel-guard:AddIdentityColumn'],
  causes: ['identity'],
  because: ({ name }) => `every row gets its number in ${name}`,
  help: () =>
    'Add a nullable bigint, number the rows in batches, set it NOT NULL with a validated CHECK, and add the identity last.',
  at(column, { statement }) {
    const from = findWords(statement.text, ['generated'], column.at)?.start;
    const to = findWords(statement.text, ['as', 'identity'], column.at)?.end;
    return from === undefined || to === undefined ? column.at : { start: from, end: to };
  },
});
