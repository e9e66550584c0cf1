import { changeRule } from '../../rule';

export const dropOwned = changeRule({
  id: 'drop-owned',
  title: 'All that a role owns dropped or handed over',
  category: 'destructive',
  severity: 'error',
  also: [],
  on: ['other'],
  concerns: ({ tree }) => 'DropOwnedStmt' in tree || 'ReassignOwnedStmt' in tree,
  check: ({ tree }) =>
    'DropOwnedStmt' in tree
      ? {
          message: 'Loses every table, view and function that the role owns in this database, and every right that it was given',
          help: 'Drop by name what is to go, and REVOKE the rights.',
        }
      : {
          message: 'Hands over every object that the role owns, in one statement and with a lock on each',
          help: 'Name the objects: ALTER TABLE … OWNER TO.',
        },
});
