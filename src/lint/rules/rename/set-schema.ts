import type { Key, Origin } from '../../../schema/schema';
import { resolve } from '../../../schema/session';
import type { ChangeOf } from '../../../schema/change';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { isTakenOver } from './renamed';

type Moving = ChangeOf<'set-table-schema' | 'set-object-schema'>;

export const setSchema = changeRule({
  id: 'set-schema',
  title: 'Object moved to another schema',
  category: 'rename',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP098'],
  on: ['set-table-schema', 'set-object-schema'],
  check(change, context) {
    const { key, known } = subject(change, context);
    if (known.some(({ origin }) => context.madeHere(origin)) || isTakenOver(key, context)) return undefined;
    const name = key.slice(key.indexOf('.') + 1);
    return {
      message: `Code that says ${key} fails from this moment, and code that says ${name} finds it only with ${change.to} in its search_path`,
      help: 'Leave a view, or a function that calls it, in the old schema until no code names it there.',
      at: findWords(context.statement.text, ['set', 'schema', change.to], change.at) ?? change.at,
      related: context.origin(known[0], `${key} was created here`),
    };
  },
});

function subject(
  change: Moving,
  context: RuleContext,
): { readonly key: Key; readonly known: readonly { readonly origin: Origin }[] } {
  const { schema, session } = context;
  const what = change.kind === 'set-table-schema' ? 'table' : change.what;
  const name = change.kind === 'set-table-schema' ? change.table : change.name;
  if (what === 'type') {
    const found = context.type(name);
    return { key: resolve(name, schema, session, 'type'), known: found === undefined ? [] : [found] };
  }
  if (what === 'function') {
    const key = resolve(name, schema, session, 'function');
    return { key, known: schema.functions.get(key) ?? [] };
  }
  const key = context.resolve(name);
  const found = schema.relations.get(key);
  return { key, known: found === undefined ? [] : [found] };
}
