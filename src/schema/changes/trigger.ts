import type { AlterTableType, CreateTrigStmt } from '@pgsql/types';
import type { Change, ChangeOf } from '../change';
import type { Trigger, TriggerState } from '../schema';
import { findWord, indexAt, insideParens } from '../../sql/ranges';
import { nameOf, nameOfList, strings, type Reading } from './reading';

/** Bits of catalog/pg_trigger.h. */
const timings: Readonly<Record<number, Trigger['timing']>> = { 2: 'before', 64: 'instead of' };
const eventBits: readonly (readonly [number, Trigger['events'][number]])[] = [
  [4, 'insert'],
  [8, 'delete'],
  [16, 'update'],
  [32, 'truncate'],
];

export function createTrigger(reading: Reading, node: CreateTrigStmt): readonly Change[] {
  const when = node.whenClause;
  return [
    {
      kind: 'create-trigger',
      at: reading.whole,
      table: nameOf(node.relation),
      trigger: node.trigname ?? '',
      function: nameOfList(node.funcname),
      timing: timings[node.timing ?? 0] ?? 'after',
      events: eventBits.flatMap(([bit, event]) => (((node.events ?? 0) & bit) === 0 ? [] : [event])),
      columns: strings(node.columns),
      forEachRow: node.row === true,
      ...(when && { when: reading.expression(when, ...condition(reading, node.relation?.location ?? 0)) }),
      ...(node.isconstraint === true && {
        constraint: { deferrable: node.deferrable === true, initiallyDeferred: node.initdeferred === true },
      }),
      replace: node.replace === true,
    },
  ];
}

/** What stands between the parentheses after WHEN. */
function condition({ it, text }: Reading, from: number): [number, number] {
  const inside = insideParens(it, findWord(it, 'when', indexAt(it, from)));
  return inside === undefined ? [0, text.length] : [inside.start, inside.end];
}

const states: Readonly<Partial<Record<AlterTableType, TriggerState>>> = {
  AT_EnableTrig: 'origin',
  AT_EnableAlwaysTrig: 'always',
  AT_EnableReplicaTrig: 'replica',
  AT_DisableTrig: 'disabled',
  AT_EnableTrigAll: 'origin',
  AT_DisableTrigAll: 'disabled',
  AT_EnableTrigUser: 'origin',
  AT_DisableTrigUser: 'disabled',
};

/** ENABLE and DISABLE TRIGGER; undefined for every other clause of ALTER TABLE. */
export function triggerState(
  clause: AlterTableType,
  name: string | undefined,
): Pick<ChangeOf<'set-trigger-state'>, 'kind' | 'trigger' | 'state'> | undefined {
  const state = states[clause];
  if (state === undefined) return undefined;
  const all = clause.endsWith('All') ? 'system' : 'user';
  return { kind: 'set-trigger-state', trigger: name ?? { all }, state };
}

/** ENABLE and DISABLE RULE. */
export function ruleState(clause: AlterTableType): TriggerState | undefined {
  switch (clause) {
    case 'AT_EnableRule':
      return 'origin';
    case 'AT_EnableAlwaysRule':
      return 'always';
    case 'AT_EnableReplicaRule':
      return 'replica';
    case 'AT_DisableRule':
      return 'disabled';
    default:
      return undefined;
  }
}
