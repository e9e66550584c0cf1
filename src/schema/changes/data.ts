import type {
  CopyStmt,
  DeleteStmt,
  InsertStmt,
  LockStmt,
  MergeStmt,
  Node,
  SelectStmt,
  TruncateStmt,
  UpdateStmt,
} from '@pgsql/types';
import type { Change, ChangeOf } from '../change';
import type { InsertedRows } from '../definitions';
import { elementEnd, findWord, indexAt } from '../../sql/ranges';
import { lex } from '../../sql/lexer';
import { tokenText } from '../../sql/token';
import { callsIn } from './names-in';
import { constantText } from './transaction';
import { nameOf, nameOfList, named, only, strings, type Reading } from './reading';

type Verb = ChangeOf<'write'>['verb'];

export function insert(reading: Reading, node: InsertStmt): readonly Change[] {
  return [...writesWithin(reading, node.withClause), inserted(reading, node)];
}

export function update(reading: Reading, node: UpdateStmt): readonly Change[] {
  return [...writesWithin(reading, node.withClause), updated(reading, node)];
}

export function deleteFrom(reading: Reading, node: DeleteStmt): readonly Change[] {
  return [...writesWithin(reading, node.withClause), deleted(reading, node)];
}

export function merge(reading: Reading, node: MergeStmt): readonly Change[] {
  return [...writesWithin(reading, node.withClause), write(reading, 'merge', node)];
}

export function copy(reading: Reading, node: CopyStmt): readonly Change[] {
  if (node.is_from === true) return [write(reading, 'copy', node)];
  const query = node.query === undefined ? [] : writesWithin(reading, [node.query]);
  return query.length > 0 ? query : [{ kind: 'read', at: reading.whole }];
}

/** SELECT, which may write by WITH, make a table by INTO, or set a setting by set_config. */
export function select(reading: Reading, node: SelectStmt): readonly Change[] {
  const at = reading.whole;
  if (node.intoClause !== undefined) {
    return [
      {
        kind: 'create-table',
        at,
        table: nameOf(node.intoClause.rel),
        foreign: false,
        ifNotExists: false,
        persistence: node.intoClause.rel?.relpersistence === 't' ? 'temporary' : 'permanent',
        columns: [],
        constraints: [],
        inherits: [],
        like: [],
        filled: true,
        isFromQuery: true,
      },
    ];
  }
  const changes = [...writesWithin(reading, node.withClause), ...settings(reading, node)];
  if (changes.length > 0) return changes;
  const calls = callsIn(node);
  return [{ kind: 'read', at, ...(calls.length > 0 && { calls }) }];
}

function write(reading: Reading, verb: Verb, node: { readonly relation?: InsertStmt['relation'] }): ChangeOf<'write'> {
  return { kind: 'write', at: reading.whole, verb, table: nameOf(node.relation), hasWhere: false };
}

function inserted(reading: Reading, node: InsertStmt): Change {
  return { ...write(reading, 'insert', node), rows: insertedRows(node) };
}

function insertedRows(node: InsertStmt): InsertedRows {
  const query = node.selectStmt !== undefined && 'SelectStmt' in node.selectStmt ? node.selectStmt.SelectStmt : undefined;
  const [first] = query?.valuesLists ?? [];
  const values = first !== undefined && 'List' in first ? (first.List.items ?? []) : [];
  // Parts of a column may be filled one by one.
  const whole = only('ResTarget', node.cols).filter(({ indirection }) => indirection === undefined);
  const columns = whole.map(({ name }) => name ?? '');
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  return {
    columns,
    from: query === undefined ? 'defaults' : first === undefined ? 'query' : 'values',
    width: values.length,
    hasConflictClause: node.onConflictClause !== undefined,
    hasDefault: values.some((value) => 'SetToDefault' in value),
    ...(twice !== undefined && { twice }),
  };
}

function updated(reading: Reading, node: UpdateStmt): Change {
  const { it } = reading;
  // Parts of a column, as in `a[1] = 0, a[2] = 0`, may be set one by one.
  const whole = only('ResTarget', node.targetList).filter(({ indirection }) => indirection === undefined);
  const behind = ['where', 'returning', ...(node.fromClause === undefined ? [] : ['from'])];
  const sets = whole.map(({ name, location = 0 }) => {
    const index = indexAt(it, location);
    const ends = behind.map((word) => it.tokens[findWord(it, word, index)]?.at.start ?? reading.text.length);
    return { column: name ?? '', at: { start: location, end: elementEnd(it, index, Math.min(...ends)) } };
  });
  return { ...write(reading, 'update', node), ...condition(node.whereClause), sets };
}

function deleted(reading: Reading, node: DeleteStmt): Change {
  return { ...write(reading, 'delete', node), ...condition(node.whereClause) };
}

function condition(where: Node | undefined): Pick<ChangeOf<'write'>, 'hasWhere' | 'where'> {
  return where === undefined || isAlwaysTrue(where) ? { hasWhere: false } : { hasWhere: true, where };
}

