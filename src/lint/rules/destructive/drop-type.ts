import { tables } from '../../../effects/world';
import { resolve } from '../../../schema/session';
import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

export const dropType = changeRule({
  id: 'drop-type',
  title: 'Type dropped with the columns of that type',
  category: 'destructive',
  severity: 'error',
  also: ['migrationpilot:MP024'],
  on: ['drop-type'],
  // Without CASCADE the server refuses to drop a type that is in use.
  concerns: ({ cascade }) => cascade,
  check({ type, ifExists, at }, context) {
    const keyOf = (name: typeof type): string => resolve(name, context.schema, context.session, 'type');
    const key = keyOf(type);
    const known = context.schema.types.get(key);
    if (known === undefined ? ifExists : context.madeHere(known.origin)) return undefined;
    const columns = tables(context).flatMap((table) =>
      context.createdHere(tableName(table.key))
        ? []
        : table.columns.filter((each) => keyOf(each.type) === key).map(({ name }) => `${plainName(table.key)}.${name}`),
    );
    if (columns.length === 0 && known !== undefined) return undefined;
    const lost = columns.length === 0 ? 'every column of that type' : enumerate(columns);
    return {
      message: `Loses the data of ${lost} for good: CASCADE drops the columns of type ${type.name} too`,
      help: 'Change the columns to another type first; then DROP TYPE needs no CASCADE.',
      at: findWords(context.statement.text, ['cascade'], at) ?? at,
      related: context.origin(known, `${type.name} was created here`),
    };
  },
});

function tableName(key: string): { readonly schema: string; readonly name: string } {
  const dot = key.indexOf('.');
  return { schema: key.slice(0, dot), name: key.slice(dot + 1) };
}
