import type {
  AlterDomainStmt,
  AlterTableCmd,
  AlterTableStmt,
  ColumnDef,
  AlterEnumStmt,
  CompositeTypeStmt,
  CreateDomainStmt,
  CreateEnumStmt,
  CreateRangeStmt,
} from '@pgsql/types';
import type { Change } from '../change';
import type { AttributeAction, DomainAction } from '../definitions';
import type { Attribute } from '../schema';
import { typeOf } from '../types';
import { constraintDefinition } from './constraint';
import { elementEnd, findWord, indexAt } from '../../sql/ranges';
import { nameOf, nameOfList, only, strings, type Reading } from './reading';

export function createEnum(reading: Reading, node: CreateEnumStmt): readonly Change[] {
  return [{ kind: 'create-enum', at: reading.whole, type: nameOfList(node.typeName), values: strings(node.vals) }];
}

export function alterEnum(reading: Reading, node: AlterEnumStmt): readonly Change[] {
  const type = nameOfList(node.typeName);
  const at = reading.whole;
  if (node.oldVal !== undefined) return [{ kind: 'rename-enum-value', at, type, value: node.oldVal, to: node.newVal ?? '' }];
  const where = node.newValIsAfter === true ? 'after' : 'before';
  return [
    {
      kind: 'add-enum-value',
      at,
      type,
      value: node.newVal ?? '',
      ifNotExists: node.skipIfNewValExists === true,
      ...(node.newValNeighbor !== undefined && { place: { where, value: node.newValNeighbor } }),
    },
  ];
}

export function createDomain(reading: Reading, node: CreateDomainStmt): readonly Change[] {
  const { it } = reading;
  const constraints = only('Constraint', node.constraints);
  const starts = constraints.map((constraint) => constraint.location ?? 0);
  const endOf = (start: number) => Math.min(reading.text.length, ...starts.filter((other) => other > start));
  const standard = constraints.find((constraint) => constraint.contype === 'CONSTR_DEFAULT');
  return [
    {
      kind: 'create-domain',
      at: reading.whole,
      type: nameOfList(node.domainname),
      base: typeOf(node.typeName ?? {}),
      notNull: constraints.some((constraint) => constraint.contype === 'CONSTR_NOTNULL'),
      ...(standard?.raw_expr && {
        default: reading.expression(
          standard.raw_expr,
          it.tokens[findWord(it, 'default', indexAt(it, standard.location ?? 0))]?.at.end ?? 0,
          endOf(standard.location ?? 0),
        ),
      }),
      checks: constraints.flatMap((constraint) => {
        if (constraint.contype !== 'CONSTR_CHECK') return [];
        const start = constraint.location ?? 0;
        const { name, expression } = constraintDefinition(reading, constraint, { start, end: endOf(start) });
        return expression === undefined ? [] : [{ ...(name !== undefined && { name }), expression }];
      }),
    },
  ];
}

export function alterDomain(reading: Reading, node: AlterDomainStmt): readonly Change[] {
  const action = domainAction(reading, node);
  return action === undefined ? [] : [{ kind: 'alter-domain', at: reading.whole, type: nameOfList(node.typeName), action }];
}

/** The parser tells ALTER DOMAIN's forms apart by a letter. */
function domainAction(reading: Reading, node: AlterDomainStmt): DomainAction | undefined {
  const { it } = reading;
  switch (node.subtype) {
    case 'T': {
      const word = it.tokens[findWord(it, 'default', 0)];
      return node.def === undefined
        ? { kind: 'drop-default' }
        : { kind: 'set-default', default: reading.expression(node.def, word?.at.end ?? 0, reading.text.length) };
    }
    case 'N':
      return { kind: 'drop-not-null' };
    case 'O':
      return { kind: 'set-not-null' };
    case 'C': {
      if (node.def === undefined || !('Constraint' in node.def)) return undefined;
      const constraint = node.def.Constraint;
      if (constraint.contype === 'CONSTR_NOTNULL') return { kind: 'set-not-null' };
      const start = constraint.location ?? 0;
      const { name, expression, notValid } = constraintDefinition(reading, constraint, {
        start,
        end: elementEnd(it, indexAt(it, start)),
      });
      if (expression === undefined) return undefined;
      return { kind: 'add-check', ...(name !== undefined && { name }), expression, notValid };
    }
    case 'X':
      return { kind: 'drop-constraint', constraint: node.name ?? '' };
    case 'V':
      return { kind: 'validate-constraint', constraint: node.name ?? '' };
    default:
      return undefined;
  }
}

export function createComposite(reading: Reading, node: CompositeTypeStmt): readonly Change[] {
  return [
    {
      kind: 'create-composite',
      at: reading.whole,
      type: nameOf(node.typevar),
      attributes: only('ColumnDef', node.coldeflist).map((each) => attributeOf(each.colname ?? '', each)),
    },
  ];
}

function attributeOf(name: string, { typeName, collClause }: ColumnDef): Attribute {
  return { name, type: typeOf(typeName ?? {}), ...(collClause && { collation: nameOfList(collClause.collname) }) };
}

/** ALTER TYPE … ATTRIBUTE, which comes as clauses of ALTER TABLE. */
export function alterComposite(reading: Reading, node: AlterTableStmt): readonly Change[] {
  return only('AlterTableCmd', node.cmds).flatMap((command): readonly Change[] => {
    const action = attributeAction(command);
    const cascade = command.behavior === 'DROP_CASCADE';
    return action === undefined
      ? []
      : [{ kind: 'alter-composite', at: reading.whole, type: nameOf(node.relation), action, cascade }];
  });
}

function attributeAction({ subtype, name = '', def }: AlterTableCmd): AttributeAction | undefined {
  const column = def !== undefined && 'ColumnDef' in def ? def.ColumnDef : {};
  switch (subtype) {
    case 'AT_AddColumn':
      return { kind: 'add', attribute: attributeOf(column.colname ?? '', column) };
    case 'AT_DropColumn':
      return { kind: 'drop', attribute: name };
    case 'AT_AlterColumnType':
      return { kind: 'change-type', attribute: attributeOf(name, column) };
    default:
      return undefined;
  }
}

export function createRange(reading: Reading, node: CreateRangeStmt): readonly Change[] {
  return [{ kind: 'create-type', at: reading.whole, type: nameOfList(node.typeName), what: 'range' }];
}
