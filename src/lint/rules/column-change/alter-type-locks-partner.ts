import { descendants } from '../../../effects/world';
import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';
import { changedType } from './changed-type';

/** The foreign key is made anew with the column, and its triggers stand on both tables. */
export const alterTypeLocksPartner = changeRule({
  id: 'alter-type-locks-partner',
  title: 'Type change of a foreign key’s column, which locks the other table too',
  category: 'column-change',
  severity: 'warning',
  also: ['squawk:changing-column-type'],
  on: ['change-column-type'],
  once: true,
  check(change, context) {
    const key = context.resolve(change.table);
    const own = new Set([key, ...descendants(context, key).map((each) => each.key)]);
    const isLong = (['rewrite', 'index-build', 'scan', 'fk-check'] as const).some((kind) => context.harmful(kind).length > 0);
    const locked = context.harmful('lock').filter(({ on }) => !own.has(on));
    const partners = locked.filter(({ on }) => context.schema.relations.get(on)?.kind === 'table').map(({ on }) => plainName(on));
    if (!isLong || partners.length === 0) return undefined;
    return {
      message: `Blocks all reads and writes of ${enumerate(partners)} as well until the transaction ends: ${partners.length > 1 ? 'foreign keys tie' : 'a foreign key ties'} ${change.column} to ${partners.length > 1 ? 'them' : 'it'}`,
      help: 'Drop the foreign key first, and add it again NOT VALID afterwards; or go by a new column.',
      at: changedType(change),
    };
  },
});
