import type { Change } from '../../../schema/change';
import type { StorageParameter } from '../../../schema/definitions';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const autovacuumDisabled = changeRule({
  id: 'autovacuum-disabled',
  title: 'Autovacuum switched off',
  category: 'maintenance',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP066'],
  on: ['alter-table-other', 'create-table'],
  concerns: ({ parameters }) => switchesOff(parameters),
  check({ table }, context) {
    const key = context.resolve(table);
    const isUndone = (change: Change): boolean =>
      change.kind === 'alter-table-other' &&
      context.resolve(change.table) === key &&
      (change.clause === 'AT_ResetRelOptions' || (change.parameters ?? []).some((each) => isAutovacuum(each) && !isOff(each)));
    if (context.changesAfter().some(isUndone)) return undefined;
    return {
      message: `Dead rows of ${plainName(key)} are never cleared away, its statistics grow stale, and nobody remembers to switch it on again`,
      help: 'Tune autovacuum_vacuum_scale_factor or autovacuum_vacuum_cost_delay of the table instead.',
    };
  },
});

function switchesOff(parameters: readonly StorageParameter[] = []): boolean {
  return parameters.some((each) => isAutovacuum(each) && isOff(each));
}

function isAutovacuum({ name }: StorageParameter): boolean {
  return name === 'autovacuum_enabled';
}

/** As the server reads a boolean: unambiguous beginnings of the words count. */
function isOff({ value }: StorageParameter): boolean {
  return /^(?:f|fa|fal|fals|false|of|off|n|no|0)$/i.test(value);
}
