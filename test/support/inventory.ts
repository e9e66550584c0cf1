/** What a Schema says, one line an object, so that a test can hold it against a server's catalog. */
import type { Column, Constraint, Index, Policy, References, Schema, Table, Trigger } from '../../src/schema/schema';
import { describeGoverned, describeRoles } from './inventory-access';
import { typeText } from '../../src/schema/types';

export function inventoryOfSchema(schema: Schema, { withRoles = false } = {}): Readonly<Record<string, string>> {
  const lines: Record<string, string> = {};
  if (withRoles) describeRoles(schema, lines);
  for (const relation of schema.relations.values()) {
    describeGoverned(`${relation.kind} ${relation.key}`, relation, lines);
    switch (relation.kind) {
      case 'table':
      case 'foreign-table':
        describeTable(relation, lines);
        break;
      case 'view':
      case 'materialized-view':
        lines[`${relation.kind} ${relation.key}`] = relation.kind === 'view' || relation.populated ? 'populated' : 'unpopulated';
        break;
      case 'index': {
        lines[`index ${relation.key}`] = describeIndex(relation);
        break;
      }
      case 'sequence':
        lines[`sequence ${relation.key}`] =
          relation.ownedBy === undefined ? 'free' : `${relation.ownedBy.table}.${relation.ownedBy.column}`;
        break;
    }
  }
  for (const type of schema.types.values()) {
    if (type.kind !== 'other') describeGoverned(`type ${type.key}`, type, lines);
    if (type.kind === 'enum') lines[`enum ${type.key}`] = type.values.join(' | ');
    if (type.kind === 'domain') {
      const checks = type.constraints.map(({ name, validated }) => `${name}${validated ? '' : ' not valid'}`).sort();
      lines[`domain ${type.key}`] = `${catalogType(typeText(type.base))}${type.notNull ? ' not null' : ''} ${checks.join(',')}`;
    }
    if (type.kind === 'range') lines[`range ${type.key}`] = '';
    if (type.kind === 'composite') {
      lines[`composite ${type.key}`] = type.attributes
        .map((it) => words(it.name, bare(catalogType(typeText(it.type))), it.collation && `collate ${it.collation.name}`))
        .join(', ');
    }
  }
  for (const [key, functions] of schema.functions) {
    for (const it of functions) {
      describeGoverned(`function ${key}/${it.arguments.length}`, it, lines);
      const signature = it.arguments.map((type) => bare(catalogType(type))).join(', ');
      lines[`function ${key}(${signature})`] = words(
        it.kind !== 'function' && it.kind,
        it.kind !== 'aggregate' && `${it.language} ${it.volatility} returns ${returned(it.returns)}`,
        it.securityDefiner && 'definer',
        it.setsSearchPath && 'path',
      );
    }
  }
  for (const { name, schema: space } of schema.extensions.values()) lines[`extension ${name}`] = space;
  for (const { kind, key, on } of schema.others.values()) lines[`${kind} ${key}`] = on === undefined ? '' : `on ${on}`;
  for (const it of schema.schemas.values()) {
    lines[`schema ${it.name}`] = '';
    describeGoverned(`schema ${it.name}`, it, lines);
  }
  return lines;
}

function describeIndex(index: Index): string {
  const columns = index.columns.map((column) => (column.startsWith('(') ? '(…)' : column)).join(',');
  return words(
    `on ${index.table} ${index.method}`,
    index.unique && 'unique',
    index.nullsNotDistinct && 'nulls not distinct',
    columns,
    index.include.length > 0 && `include ${index.include.join(',')}`,
    index.predicate !== undefined && 'partial',
    index.partitionOf !== undefined && `part of ${index.partitionOf}`,
    !index.valid && 'invalid',
  );
}

function returned(type: string | undefined): string {
  if (type === undefined) return '-';
  const [, setof = '', name = ''] = /^(setof )?(.*)$/.exec(type) ?? [];
  return setof + bare(catalogType(name));
}

/** Bounds without blanks and quotes, and without the time and zone that the server adds to a date. */
function boundsText(bounds = ''): string {
  return bounds
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ 00:00:00(?:\+00)?|[' ]/g, '');
}

/** Those of the words that apply. */
function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ');
}

