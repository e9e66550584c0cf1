import type { ColumnDefinition } from '../../../schema/definitions';
import type { Column, Table, TypeName } from '../../../schema/schema';
import { serialBase, typeText } from '../../../schema/types';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** IF NOT EXISTS looks at the name alone. */
export const addColumnIfNotExistsNoop = changeRule({
  id: 'add-column-if-not-exists-noop',
  title: 'IF NOT EXISTS of what exists with another definition',
  category: 'column',
  severity: 'warning',
  also: [],
  on: ['add-column', 'create-table'],
  check(change, context) {
    const known = context.table(change.table);
    if (!change.ifNotExists || known === undefined || known.partlyKnown || context.schema.partlyKnown) return undefined;
    const columns = change.kind === 'add-column' ? [change.column] : change.columns;
    if (change.kind === 'add-column' && !known.columns.some(({ name }) => name === change.column.name)) return undefined;
    const differences = columns.flatMap((column) => differenceOf(column, known) ?? []);
    if (differences.length === 0) return undefined;
    const name = plainName(known.key);
    return {
      message: `Does nothing, for ${change.kind === 'add-column' ? `${name}.${change.column.name}` : name} exists already: ${enumerate(differences)}`,
      help: 'Write the ALTER TABLE that makes the difference.',
      at: findWords(context.statement.text, ['if', 'not', 'exists'], change.at) ?? change.at,
      related: relatedTo(change.kind === 'add-column' ? columnOf(known, change.column.name) : known, name, context),
    };
  },
});

function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

function relatedTo(object: Column | Table | undefined, name: string, context: RuleContext) {
  return context.origin(object, `${object !== undefined && 'name' in object ? `${name}.${object.name}` : name} was made here`);
}

/** How the column that is there differs from the one that is wanted: it is missing, or of another type. */
function differenceOf(wanted: ColumnDefinition, { columns }: Table): string | undefined {
  const found = columns.find(({ name }) => name === wanted.name);
  if (found === undefined) return `it has no column ${wanted.name}`;
  const type = serialBase(wanted.type) ?? wanted.type;
  return isSameType(found.type, type) ? undefined : `${wanted.name} is ${typeText(found.type)} and not ${typeText(type)}`;
}

/** A name without its schema may be that of the other one. */
function isSameType(a: TypeName, b: TypeName): boolean {
  const isSameSchema = a.schema === undefined || b.schema === undefined || a.schema === b.schema;
  return isSameSchema && typeText({ ...a, schema: '' }) === typeText({ ...b, schema: '' });
}
