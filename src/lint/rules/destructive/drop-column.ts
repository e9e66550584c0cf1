import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const dropColumn = changeRule({
  id: 'drop-column',
  title: 'Column dropped',
  category: 'destructive',
  severity: 'error',
  also: [
    'squawk:ban-drop-column',
    'postgres-language-server:banDropColumn',
    'pgfence:drop-column',
    'migrationpilot:MP017',
    'pgsafe:drop-column',
    'diesel-guard:DropColumn',
    'strong_migrations:remove_column',
  ],
  on: ['drop-column'],
  check({ table, column }, context) {
    const known = context.column(table, column);
    if (context.createdHere(table) || (known !== undefined && context.madeHere(known.origin))) return undefined;
    if (!context.effects.some(({ kind }) => kind === 'data-loss')) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Loses the data of ${name}.${column} for good, and code that still names the column fails`,
      help: 'First release code that neither reads nor writes it; drop it in a later migration.',
      related: context.origin(known, `${column} was added here`),
    };
  },
});
