import { foreignKeysFrom } from '../../../effects/world';
import type { Key } from '../../../schema/schema';
import { changeRule } from '../../rule';
import { isOwn } from '../../own';
import { enumerate, plainName } from '../../wording';

/** A foreign key has triggers on both tables: who drops it locks both with ACCESS EXCLUSIVE. */
export const dropTableManyForeignKeys = changeRule({
  id: 'drop-table-many-foreign-keys',
  title: 'Dropped table that several others are locked for',
  category: 'destructive',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['drop-table'],
  check({ table }, context) {
    if (isOwn(table, context)) return undefined;
    const key = context.resolve(table);
    const locked = new Set(context.harmful('lock').map(({ on }) => on));
    // Those that the file drops as well nobody uses any more.
    const dropped = [...context.changesBefore(), ...context.changesAfter()].flatMap((each) =>
      each.kind === 'drop-table' ? [context.resolve(each.table)] : [],
    );
    const referenced = new Set<Key>(
      foreignKeysFrom(context, key).flatMap(({ to }) => (to !== key && locked.has(to) && !dropped.includes(to) ? [to] : [])),
    );
    if (referenced.size < 2) return undefined;
    const names = [...referenced].map(plainName);
    return {
      message: `Locks ${enumerate(names)} at once, to which ${plainName(key)} has foreign keys: a transaction that holds one of them and wants another deadlocks with this one`,
      help: `Drop the foreign keys of ${plainName(key)} first, one in each migration.`,
    };
  },
});
