import { changesOf } from '../../../schema/changes';
import { resolve } from '../../../schema/session';
import type { Key } from '../../../schema/schema';
import type { Report, RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** What every new name of something that code calls by its name leads to. */
export function renamed(what: { readonly key: Key; readonly to: string }, context: RuleContext): Pick<Report, 'message' | 'at'> {
  const { text } = context.statement;
  const schema = what.key.slice(0, what.key.indexOf('.'));
  return {
    message: `Code that says ${plainName(what.key)} fails from this moment, and code that says ${plainName(`${schema}.${what.to}`)} fails until then`,
    at: { start: findWords(text, ['rename', 'to'], { start: 0, end: text.length })?.start ?? 0, end: text.length },
  };
}

/** Whether a later statement of the script puts something else under the old name, so that code goes on to find it. */
export function isTakenOver(key: Key, context: RuleContext): boolean {
  const { schema, session } = context;
  const keyOf = (name: { readonly schema?: string; readonly name: string }): Key => resolve(name, schema, session);
  const name = key.slice(key.indexOf('.') + 1);
  return context.later().some((statement) =>
    changesOf(statement).some((change) => {
      switch (change.kind) {
        case 'create-table':
          return keyOf(change.table) === key;
        case 'create-view':
          return keyOf(change.view) === key;
        case 'create-sequence':
          return keyOf(change.sequence) === key;
        case 'create-enum':
        case 'create-domain':
        case 'create-type':
          return resolve(change.type, schema, session, 'type') === key;
        case 'create-function':
          return resolve(change.function, schema, session, 'function') === key;
        case 'rename-table':
        case 'rename-view':
        case 'rename-sequence':
        case 'rename-type':
        case 'rename-function':
          return change.to === name;
        default:
          return false;
      }
    }),
  );
}
