import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** ACCESS EXCLUSIVE on every table OF the type: https://www.postgresql.org/docs/current/sql-altertype.html */
export const alterTypeAttributeCascade = changeRule({
  id: 'alter-type-attribute-cascade',
  title: 'ALTER TYPE that changes every table of the type',
  category: 'type',
  severity: 'warning',
  also: [],
  on: ['alter-composite'],
  concerns: ({ cascade }) => cascade,
  check({ type, action, at }, context) {
    const locked = [...new Set(context.harmful('lock').map(({ on }) => on))].filter((key) => context.tableAt(key) !== undefined);
    if (locked.length === 0) return undefined;
    const names = enumerate(locked.map(plainName));
    const rewritten = context.harmful('rewrite').length > 0;
    const until = rewritten ? 'until every row is written anew' : 'while it waits for the queries that run there to end';
    const lost =
      action.kind === 'drop'
        ? `, and loses the data of ${action.attribute} for good`
        : action.kind === 'rename'
          ? `; code that says ${action.attribute} fails from this moment`
          : '';
    return {
      message: `Blocks all reads and writes of ${names} at once ${until}${lost}`,
      help: `Let each table go with ALTER TABLE … NOT OF, and change one after the other.`,
      at: findWords(context.statement.text, ['cascade'], at) ?? at,
      related: context.origin(context.type(type), `${type.name} was created here`),
    };
  },
});
