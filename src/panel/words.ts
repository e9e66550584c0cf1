import type { PanelError, PanelMigrationState, PanelRun, PanelStatement, PanelStep } from './protocol';

/** `1 statement`, `2,000 statements`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `<0.1 ms`, `0.4 ms`, `84 ms`, `2.31 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 0.05) return '<0.1 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `Error 55P03 lock_not_available`; what no server has said is an error without a code. */
export function errorName({ sqlstate, condition }: PanelError): string {
  return ['Error', sqlstate, condition].filter((part) => part !== undefined).join(' ');
}

/** `0003_x.sql` of any path. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Whether others would notice this statement, or it did not go well or not as foretold. */
export function hurts(statement: PanelStatement): boolean {
  return (
    statement.error !== undefined ||
    statement.skipped !== undefined ||
    statement.difference !== undefined ||
    statement.work.length > 0 ||
    statement.locks.some((lock) => lock.isSevere)
  );
}

/** Whether a migration, or one of its statements, is to be looked at. */
export function stepHurts({ outcome, error, rollback, statements }: PanelStep): boolean {
  const isProven = rollback?.kind !== 'differs' && rollback?.kind !== 'fails';
  return outcome !== 'done' || error !== undefined || !isProven || statements.some(hurts);
}

export const runNames: Record<PanelRun['kind'], string> = {
  'dry-run': 'Dry run',
  apply: 'Apply',
  'roll-back': 'Rollback',
  redo: 'Redo',
  reset: 'Reset',
  recreate: 'Recreation',
  verify: 'Verification',
  'test-rollback': 'Test of the rollback',
};

export const stateNames: Record<PanelMigrationState, string> = {
  applied: 'Applied',
  pending: 'Pending',
  'out-of-order': 'Out of order',
  changed: 'Changed after apply',
  failed: 'Failed',
  blocked: 'Cannot run',
  missing: 'File missing',
  unknown: 'Not compared yet',
};

/** Of a redo each migration has two steps. */
export function migrationCount({ steps }: PanelRun): string {
  return count(new Set(steps.map(({ id }) => id)).size, 'migration');
}
