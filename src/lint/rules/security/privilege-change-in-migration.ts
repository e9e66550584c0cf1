import { changeRule } from '../../rule';

export const privilegeChangeInMigration = changeRule({
  id: 'privilege-change-in-migration',
  title: 'Privileges changed by a migration',
  category: 'security',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP091'],
  on: ['grant', 'grant-role', 'default-privileges'],
  once: true,
  check({ revoke }) {
    return {
      message: `Who ${revoke ? 'lost' : 'got'} this right is told by reading all migrations, and by nothing else in the repository`,
      help: 'Keep privileges in a script of their own that states all of them.',
    };
  },
});
