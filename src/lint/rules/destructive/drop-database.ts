import { changeRule } from '../../rule';

export const dropDatabase = changeRule({
  id: 'drop-database',
  title: 'Database dropped',
  category: 'destructive',
  severity: 'error',
  also: [
    'squawk:ban-drop-database',
    'postgres-language-server:banDropDatabase',
    'pgfence:drop-database',
    'migrationpilot:MP034',
    'pgsafe:drop-database',
    'diesel-guard:DropDatabase',
    'pgrubic:drop-database',
  ],
  on: ['no-transaction'],
  concerns: ({ what }) => what === 'DROP DATABASE',
  check: () => ({
    message: 'Loses the whole database for good: no transaction can take it back',
    help: 'Keep it out of migrations; drop a database by hand, once a backup of it has been tried.',
  }),
});
