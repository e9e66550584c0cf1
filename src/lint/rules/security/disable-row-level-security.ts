import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const disableRowLevelSecurity = changeRule({
  id: 'disable-row-level-security',
  title: 'Row security switched off',
  category: 'security',
  severity: 'error',
  upOnly: true,
  also: [],
  on: ['set-row-security', 'force-row-security'],
  check(change, context) {
    const isOff = change.kind === 'set-row-security' ? !change.enabled : !change.forced;
    if (!isOff || context.createdHere(change.table)) return undefined;
    const known = context.table(change.table);
    if (change.kind === 'set-row-security' && known?.rowSecurity === false && !known.partlyKnown) return undefined;
    const name = plainName(context.resolve(change.table));
    return {
      message:
        change.kind === 'set-row-security'
          ? `Everyone who may read ${name} sees all of its rows from now on, and its policies hold for nobody`
          : `The owner of ${name} sees all of its rows from now on, and so does the application if it logs in as that role`,
      help: 'Change the policies instead.',
      related: context.origin(known, `${name} was created here`),
    };
  },
});
