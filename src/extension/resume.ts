import type { ResumeMode } from '../run/resume';
import { reachedOf } from '../run/status';
import type { MigrationTarget } from './arguments';
import type { Wish } from './run';

/** A run that goes on with a script that broke off, and with nothing behind it. */
export function resumeWish({ model, migration }: MigrationTarget, mode: ResumeMode): Wish {
  const direction = reachedOf(model.states.get(migration.id))?.direction;
  return { model, migration, kind: direction === 'down' ? 'roll-back' : 'apply', count: 1, resume: mode };
}
