import type { Change, ChangeOf } from '../schema/change';
import type { ConstraintDefinition } from '../schema/definitions';
import { firstBytes, identifierOf, longestName } from '../sql/identifier';
import { lex } from '../sql/lexer';
import type { Span } from '../sql/span';
import { tokenText } from '../sql/token';

/** The kinds of things that are named by whoever makes them. */
export const namedKinds = [
  'schema',
  'table',
  'column',
  'view',
  'sequence',
  'type',
  'function',
  'trigger',
  'policy',
  'index',
  'primary-key',
  'unique',
  'foreign-key',
  'check',
  'exclude',
] as const;
export type NamedKind = (typeof namedKinds)[number];

/** A name that a change gives to something. */
export interface NewName {
  readonly kind: NamedKind;
  /** As the server keeps it. */
  readonly name: string;
  /** Where it is written. */
  readonly at: Span;
}

/** The changes that give names. */
export const namingKinds = [
  'create-schema',
  'create-table',
  'add-column',
  'add-constraint',
  'create-index',
  'create-view',
  'create-sequence',
  'create-enum',
  'create-domain',
  'create-type',
  'create-composite',
  'create-function',
  'create-trigger',
  'create-policy',
  'rename-schema',
  'rename-table',
  'rename-column',
  'rename-view',
  'rename-index',
  'rename-sequence',
  'rename-type',
  'rename-function',
  'rename-trigger',
  'rename-policy',
] as const satisfies readonly Change['kind'][];

/** The names that a change gives, in the order of the text; those that are nowhere written as such are left out. */
export function newNames(change: ChangeOf<(typeof namingKinds)[number]>, text: string): readonly NewName[] {
  const named = (kind: NamedKind, name: string | undefined, within: Span = change.at, nth: 'first' | 'last' = 'first') => {
    const at = name === undefined || name === '' ? undefined : spanOf(text, name, within, nth);
    return at === undefined || name === undefined ? [] : [{ kind, name, at }];
  };
  const ofConstraint = ({ kind, name, at }: ConstraintDefinition): readonly NewName[] =>
    kind === 'not-null' ? [] : named(kind, name, at);
  switch (change.kind) {
    case 'create-schema':
      return named('schema', change.schema);
    case 'create-table': {
      const columns = change.columns.flatMap((column) => [
        ...named('column', column.name, column.at),
        ...column.constraints.flatMap(ofConstraint),
      ]);
      return [...named('table', change.table.name), ...columns, ...change.constraints.flatMap(ofConstraint)];
    }
    case 'add-column':
      return [...named('column', change.column.name, change.column.at), ...change.column.constraints.flatMap(ofConstraint)];
    case 'add-constraint':
      return ofConstraint(change.constraint);
    case 'create-index':
      return named('index', change.index);
    case 'create-view':
      return named('view', change.view.name);
    case 'create-sequence':
      return named('sequence', change.sequence.name);
    case 'create-enum':
    case 'create-domain':
    case 'create-type':
    case 'create-composite':
      return named('type', change.type.name);
    case 'create-function':
      return named('function', change.function.name);
    case 'create-trigger':
      return named('trigger', change.trigger);
    case 'create-policy':
      return named('policy', change.policy);
    default:
      return named(renamedKinds[change.kind], change.to, change.at, 'last');
  }
}

const renamedKinds = {
  'rename-schema': 'schema',
  'rename-table': 'table',
  'rename-column': 'column',
  'rename-view': 'view',
  'rename-index': 'index',
  'rename-sequence': 'sequence',
  'rename-type': 'type',
  'rename-function': 'function',
  'rename-trigger': 'trigger',
  'rename-policy': 'policy',
} as const;

/** Where a name is written, by itself or behind the dot of a schema. */
function spanOf(text: string, name: string, body: Span, nth: 'first' | 'last'): Span | undefined {
  const tokens = lex(text, { body }).filter(({ kind }) => kind !== 'comment');
  const found = tokens.filter((token, index) => {
    if (token.kind !== 'word' && token.kind !== 'quoted') return false;
    const next = tokens[index + 1];
    const isSchema = next?.kind === 'punctuation' && tokenText(text, next) === '.';
    return !isSchema && firstBytes(identifierOf(text, token), longestName) === name;
  });
  return (nth === 'first' ? found[0] : found.at(-1))?.at;
}
