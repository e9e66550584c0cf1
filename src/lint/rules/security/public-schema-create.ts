import { changeRule } from '../../rule';

/** Since 15 nobody but the database's owner has it: https://www.postgresql.org/docs/15/release-15.html */
export const publicSchemaCreate = changeRule({
  id: 'public-schema-create',
  title: 'CREATE on a schema granted to everyone',
  category: 'security',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP085'],
  on: ['grant'],
  check({ revoke, to, on, privileges }) {
    if (revoke || !to.includes('public')) return undefined;
    const creates = privileges.length === 0 || privileges.some(({ privilege }) => privilege === 'CREATE');
    const schema = on.find(({ what }) => what === 'schema');
    if (!creates || schema?.what !== 'schema') return undefined;
    return {
      message: `Every role may put tables and functions into ${schema.name.name}, and whoever looks names up there may run them instead of the intended ones`,
      help: 'Grant CREATE to the roles that make objects there.',
    };
  },
});
