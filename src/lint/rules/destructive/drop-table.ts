import type { Table } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** The partitioned table that it is a partition of, or another partition of that. */
function isRelative(on: string, partition: Table | undefined, context: RuleContext): boolean {
  const parent = partition?.partitionOf?.parent;
  return parent !== undefined && (on === parent || context.tableAt(on)?.partitionOf?.parent === parent);
}

export const dropTable = changeRule({
  id: 'drop-table',
  title: 'Table dropped',
  category: 'destructive',
  severity: 'error',
  also: [
    'squawk:ban-drop-table',
    'postgres-language-server:banDropTable',
    'pgfence:drop-table',
    'migrationpilot:MP026',
    'pgsafe:drop-table',
    'diesel-guard:DropTable',
  ],
  on: ['drop-table'],
  check({ table }, context) {
    const known = context.table(table);
    if (context.createdHere(table) || (known !== undefined && context.madeHere(known.origin))) return undefined;
    if (known?.persistence === 'temporary' || !context.effects.some(({ kind }) => kind === 'data-loss')) return undefined;
    const key = context.resolve(table);
    const locked = new Set(context.harmful('lock').map(({ on }) => on));
    // Its own sequences go with it, and nobody asks for their numbers without the table.
    // What a partition's own table waits for is told by drop-partition-directly.
    const isPartner = (on: string): boolean =>
      on !== key && context.schema.relations.get(on)?.kind !== 'sequence' && !isRelative(on, known, context);
    const partners = [...locked].filter(isPartner).map(plainName);
    const also = partners.length === 0 ? '' : `; reads and writes of ${enumerate(partners)} wait meanwhile`;
    return {
      message: `Loses every row of ${plainName(key)} for good, and code that still names the table fails${also}`,
      help: 'First release code that no longer uses it, or rename it and drop it in a later migration.',
      related: context.origin(known, `${plainName(key)} was created here`),
    };
  },
});
