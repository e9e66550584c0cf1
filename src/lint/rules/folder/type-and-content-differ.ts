import type { Statement } from '../../../sql/statement';
import type { Rule } from '../../rule';

/** Definitions, but for what helps a script with its own work and is gone behind it. */
const definition =
  /^(?:create|alter|drop)\s+(?!(?:or\s+replace\s+)?(?:function|procedure|temp|temporary|local|global|aggregate|extension)\b)/i;
const rows = /^(?:insert|update|delete|merge|copy|truncate)\b/i;

/** The types `schema` and `data`: the others say why a migration is, not what it changes. */
export const typeAndContentDiffer: Rule = {
  id: 'type-and-content-differ',
  title: 'Migration that is not of the type it is named after',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'script',
  check({ script, migration: { type }, statements }) {
    if (script.direction === 'down' || (type !== 'data' && type !== 'schema')) return undefined;
    const all = statements().filter(({ kind }) => kind !== 'psql');
    if (type === 'data') {
      const found = all.find(({ text }) => definition.test(text));
      if (found === undefined) return undefined;
      return {
        at: head(found),
        message: `Is named as data, but changes the schema: ${words(found)}`,
        help: 'Put it into a migration of the type schema: it locks what it changes until the data is written.',
      };
    }
    const [first] = all.filter(({ text }) => rows.test(text));
    if (first === undefined || all.some(({ text }) => !rows.test(text) && !/^(?:set|select|with)\b/i.test(text)))
      return undefined;
    return {
      at: head(first),
      message: `Is named as schema, but changes rows alone: ${words(first)}`,
      help: 'Name it as data: whoever looks for what changed the schema does not find it here.',
    };
  },
};

/** The first words of a statement. */
function words({ text }: Statement): string {
  return (/^\w+(?:\s+[\w."]+){0,2}/.exec(text)?.[0] ?? text.slice(0, 20)).replace(/\s+/g, ' ');
}

function head({ at, text }: Statement): Statement['at'] {
  return { start: at.start, end: at.start + (/^\w+/.exec(text)?.[0].length ?? 0) };
}