function describeTable(table: Table, lines: Record<string, string>): void {
  const parent =
    table.partitionOf === undefined
      ? ''
      : ` partition of ${table.partitionOf.parent}${table.partitionOf.isDefault ? ' default' : ''} ${boundsText(table.partitionOf.bounds)}`;
  const by = table.partitionBy === undefined ? '' : ` by ${table.partitionBy.strategy}`;
  const inherits = table.inherits.length === 0 ? '' : ` inherits ${[...table.inherits].join(',')}`;
  lines[`${table.kind} ${table.key}`] =
    `${table.persistence}${by}${parent}${inherits}${table.rowSecurity ? ' row security' : ''}${table.rowSecurityForced ? ' forced' : ''}`;
  if (!table.partlyKnown) lines[`columns ${table.key}`] = table.columns.map((column) => column.name).join(',');
  for (const column of table.columns) {
    lines[`column ${table.key}.${column.name}`] = describeColumn(column);
    describeGoverned(`column ${table.key}.${column.name}`, column, lines);
  }
  const members = { constraint: table.constraints, trigger: table.triggers, policy: table.policies, rule: table.rules };
  for (const [kind, all] of Object.entries(members)) {
    for (const it of all) describeGoverned(`${kind} ${table.key}.${it.name}`, it, lines);
  }
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'not-null') lines[`constraint ${table.key}.${constraint.name}`] = describeConstraint(constraint);
  }
  for (const trigger of table.triggers) lines[`trigger ${table.key}.${trigger.name}`] = describeTrigger(trigger);
  for (const { name, event, instead, enabled } of table.rules) {
    lines[`rule ${table.key}.${name}`] = words(event, instead && 'instead', enabled !== 'origin' && enabled);
  }
  for (const policy of table.policies) lines[`policy ${table.key}.${policy.name}`] = describePolicy(policy);
}

function describeColumn(column: Column): string {
  const parts = [bare(catalogType(typeText(column.type)))];
  if (column.notNull) parts.push('not null');
  if (column.default !== undefined) parts.push('default');
  if (column.identity !== undefined) parts.push(`identity ${column.identity}`);
  if (column.generated !== undefined) parts.push('generated');
  if (column.collation !== undefined) parts.push(`collate ${column.collation.name}`);
  return parts.join(' ');
}

function describeConstraint(constraint: Constraint): string {
  const columns = constraint.kind === 'check' ? [...constraint.columns].sort() : constraint.columns;
  const { references } = constraint;
  return words(
    `${constraint.kind} (${columns.join(',')})`,
    references && describeReferences(references),
    constraint.deferrable && 'deferrable',
    constraint.initiallyDeferred && 'deferred',
    constraint.noInherit && 'no inherit',
    !constraint.enforced && 'not enforced',
    !constraint.validated && 'not valid',
  );
}

function describeReferences({ table, columns, onUpdate, onDelete, onDeleteColumns, match }: References<string>): string {
  return words(
    `to ${table}(${columns.join(',')})`,
    match !== 'simple' && match,
    onUpdate !== 'no action' && `update ${onUpdate}`,
    onDelete !== 'no action' && `delete ${onDelete}`,
    onDeleteColumns.length > 0 && `(${onDeleteColumns.join(',')})`,
  );
}

function describeTrigger({ function: runs, timing, events, columns, forEachRow, when, constraint, enabled }: Trigger): string {
  return words(
    runs.name,
    timing,
    [...events].sort().join(','),
    columns.length > 0 && `of ${columns.join(',')}`,
    forEachRow && 'row',
    when !== undefined && 'when',
    constraint !== undefined && 'constraint',
    constraint?.deferrable === true && 'deferrable',
    constraint?.initiallyDeferred === true && 'deferred',
    enabled !== 'origin' && enabled,
  );
}

function describePolicy({ command, permissive, roles, using, check }: Policy): string {
  return words(
    command,
    !permissive && 'restrictive',
    `to ${[...roles].sort().join(',')}`,
    using !== undefined && 'using',
    check !== undefined && 'check',
  );
}

/** A type in format_type's words. */
function catalogType(type: string): string {
  const [, name = '', modifiers = '', array = ''] = /^(.*?)(\([\d,-]+\))?(\[\])?$/.exec(type) ?? [];
  switch (name) {
    case 'varchar':
      return `character varying${modifiers}${array}`;
    case 'char':
      return `character${modifiers}${array}`;
    case 'timestamp':
    case 'time':
      return `${name}${modifiers} without time zone${array}`;
    case 'timestamptz':
    case 'timetz':
      return `${name.slice(0, -2)}${modifiers} with time zone${array}`;
    case 'varbit':
      return `bit varying${modifiers}${array}`;
    default:
      return type;
  }
}

/** Without schema and quotes: whether a name shows them depends on the search path of whoever looks. */
function bare(type: string): string {
  return type.replace(/"/g, '').replace(/^[a-z_]\w*\./, '');
}
