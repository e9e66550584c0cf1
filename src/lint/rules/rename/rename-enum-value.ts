import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

export const renameEnumValue = changeRule({
  id: 'rename-enum-value',
  title: 'Enum value renamed',
  category: 'rename',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP060', 'strong_migrations:rename_enum_value', 'pgsafe:rename'],
  on: ['rename-enum-value'],
  check({ type, value, to, at }, context) {
    const known = context.type(type);
    if (known !== undefined && context.madeHere(known.origin)) return undefined;
    const name = known === undefined ? type.name : plainName(known.key);
    return {
      message: `Code that sends ‘${value}’ for ${name} fails from this moment, and gets ‘${to}’ where it expects ‘${value}’`,
      help: 'Add the new value, let code accept both, change the rows in batches, and stop writing the old one.',
      at: { start: findWords(context.statement.text, ['rename'], at)?.start ?? at.start, end: at.end },
      related: context.origin(known, `${name} was created here`),
    };
  },
});