/** `true`, or a comparison of a constant with itself: `1 = 1`. */
function isAlwaysTrue(where: Node): boolean {
  if ('A_Const' in where) return constantText(where) === 'on';
  if (!('A_Expr' in where) || where.A_Expr.kind !== 'AEXPR_OP') return false;
  const { name, lexpr, rexpr } = where.A_Expr;
  if (lexpr === undefined || rexpr === undefined) return false;
  const left = constantText(lexpr);
  return left !== undefined && left === constantText(rexpr) && strings(name).some((sign) => ['=', '>=', '<='].includes(sign));
}

/** The writes in WITH queries, which PostgreSQL carries out too. */
function writesWithin(reading: Reading, tree: unknown): readonly Change[] {
  const found: Change[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const node = value as { InsertStmt?: InsertStmt; UpdateStmt?: UpdateStmt; DeleteStmt?: DeleteStmt; MergeStmt?: MergeStmt };
      if (node.InsertStmt) found.push(inserted(reading, node.InsertStmt));
      if (node.UpdateStmt) found.push(updated(reading, node.UpdateStmt));
      if (node.DeleteStmt) found.push(deleted(reading, node.DeleteStmt));
      if (node.MergeStmt) found.push(write(reading, 'merge', node.MergeStmt));
      Object.values(value).forEach(visit);
    }
  };
  visit(tree);
  return found;
}

/** `SELECT set_config(name, value, is_local)`, in which pg_dump writes its search_path, and `SELECT setval(…)`. */
function settings(reading: Reading, node: SelectStmt): readonly Change[] {
  return only('ResTarget', node.targetList).flatMap(({ val }): readonly Change[] => {
    if (val === undefined || !('FuncCall' in val)) return [];
    const { name } = nameOfList(val.FuncCall.funcname);
    if (name === 'setval') return [setSequence(reading, val.FuncCall.args?.[0])];
    if (name !== 'set_config') return [];
    const [setting, value, local] = (val.FuncCall.args ?? []).map(constantText);
    if (setting === undefined) return [];
    const isLocal = local === 'on';
    return [
      { kind: 'set', at: reading.whole, setting: setting.toLowerCase(), ...(value !== undefined && { value }), local: isLocal },
    ];
  });
}

function setSequence(reading: Reading, sequence: Node | undefined): Change {
  const text = sequence === undefined ? undefined : constantText(sequence);
  if (text === undefined) return { kind: 'set-sequence', at: reading.whole };
  const [name = '', schema] = text.split('.').reverse().map(foldCase);
  return { kind: 'set-sequence', at: reading.whole, sequence: named(schema, name) };
}

export function truncate(reading: Reading, node: TruncateStmt): readonly Change[] {
  const cascade = node.behavior === 'DROP_CASCADE';
  return only('RangeVar', node.relations).map((relation) => ({
    kind: 'truncate',
    at: reading.whole,
    table: nameOf(relation),
    cascade,
    ...(node.restart_seqs === true && { restartIdentity: true }),
    ...(relation.inh !== true && { only: true }),
  }));
}

export function lockTable(reading: Reading, node: LockStmt): readonly Change[] {
  return only('RangeVar', node.relations).map((relation) => ({
    kind: 'lock-table',
    at: reading.whole,
    table: nameOf(relation),
    mode: node.mode ?? 0,
    ...(relation.inh !== true && { only: true }),
  }));
}

/** How much of a statement is looked at to know it by its first words. */
const glance = 1000;

/** What a statement does that was too large to parse: such ones are data, known by their first words. */
export function changesAtAGlance(text: string): readonly Change[] {
  const head = text.slice(0, glance);
  const tokens = lex(head).filter((token) => token.kind !== 'comment');
  const words = tokens.slice(0, 6).map((token) => tokenText(head, token));
  const at = { start: tokens[0]?.at.start ?? 0, end: text.length };
  const first = words[0]?.toLowerCase();
  const second = words[1]?.toLowerCase();
  if (first === 'insert' && second === 'into') return [{ ...glanced('insert', words.slice(2)), at }];
  if (first === 'update') return [{ ...glanced('update', words.slice(second === 'only' ? 2 : 1)), at }];
  if (first === 'delete' && second === 'from') return [{ ...glanced('delete', words.slice(2)), at }];
  if (first === 'do') return [{ kind: 'do', language: 'plpgsql', body: text, dynamic: [], at }];
  if (first === 'select' || first === 'values') return [{ kind: 'read', at }];
  return [];
}

/** Unlike a parsed one it may have any WHERE; a statement that large has one, or the data are its point. */
function glanced(verb: Verb, words: readonly string[]): Omit<ChangeOf<'write'>, 'at'> {
  const parts = words.map(foldCase);
  const table = words[1] === '.' ? named(parts[0], parts[2] ?? '') : named(undefined, parts[0] ?? '');
  return { kind: 'write', verb, table, hasWhere: verb !== 'insert' };
}

function foldCase(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier.toLowerCase();
}
