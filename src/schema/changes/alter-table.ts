import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import type { Change } from '../change';
import type { StorageParameter } from '../definitions';
import type { Name } from '../schema';
import { typeOf } from '../types';
import { elements, findWord, indexAt, typeSpan } from '../../sql/ranges';
import { isWord } from '../../sql/token';
import type { Span } from '../../sql/span';
import { columnDefinition, identityOf } from './column';
import { constraintDefinition } from './constraint';
import { nameOf, nameOfList, only, roleName, type Reading } from './reading';
import { boundsOf, storageParameters } from './table';
import { ruleState, triggerState } from './trigger';

/** One Change a clause, each with the clause's own range. */
export function alterTable(reading: Reading, node: AlterTableStmt): readonly Change[] {
  const table = nameOf(node.relation);
  // ALTER INDEX … ATTACH PARTITION, ALTER SEQUENCE … OWNER TO and the like come as this node too.
  const onTable = node.objtype === 'OBJECT_TABLE' || node.objtype === 'OBJECT_FOREIGN_TABLE';
  const spans = clauses(reading, node.relation?.location ?? 0);
  return only('AlterTableCmd', node.cmds).map((command, i) => {
    const at = spans[i] ?? reading.whole;
    const clause = command.subtype ?? '';
    const lenient = {
      ...(node.missing_ok === true && { ifRelationExists: true }),
      ...(onTable && node.relation?.inh !== true && { only: true }),
    };
    if (clause === 'AT_ChangeOwner')
      return { kind: 'set-table-owner', at, table, to: roleName(command.newowner ?? {}), ...lenient };
    if (onTable) return { ...clauseChange(reading, { table, command, at }), ...lenient };
    if (node.objtype === 'OBJECT_INDEX' && clause === 'AT_AttachPartition') {
      const partition = command.def !== undefined && 'PartitionCmd' in command.def ? command.def.PartitionCmd.name : undefined;
      return { kind: 'attach-index', at, index: table, partition: nameOf(partition), ...lenient };
    }
    const column = command.name !== undefined && { column: command.name };
    return { kind: 'alter-table-other', table, clause, at, ...column, ...optionsOf(command), ...lenient };
  });
}

/** The list of clauses begins after the table's name and an asterisk. */
function clauses(reading: Reading, nameStart: number): readonly Span[] {
  const { it } = reading;
  let i = indexAt(it, nameStart) + 1;
  while (reading.text[it.tokens[i]?.at.start ?? -1] === '.') i += 2;
  const next = it.tokens[i];
  if (next !== undefined && reading.text[next.at.start] === '*') i++;
  // ONLY (t) closes a parenthesis here.
  if (next !== undefined && reading.text[next.at.start] === ')') i++;
  return elements(it, i);
}

interface Clause {
  readonly table: Name;
  readonly command: AlterTableCmd;
  readonly at: Span;
}

function clauseChange(reading: Reading, { table, command, at }: Clause): Change {
  const column = command.name ?? '';
  const cascade = command.behavior === 'DROP_CASCADE';
  const ifExists = command.missing_ok === true;
  const { def } = command;
  const clause = command.subtype ?? '';
  switch (command.subtype) {
    case 'AT_AddColumn':
      if (def === undefined || !('ColumnDef' in def)) break;
      return { kind: 'add-column', at, table, ifNotExists: ifExists, column: columnDefinition(reading, def.ColumnDef) };
    case 'AT_DropColumn':
      return { kind: 'drop-column', at, table, column, ifExists, cascade };
    case 'AT_AlterColumnType':
      if (def === undefined || !('ColumnDef' in def)) break;
      return changeType(reading, { table, command, at });
    case 'AT_ColumnDefault':
      return def === undefined
        ? { kind: 'drop-default', at, table, column }
        : { kind: 'set-default', at, table, column, default: reading.expression(def, afterWord(reading, 'default', at), at.end) };
    case 'AT_SetNotNull':
      return { kind: 'set-not-null', at, table, column };
    case 'AT_DropNotNull':
      return { kind: 'drop-not-null', at, table, column };
    case 'AT_AddConstraint':
      if (def === undefined || !('Constraint' in def)) break;
      return {
        kind: 'add-constraint',
        at,
        table,
        constraint: constraintDefinition(reading, def.Constraint, constraintAt(reading, at)),
      };
    case 'AT_ValidateConstraint':
      return { kind: 'validate-constraint', at, table, constraint: column };
    case 'AT_DropConstraint':
      return { kind: 'drop-constraint', at, table, constraint: column, ifExists, cascade };
    case 'AT_AlterConstraint':
      return alterConstraint({ table, command, at });
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      if (def === undefined || !('PartitionCmd' in def)) break;
      return command.subtype === 'AT_AttachPartition'
        ? {
            kind: 'attach-partition',
            at,
            table,
            partition: nameOf(def.PartitionCmd.name),
            ...boundsOf(reading, def.PartitionCmd.bound, at.end),
          }
        : {
            kind: 'detach-partition',
            at,
            table,
            partition: nameOf(def.PartitionCmd.name),
            concurrently: def.PartitionCmd.concurrent === true,
          };
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
      return { kind: 'set-row-security', at, table, enabled: command.subtype === 'AT_EnableRowSecurity' };
    case 'AT_ForceRowSecurity':
    case 'AT_NoForceRowSecurity':
      return { kind: 'force-row-security', at, table, forced: command.subtype === 'AT_ForceRowSecurity' };
    case 'AT_AddIdentity':
      if (def === undefined || !('Constraint' in def)) break;
      return {
        kind: 'set-identity',
        at,
        table,
        column,
        identity: identityOf(def.Constraint.generated_when),
        adds: { startIsGiven: only('DefElem', def.Constraint.options).some(({ defname }) => defname === 'start') },
      };
    case 'AT_SetIdentity':
      return setIdentity({ table, command, at });
    case 'AT_DropIdentity':
      return { kind: 'drop-identity', at, table, column, ...(ifExists && { ifExists }) };
    case 'AT_SetExpression':
      if (def === undefined) break;
      return {
        kind: 'set-expression',
        at,
        table,
        column,
        expression: reading.expression(def, afterWord(reading, 'as', at), at.end),
      };
    case 'AT_DropExpression':
      return { kind: 'drop-expression', at, table, column };
    case 'AT_AddInherit':
    case 'AT_DropInherit':
      if (def === undefined || !('RangeVar' in def)) break;
      return { kind: 'set-inherit', at, table, parent: nameOf(def.RangeVar), inherits: command.subtype === 'AT_AddInherit' };
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      return { kind: 'set-persistence', at, table, persistence: command.subtype === 'AT_SetLogged' ? 'permanent' : 'unlogged' };
    default:
      break;
  }
  const state = command.subtype === undefined ? undefined : triggerState(command.subtype, command.name);
  if (state !== undefined) return { ...state, at, table };
  const rule = command.subtype === undefined ? undefined : ruleState(command.subtype);
  if (rule !== undefined) return { kind: 'set-rule-state', at, table, rule: column, state: rule };
  return { kind: 'alter-table-other', at, table, clause, ...(command.name !== undefined && { column }), ...optionsOf(command) };
}

