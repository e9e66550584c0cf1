import type { Relation } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';
import { isNewTo } from '../../own';

export const dropSchema = changeRule({
  id: 'drop-schema',
  title: 'Schema dropped with all that it holds',
  category: 'destructive',
  severity: 'error',
  also: [
    'postgres-language-server:banDropSchema',
    'pgfence:drop-schema-cascade',
    'migrationpilot:MP035',
    'pg-migration-lint:PGM205',
    'atlas:DS101',
    'pgrubic:drop-schema',
  ],
  on: ['drop-schema'],
  // Without CASCADE the server only drops a schema that is empty.
  concerns: ({ cascade }) => cascade,
  check({ schema, ifExists, at }, context) {
    if (isNewTo(context, 'schemas', schema) || (ifExists && !context.schema.schemas.has(schema))) return undefined;
    const held = holding(schema, context);
    if (held.length === 0 && context.schema.schemas.has(schema) && !context.schema.partlyKnown) return undefined;
    const named = held.length > 5 ? `${held.length} tables and views` : enumerate(held.map(({ key }) => plainName(key)));
    return {
      message: `Loses all that ${schema} holds for good${held.length === 0 ? '' : `: ${named}`}`,
      help: 'Drop what it holds by name, in migrations of their own; then DROP SCHEMA needs no CASCADE.',
      at: findWords(context.statement.text, ['cascade'], at) ?? at,
    };
  },
});

/** Tables, views and sequences of their own that others may use. */
function holding(schema: string, context: RuleContext): readonly Relation[] {
  return [...context.schema.relations.values()].filter(
    (each) => each.key.startsWith(`${schema}.`) && isCounted(each) && !context.madeHere(each.origin),
  );
}

function isCounted(relation: Relation): boolean {
  return relation.kind !== 'index' && (relation.kind !== 'sequence' || relation.ownedBy === undefined);
}
