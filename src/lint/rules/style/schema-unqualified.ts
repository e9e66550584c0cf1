import type { Change } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import type { Name } from '../../../schema/schema';
import { resolve } from '../../../schema/session';
import { identifierOf } from '../../../sql/identifier';
import { lex } from '../../../sql/lexer';
import { quoteIdentifier } from '../../../sql/quote';
import type { Span } from '../../../sql/span';
import { changeRule, type RuleContext } from '../../rule';

const kinds = [
  'create-table',
  'create-view',
  'create-sequence',
  'create-enum',
  'create-domain',
  'create-type',
  'create-composite',
  'create-function',
  'create-index',
  'create-trigger',
  'create-policy',
  'add-column',
  'add-constraint',
  'change-column-type',
  'drop-column',
  'drop-constraint',
  'drop-sequence',
  'drop-table',
  'drop-type',
  'drop-view',
  'rename-column',
  'rename-table',
  'truncate',
] as const satisfies readonly Change['kind'][];

/** https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH */
export const schemaUnqualified = changeRule({
  id: 'schema-unqualified',
  title: 'Name without its schema',
  category: 'style',
  severity: 'information',
  preset: 'all',
  also: ['squawk:require-table-schema', 'pgsafe:require-schema-qualified'],
  on: kinds,
  check(change, context) {
    if (change.kind === 'create-table' && change.persistence === 'temporary') return undefined;
    const name = nameOf(change);
    // A script that sets search_path has said where its names are.
    if (name.schema !== undefined || name.name === '' || setsSearchPath(context)) return undefined;
    const at = spanOf(context.statement.text, name.name);
    if (at === undefined || isTold(change, name, context)) return undefined;
    const key = keyOf(change, name, context);
    if (key.startsWith('pg_temp.')) return undefined;
    const schema = key.slice(0, key.indexOf('.'));
    const isNew = change.kind.startsWith('create-') && !ofTables.has(change.kind);
    return {
      message: isNew
        ? `The search_path of whoever runs this decides in which schema ${name.name} is made`
        : `The search_path of whoever runs this decides which ${name.name} is meant`,
      help: 'Name the schema.',
      at,
      fixes: [
        {
          title: `Say that it is in ${schema}`,
          edits: [context.replace({ start: at.start, end: at.start }, `${quoteIdentifier(schema)}.`)],
          preferred: false,
          safe: false,
        },
      ],
    };
  },
});

const ofTables: ReadonlySet<string> = new Set(['create-index', 'create-trigger', 'create-policy']);

type Naming = Extract<Change, { readonly kind: (typeof kinds)[number] }>;

function nameOf(change: Naming): Name {
  switch (change.kind) {
    case 'create-view':
    case 'drop-view':
      return change.view;
    case 'create-sequence':
    case 'drop-sequence':
      return change.sequence;
    case 'create-enum':
    case 'create-domain':
    case 'create-type':
    case 'create-composite':
    case 'drop-type':
      return change.type;
    case 'create-function':
      return change.function;
    default:
      return change.table;
  }
}

function keyOf(change: Naming, name: Name, { schema, session }: RuleContext): string {
  switch (change.kind) {
    case 'create-enum':
    case 'create-domain':
    case 'create-type':
    case 'create-composite':
    case 'drop-type':
      return resolve(name, schema, session, 'type');
    case 'create-function':
      return resolve(name, schema, session, 'function');
    default:
      return resolve(name, schema, session);
  }
}

/** Several clauses of one ALTER TABLE have one name. */
function isTold(change: Naming, name: Name, context: RuleContext): boolean {
  const [first] = changesOf(context.statement);
  return (
    first !== undefined &&
    first.at.start < change.at.start &&
    change.inBlock === undefined &&
    isNaming(first) &&
    nameOf(first).name === name.name
  );
}

function isNaming(change: Change): change is Naming {
  return (kinds as readonly string[]).includes(change.kind);
}

function setsSearchPath(context: RuleContext): boolean {
  return context.changesBefore().some((change) => change.kind === 'set' && change.setting === 'search_path');
}

/** Where the name stands first: the clauses of ALTER TABLE come behind it. */
function spanOf(text: string, name: string): Span | undefined {
  return lex(text).find((token) => (token.kind === 'word' || token.kind === 'quoted') && identifierOf(text, token) === name)?.at;
}
