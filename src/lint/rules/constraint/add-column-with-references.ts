import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** ACCESS EXCLUSIVE on the table first, then SHARE ROW EXCLUSIVE on the referenced one: neither is let go before the end. */
export const addColumnWithReferences = changeRule({
  id: 'add-column-with-references',
  title: 'Column added together with its foreign key',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:adding-foreign-key-constraint',
    'postgres-language-server:addingForeignKeyConstraint',
    'pgfence:add-column-inline-foreign-key',
    'pgsafe:add-fk-without-not-valid',
    'diesel-guard:AddForeignKey',
    'strong_migrations:add_reference',
  ],
  on: ['add-column'],
  check({ table, column }, context) {
    const key = context.resolve(table);
    const constraint = column.constraints.find(({ kind }) => kind === 'foreign-key');
    const partner = constraint?.references === undefined ? undefined : context.resolve(constraint.references.table);
    const locked = context.harmful('lock').map(({ on }) => on);
    if (constraint === undefined || partner === undefined || partner === key) return undefined;
    if (!locked.includes(key) || !locked.includes(partner)) return undefined;
    const [name, other] = [plainName(key), plainName(partner)];
    if (context.harmful('fk-check').length > 0) {
      return {
        message: `Blocks all reads and writes of ${name}, and all writes to ${other}, while every row of ${name} is checked: any DEFAULT makes PostgreSQL look`,
        help: 'Add the column alone, add the foreign key NOT VALID, and VALIDATE CONSTRAINT in a later transaction.',
        at: constraint.at,
      };
    }
    // With a limit to its waiting it does what was meant, and nothing worse.
    const { lockTimeout = 0 } = context.session;
    if (lockTimeout > 0) return undefined;
    return {
      message: `Holds ${name} against all reads and writes while it waits, without limit, for whoever is writing to ${other}`,
      help: 'Add the column alone, and the foreign key NOT VALID in a later transaction, which lets reads go on; or set lock_timeout.',
      at: constraint.at,
    };
  },
});
