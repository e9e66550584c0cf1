import { changeRule } from '../../rule';
import { findWords, withBlanksBefore } from '../../user-text';
import { plainName } from '../../wording';

export const unloggedTable = changeRule({
  id: 'unlogged-table',
  title: 'Unlogged table',
  category: 'maintenance',
  severity: 'information',
  upOnly: true,
  also: ['pg-migration-lint:PGM506', 'pgrubic:unlogged-table'],
  on: ['create-table'],
  concerns: ({ persistence }) => persistence === 'unlogged',
  check({ table, at, columns, constraints }, context) {
    const word = findWords(context.statement.text, ['unlogged'], at);
    // A table that is logged cannot reference one that is not.
    const referenced = [...constraints, ...columns.flatMap((column) => column.constraints)].some(
      ({ kind }) => kind === 'foreign-key',
    );
    return {
      message: `A crash of the server empties ${plainName(context.resolve(table))}, and replicas and backups do not have its rows`,
      help: 'Leave UNLOGGED out unless the rows can be made anew at any time.',
      at: word ?? at,
      fixes:
        word === undefined || referenced
          ? []
          : [
              {
                title: 'Make it an ordinary table',
                edits: [context.replace(withBlanksBefore(context.statement.text, word), '')],
                preferred: false,
                safe: false,
              },
            ],
    };
  },
});