/** The parameters of SET (…) and RESET (…). */
function optionsOf({ subtype, def }: AlterTableCmd): { readonly parameters?: readonly StorageParameter[] } {
  const isMeant = subtype === 'AT_SetRelOptions' || subtype === 'AT_ResetRelOptions';
  return isMeant && def !== undefined && 'List' in def ? { parameters: storageParameters(def.List.items ?? []) } : {};
}

function changeType(reading: Reading, { table, command, at }: Clause): Change {
  const { it } = reading;
  const def = command.def !== undefined && 'ColumnDef' in command.def ? command.def.ColumnDef : {};
  const usingWord = it.tokens[findWord(it, 'using', indexAt(it, at.start), at.end)];
  return {
    kind: 'change-column-type',
    at,
    table,
    column: command.name ?? '',
    type: typeOf(def.typeName ?? {}),
    ...(def.raw_default && usingWord && { using: reading.expression(def.raw_default, usingWord.at.end, at.end) }),
    ...(def.collClause && { collation: nameOfList(def.collClause.collname) }),
    typeAt: typeSpan(it, def.typeName?.location ?? at.start),
  };
}

function alterConstraint({ table, command, at }: Clause): Change {
  const node = command.def !== undefined && 'ATAlterConstraint' in command.def ? command.def.ATAlterConstraint : undefined;
  return {
    kind: 'alter-constraint',
    at,
    table,
    constraint: node?.conname ?? '',
    ...(node?.alterDeferrability && {
      deferrable: node.deferrable === true || node.initdeferred === true,
      initiallyDeferred: node.initdeferred === true,
    }),
    ...(node?.alterInheritability && { noInherit: node.noinherit === true }),
    ...(node?.alterEnforceability && { enforced: node.is_enforced === true }),
  };
}

/** SET GENERATED; RESTART and the sequence's other options leave the column as it is. */
function setIdentity({ table, command, at }: Clause): Change {
  const column = command.name ?? '';
  const options = command.def !== undefined && 'List' in command.def ? only('DefElem', command.def.List.items) : [];
  const generated = options.find((option) => option.defname === 'generated')?.arg;
  if (generated === undefined || !('Integer' in generated)) {
    return { kind: 'alter-table-other', at, table, clause: 'AT_SetIdentity', column };
  }
  // The parser stores the letter's code: ATTRIBUTE_IDENTITY_ALWAYS is 'a'.
  return { kind: 'set-identity', at, table, column, identity: identityOf(String.fromCharCode(generated.Integer.ival ?? 0)) };
}

/** The constraint without the word ADD. */
function constraintAt(reading: Reading, at: Span): Span {
  const { it } = reading;
  const i = indexAt(it, at.start);
  const start = isWord(reading.text, it.tokens[i], 'add') ? (it.tokens[i + 1]?.at.start ?? at.start) : at.start;
  return { start, end: at.end };
}

function afterWord(reading: Reading, word: string, at: Span): number {
  const { it } = reading;
  return it.tokens[findWord(it, word, indexAt(it, at.start), at.end)]?.at.end ?? at.start;
}
