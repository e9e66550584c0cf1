import { constraintMakers, foreignKeysOf } from '../../constraints-of';
import { blocks } from '../../../effects/locks';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** SHARE ROW EXCLUSIVE on the table at the other end, for the triggers that it gets. */
export const createTableWithForeignKey = changeRule({
  id: 'create-table-with-foreign-key',
  title: 'Foreign key of a new table, which locks the table that it references',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  also: ['gitlab:Migration/CreateTableWithForeignKeys'],
  on: constraintMakers,
  check(change, context) {
    const isNew = change.kind === 'create-table' || context.createdHere(change.table);
    if (!isNew) return undefined;
    const locked = context.harmful('lock').map(({ on }) => on);
    const told = new Set(
      context
        .held()
        .filter(({ mode }) => blocks(mode).writes)
        .map(({ on }) => on),
    );
    return foreignKeysOf(change, context).flatMap(({ constraint, to }) => {
      if (!locked.includes(to) || told.has(to)) return [];
      told.add(to);
      const name = plainName(to);
      const until = context.inTransaction ? ', and then until the transaction ends' : '';
      return [
        {
          message: `Blocks all writes to ${name} while it waits for those that are under way there to end${until}: the new table is empty, but the foreign key gives ${name} triggers`,
          help: `Put it last in its transaction, with a lock_timeout, or add the foreign key in a migration of its own.`,
          at: constraint.at,
          related: context.origin(context.tableAt(to), `${name} was created here`),
        },
      ];
    });
  },
});
