import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { getsOneValue } from './one-value';

/** A value for each row that is there, and an index of them, under the lock of ADD COLUMN. */
export const addColumnPrimaryKey = changeRule({
  id: 'add-column-primary-key',
  title: 'Column added with PRIMARY KEY',
  category: 'constraint',
  severity: 'error',
  also: [
    'squawk:adding-serial-primary-key-field',
    'postgres-language-server:addingPrimaryKeyConstraint',
    'pgfence:add-column-serial',
    'migrationpilot:MP015',
    'pgsafe:add-primary-key-without-index',
    'diesel-guard:AddPrimaryKey',
  ],
  on: ['add-column'],
  check({ table, column }, context) {
    const constraint = column.constraints.find(({ kind }) => kind === 'primary-key');
    // Where it has no value for the rows, add-column-not-null-no-default says so.
    const isEmpty = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '23502');
    const isRewritten = context.harmful('rewrite').length > 0;
    if (constraint === undefined || isEmpty || !(isRewritten || context.harmful('index-build').length > 0)) return undefined;
    const name = plainName(context.resolve(table));
    const work = isRewritten ? 'while it is written anew and' : 'until';
    return {
      message: getsOneValue(context)
        ? `Fails with 23505 as soon as ${name} holds two rows: all get the same ${column.name}`
        : `Blocks all reads and writes of ${name} ${work} the index of the key is built`,
      help: 'Add a nullable column, fill it in batches, build a unique index with CONCURRENTLY, and make that the key in a later migration.',
      at: constraint.at,
    };
  },
});
