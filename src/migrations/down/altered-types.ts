import { own } from '../../sql/printer';
import { quoteName } from '../../sql/quote';
import type { ChangeOf } from '../../schema/change';
import { resolve } from '../../schema/session';
import { attributeSql, typeSql } from './definition';
import { gap, nameOfKey, run, shown, type Step, type Undoing } from './undoing';

/** ALTER DOMAIN, back. */
export function domainAltered({ change, before, after, session }: Undoing<ChangeOf<'alter-domain'>>): readonly Step[] {
  const key = resolve(change.type, before, session, 'type');
  const [was, is] = [before.types.get(key), after.types.get(key)];
  const domain = nameOfKey(key, change.type);
  if (was?.kind !== 'domain') return gap(`Give the domain ${shown(key)} back what it had: its definition is not known here.`);
  const { action } = change;
  switch (action.kind) {
    case 'set-default':
    case 'drop-default':
      return run(
        was.default === undefined
          ? own`ALTER DOMAIN ${domain} DROP DEFAULT`
          : own`ALTER DOMAIN ${domain} SET DEFAULT ${{ sql: was.default.text }}`,
      );
    case 'set-not-null':
      return was.notNull ? [] : run(own`ALTER DOMAIN ${domain} DROP NOT NULL`);
    case 'drop-not-null':
      return was.notNull ? run(own`ALTER DOMAIN ${domain} SET NOT NULL`) : [];
    case 'add-check': {
      const added =
        is?.kind === 'domain' ? is.constraints.find(({ name }) => !was.constraints.some((it) => it.name === name)) : undefined;
      return added === undefined ? [] : run(own`ALTER DOMAIN ${domain} DROP CONSTRAINT ${{ name: added.name }}`);
    }
    case 'drop-constraint': {
      const lost = was.constraints.find(({ name }) => name === action.constraint);
      if (lost === undefined) return [];
      return run(own`ALTER DOMAIN ${domain} ADD CONSTRAINT ${{ name: lost.name }} CHECK (${{ sql: lost.expression.text }})`);
    }
    case 'rename-constraint':
      return run(own`ALTER DOMAIN ${domain} RENAME CONSTRAINT ${{ name: action.to }} TO ${{ name: action.constraint }}`);
    case 'validate-constraint':
      return [];
  }
}

/** ALTER TYPE of a composite type, back. */
export function compositeAltered({ change, before, session }: Undoing<ChangeOf<'alter-composite'>>): readonly Step[] {
  const key = resolve(change.type, before, session, 'type');
  const was = before.types.get(key);
  const type = nameOfKey(key, change.type);
  const { action } = change;
  const cascade = { sql: change.cascade ? ' CASCADE' : '' };
  if (action.kind === 'add') return run(own`ALTER TYPE ${type} DROP ATTRIBUTE ${{ name: action.attribute.name }}${cascade}`);
  if (action.kind === 'rename')
    return run(own`ALTER TYPE ${type} RENAME ATTRIBUTE ${{ name: action.to }} TO ${{ name: action.attribute }}${cascade}`);
  const name = action.kind === 'drop' ? action.attribute : action.attribute.name;
  const former = was?.kind === 'composite' ? was.attributes.find((each) => each.name === name) : undefined;
  if (former === undefined) return gap(`Give ${shown(key)}.${name} back what it had: its definition is not known here.`);
  if (action.kind === 'drop') return run(own`ALTER TYPE ${type} ADD ATTRIBUTE ${{ sql: attributeSql(former) }}${cascade}`);
  const collate = former.collation === undefined ? '' : ` COLLATE ${quoteName(former.collation)}`;
  return run(own`ALTER TYPE ${type} ALTER ATTRIBUTE ${{ name }} TYPE ${{ sql: typeSql(former.type) + collate }}${cascade}`);
}
