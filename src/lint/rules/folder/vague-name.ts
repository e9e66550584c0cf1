import { nameIn } from '../../../migrations/paths';
import type { Rule } from '../../rule';

/** Words that say of a migration no more than that it is one. */
const vague = new Set(
  (
    'update updates updated fix fixes fixed change changes changed misc stuff thing things test tests testing temp tmp wip todo ' +
    'patch patches hotfix cleanup new migration migrations'
  ).split(' '),
);
/** Words that add nothing to those. */
const filling = new Set('a an the and some more another quick small minor my sql db database schema final again'.split(' '));

export const vagueName: Rule = {
  id: 'vague-name',
  title: 'Name that does not say what the migration does',
  category: 'folder',
  severity: 'information',
  preset: 'strict',
  also: [],
  scope: 'script',
  check({ script, migration: { title }, source }) {
    const words = title.toLowerCase().split(/[\s_.-]+/);
    const isVague = words.some((word) => vague.has(word));
    const saysMore = words.some((word) => !vague.has(word) && !filling.has(word) && !/^v?\d*$/.test(word));
    if (script.direction === 'down' || !isVague || saysMore) return undefined;
    return {
      message: `«${title}» says nothing of what ${nameIn(source.path, script.path)} does: it is one of many in the history and in the folder`,
      help: 'Name what it makes or changes, such as add_index_on_orders, before it is applied anywhere.',
    };
  },
};
