import type { ChangeOf } from '../../../schema/change';
import type { Key, Origin } from '../../../schema/schema';
import { resolve } from '../../../schema/session';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { isTakenOver, renamed } from './renamed';

type Renaming = ChangeOf<'rename-view' | 'rename-sequence' | 'rename-type' | 'rename-function'>;

/** What inside the database depends on it follows by its oid; code outside knows the name alone. */
export const renameViewSequenceType = changeRule({
  id: 'rename-view-sequence-type',
  title: 'View, sequence, type or function renamed',
  category: 'rename',
  severity: 'warning',
  upOnly: true,
  also: ['pgsafe:rename'],
  on: ['rename-view', 'rename-sequence', 'rename-type', 'rename-function'],
  check(change, context) {
    const { key, known } = subject(change, context);
    if (known.some(({ origin }) => context.madeHere(origin)) || isTakenOver(key, context)) return undefined;
    // A column draws from its own sequence by oid, and code that inserts does not name it.
    if (known.some((each) => 'ownedBy' in each)) return undefined;
    // A trigger finds its function by oid, and nobody else can call it.
    if (known.length > 0 && known.every((each) => 'returns' in each && each.returns === 'trigger')) return undefined;
    return {
      ...renamed({ key, to: change.to }, context),
      help: 'Create it under the new name beside the old one, move the code over, and drop the old one in a later migration.',
      related: context.origin(known[0], `${plainName(key)} was created here`),
    };
  },
});

function subject(
  change: Renaming,
  context: RuleContext,
): { readonly key: Key; readonly known: readonly { readonly origin: Origin }[] } {
  const { schema, session } = context;
  switch (change.kind) {
    case 'rename-view':
    case 'rename-sequence': {
      const key = context.resolve(change.kind === 'rename-view' ? change.view : change.sequence);
      const found = schema.relations.get(key);
      return { key, known: found === undefined ? [] : [found] };
    }
    case 'rename-type': {
      const found = context.type(change.type);
      return { key: resolve(change.type, schema, session, 'type'), known: found === undefined ? [] : [found] };
    }
    case 'rename-function': {
      const key = resolve(change.function, schema, session, 'function');
      return { key, known: schema.functions.get(key) ?? [] };
    }
  }
}
