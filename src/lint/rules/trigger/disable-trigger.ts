import type { ChangeOf } from '../../../schema/change';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

export const disableTrigger = changeRule({
  id: 'disable-trigger',
  title: 'Trigger switched off',
  category: 'trigger',
  severity: 'warning',
  upOnly: true,
  also: [
    'postgres-language-server:avoidEnableDisableTrigger',
    'pgfence:enable-disable-trigger',
    'migrationpilot:MP064',
    'pg-migration-lint:PGM020',
  ],
  on: ['set-trigger-state'],
  concerns: ({ state }) => state === 'disabled',
  check(change, context) {
    if (context.harmful('lock').length === 0 || isSwitchedOn(change, context)) return undefined;
    const name = plainName(context.resolve(change.table));
    return {
      message:
        typeof change.trigger !== 'string' && change.trigger.all === 'system'
          ? `From here on nobody’s writes to ${name} fire a trigger, and foreign keys of it are not checked`
          : `From here on nobody’s writes to ${name} fire ${typeof change.trigger === 'string' ? change.trigger : 'a trigger of its own'}`,
      help: 'For the writes of the migration alone, SET LOCAL session_replication_role = replica; or switch it on again in the same transaction.',
    };
  },
});

/** Where it is switched on again before the transaction ends, the writes of others wait until then. */
function isSwitchedOn({ table, trigger }: ChangeOf<'set-trigger-state'>, context: RuleContext): boolean {
  if (!context.inTransaction) return false;
  const key = context.resolve(table);
  for (const change of context.changesAfter()) {
    if (change.kind === 'transaction') return false;
    if (change.kind !== 'set-trigger-state' || change.state === 'disabled' || context.resolve(change.table) !== key) continue;
    if (typeof change.trigger !== 'string' && change.trigger.all === 'system') return true;
    if (JSON.stringify(change.trigger) === JSON.stringify(trigger)) return true;
  }
  return false;
}
