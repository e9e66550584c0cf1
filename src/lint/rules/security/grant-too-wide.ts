import type { GrantTarget } from '../../../schema/access-change';
import { changeRule } from '../../rule';
import { enumerate } from '../../wording';

export const grantTooWide = changeRule({
  id: 'grant-too-wide',
  title: 'Privilege granted to everyone',
  category: 'security',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: ['grant'],
  check({ revoke, to, on, privileges }) {
    if (revoke || !to.includes('public')) return undefined;
    const names = on.flatMap(nameOf);
    if (names.length === 0) return undefined;
    const what = privileges.length === 0 ? 'do anything with' : `${enumerate(privileges.map(({ privilege }) => privilege))} on`;
    return {
      message: `Every role of the server, also those yet to come, may ${what} ${enumerate(names)}`,
      help: 'Grant it to the roles that need it.',
    };
  },
});

/** Tables and sequences; that all may call functions, and use types and schemas, is how PostgreSQL makes them. */
function nameOf(target: GrantTarget): readonly string[] {
  switch (target.what) {
    case 'relation':
      return [target.name.schema === undefined ? target.name.name : `${target.name.schema}.${target.name.name}`];
    case 'all':
      return target.of === 'functions' ? [] : [`all ${target.of} of ${target.schema}`];
    default:
      return [];
  }
}
