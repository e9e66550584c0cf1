import type { Schema } from '../../../schema/schema';
import { changeRule } from '../../rule';

export const renameSchema = changeRule({
  id: 'rename-schema',
  title: 'Schema renamed',
  category: 'rename',
  severity: 'error',
  upOnly: true,
  also: ['pgfence:rename-schema', 'diesel-guard:RenameSchema', 'strong_migrations:rename_schema'],
  on: ['rename-schema'],
  check({ schema, to, at }, context) {
    const isKnown = context.schema.schemas.has(schema) && !context.schema.partlyKnown;
    if (isKnown && objectsIn(context.schema, schema).every(({ origin }) => context.madeHere(origin))) return undefined;
    return {
      message: `Code that says ${schema} in a name or a search_path no longer finds what is in it, and code that says ${to} does not until then`,
      help: 'Create the new schema, move the objects one by one, and leave views in the old one until no code names it.',
      at,
    };
  },
});

function objectsIn({ relations, types, functions }: Schema, schema: string) {
  const all = [...relations.values(), ...types.values(), ...[...functions.values()].flat()];
  return all.filter(({ key }) => key.startsWith(`${schema}.`));
}
