import { blocks } from '../../../effects/locks';
import { changeRule } from '../../rule';
import { lockName, plainName } from '../../wording';

export const lockTable = changeRule({
  id: 'lock-table',
  title: 'LOCK TABLE',
  category: 'maintenance',
  severity: 'warning',
  preset: 'strict',
  also: ['migrationpilot:MP065'],
  on: ['lock-table'],
  check({ table }, context) {
    const key = context.resolve(table);
    const lock = context.harmful('lock').find(({ on }) => on === key);
    if (lock?.kind !== 'lock' || !blocks(lock.mode).writes) return undefined;
    const who = blocks(lock.mode).reads ? 'Reads and writes' : 'Writes';
    return {
      message: `${who} of ${plainName(key)} wait from here until the transaction ends: it holds ${lockName(lock.mode)}`,
      help: 'Take the weakest mode that will do, as late as possible, and set lock_timeout or add NOWAIT.',
    };
  },
});
