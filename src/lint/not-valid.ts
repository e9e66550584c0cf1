import type { ConstraintDefinition } from '../schema/definitions';
import { keyOf, partsOf } from '../schema/names';
import type { Name } from '../schema/schema';
import type { Edit } from '../migrations/edit';
import type { Fix } from './finding';
import { followUp } from './follow-up';
import type { RuleContext } from './rule';
import { insertAfter } from './statement-edits';
import { quoteIdentifier } from '../sql/quote';
import { alteredTable, keywords } from './user-text';

/** A table as a statement of another file must call it, where the search path is not the one in hand. */
export function tableElsewhere(table: Name, context: RuleContext): string | undefined {
  const written = alteredTable(context.statement.text);
  if (written === undefined || table.schema !== undefined) return written;
  const [schema = ''] = context.resolve(table).split('.');
  return schema === 'public' ? written : `${quoteIdentifier(schema)}.${written}`;
}

/**
 * NOT VALID here, and VALIDATE CONSTRAINT where it runs in another transaction: further down in a script without
 * one, or else in the next migration. Validating in the same transaction would hold the first lock all the while.
 */
export function notValidFix(table: Name, constraint: ConstraintDefinition, context: RuleContext): readonly Fix[] {
  const { statement } = context;
  const name = nameOfConstraint(table, constraint, context);
  if (name === undefined) return [];
  const { start, end } = constraint.at;
  const here = [
    ...(constraint.name === undefined
      ? [context.replace({ start, end: start }, `${keywords(statement.text, 'CONSTRAINT')} ${quoteIdentifier(name)} `)]
      : []),
    context.replace({ start: end, end }, keywords(statement.text, ' NOT VALID')),
  ];
  const later = validateLater(table, name, context);
  if (later === undefined) return [];
  return [
    { title: `Add NOT VALID, and validate ${later.where}`, edits: [...here, ...later.edits], preferred: true, safe: false },
  ];
}

/** VALIDATE CONSTRAINT in another transaction, and where it went. */
export function validateLater(table: Name, constraint: string, context: RuleContext): ReturnType<typeof runLater> {
  const { text } = context.statement;
  const target = tableElsewhere(table, context);
  if (target === undefined) return undefined;
  const validate = `${keywords(text, 'ALTER TABLE')} ${target} ${keywords(text, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(constraint)}`;
  return runLater(context, { description: `validate ${constraint}`, statements: [validate], undo: [] });
}

/** The name that a constraint is given, or that the server would choose, as far as that can be told. */
export function nameOfConstraint(table: Name, constraint: ConstraintDefinition, context: RuleContext): string | undefined {
  return constraint.name ?? chosenName(constraint, table, context);
}

/** Statements without semicolons for another transaction than the one in hand, and where they went. */
export function runLater(
  context: RuleContext,
  work: { readonly description: string; readonly statements: readonly string[]; readonly undo: readonly string[] },
): { readonly edits: readonly Edit[]; readonly where: string } | undefined {
  if (!context.inTransaction && !context.source.convention.sendsWholeFile) {
    return { edits: [insertAfter(context, work.statements)], where: 'after it' };
  }
  const edits = followUp(context, {
    description: work.description,
    up: work.statements.map((sql) => `${sql};\n`).join(''),
    down: work.undo.length === 0 ? '-- Nothing to undo.\n' : work.undo.map((sql) => `${sql};\n`).join(''),
    outsideTransaction: false,
  });
  return edits === undefined ? undefined : { edits, where: 'in the next migration' };
}

const suffixes: Partial<Record<ConstraintDefinition['kind'], string>> = {
  check: 'check',
  'foreign-key': 'fkey',
  unique: 'key',
  'primary-key': 'pkey',
};

/**
 * The name that the server would choose, unless that is taken or has to be cut: then none. See ChooseConstraintName
 * in src/backend/catalog/pg_constraint.c, and ChooseIndexName in src/backend/commands/indexcmds.c.
 */
export function chosenName(
  { kind, columns }: Pick<ConstraintDefinition, 'kind' | 'columns'>,
  table: Name,
  context: RuleContext,
): string | undefined {
  const suffix = suffixes[kind];
  const known = context.table(table);
  if (suffix === undefined || known === undefined || known.partlyKnown) return undefined;
  const middle = kind === 'primary-key' || (kind === 'check' && columns.length !== 1) ? [] : columns;
  const { schema, name: tableName } = partsOf(known.key);
  const name = [tableName, ...middle, suffix].join('_');
  const { relations, constraintNames } = context.schema;
  const isTaken = [relations, constraintNames].some((taken) => taken.has(keyOf(schema, name)));
  return isTaken || new TextEncoder().encode(name).length > 63 ? undefined : name;
}
