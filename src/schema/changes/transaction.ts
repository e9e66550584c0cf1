import type { Node, TransactionStmt, VariableSetStmt } from '@pgsql/types';
import type { Change, ChangeOf } from '../change';
import { stringOf, type Reading } from './reading';

const kinds: Readonly<Record<NonNullable<TransactionStmt['kind']>, ChangeOf<'transaction'>['what']>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_PREPARE: 'prepare',
  TRANS_STMT_COMMIT_PREPARED: 'commit-prepared',
  TRANS_STMT_ROLLBACK_PREPARED: 'rollback-prepared',
};

export function transaction(reading: Reading, node: TransactionStmt): readonly Change[] {
  const what = kinds[node.kind ?? 'TRANS_STMT_BEGIN'];
  const end: Change = {
    kind: 'transaction',
    at: reading.whole,
    what,
    ...(node.savepoint_name !== undefined && { savepoint: node.savepoint_name }),
  };
  // COMMIT AND CHAIN opens the next transaction at once.
  return node.chain === true ? [end, { kind: 'transaction', at: reading.whole, what: 'begin' }] : [end];
}

export function setVariable(reading: Reading, node: VariableSetStmt): readonly Change[] {
  const at = reading.whole;
  // SET TRANSACTION and SET SESSION CHARACTERISTICS set no setting that lasts.
  if (node.kind === 'VAR_SET_MULTI') return [{ kind: 'set', at, setting: node.name ?? '', local: true }];
  if (node.kind === 'VAR_RESET_ALL') return [{ kind: 'set', at, setting: 'all', local: false }];
  const value = node.kind === 'VAR_SET_VALUE' ? constants(node.args) : undefined;
  return [
    {
      kind: 'set',
      at,
      setting: (node.name ?? '').toLowerCase(),
      ...(value !== undefined && { value }),
      local: node.is_local === true,
    },
  ];
}

/** The values as PostgreSQL lists them, identifiers of search_path quoted where they must be. */
function constants(args: readonly Node[] | undefined): string | undefined {
  const values = (args ?? []).map(constantText);
  return values.some((value) => value === undefined) ? undefined : values.join(', ');
}

export function constantText(node: Node): string | undefined {
  if ('String' in node) return stringOf(node);
  if ('TypeCast' in node && node.TypeCast.arg !== undefined) return constantText(node.TypeCast.arg);
  if (!('A_Const' in node)) return undefined;
  const constant = node.A_Const;
  if (constant.isnull === true) return undefined;
  if (constant.sval !== undefined) return constant.sval.sval ?? '';
  if (constant.ival !== undefined) return String(constant.ival.ival ?? 0);
  if (constant.fval !== undefined) return constant.fval.fval ?? '';
  if (constant.boolval !== undefined) return constant.boolval.boolval === true ? 'on' : 'off';
  return undefined;
}
