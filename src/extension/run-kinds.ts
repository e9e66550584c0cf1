import type { RunDirection } from '../run/events';
import { migrationsWords } from './words';

/** What the extension carries out on a target, or asks of it, as one piece of work. */
export type RunKind = 'dry-run' | 'apply' | 'roll-back' | 'redo' | 'reset' | 'recreate' | 'verify' | 'test-rollback';

/** The kinds that are one run of the engine. */
export type EngineRunKind = Exclude<RunKind, 'recreate' | 'verify' | 'test-rollback'>;

export const directions: Readonly<Record<EngineRunKind, RunDirection>> = {
  'dry-run': 'up',
  apply: 'up',
  'roll-back': 'down',
  redo: 'redo',
  reset: 'reset',
};

/** Whether it begins with what is applied, and not with what is pending. */
export const goesBack = (kind: EngineRunKind): boolean => directions[kind] !== 'up';

/** The command of the command line that does the same. */
export const commandNames: Readonly<Record<RunKind, string>> = {
  'dry-run': 'up',
  apply: 'up',
  'roll-back': 'down',
  redo: 'redo',
  reset: 'reset',
  recreate: 'recreate',
  verify: 'verify',
  'test-rollback': 'test-down',
};

const askings: Readonly<Record<EngineRunKind | 'amend', readonly [verb: string, preposition: string]>> = {
  'dry-run': ['Dry run', 'on'],
  apply: ['Apply', 'to'],
  'roll-back': ['Roll back', 'on'],
  redo: ['Redo', 'on'],
  reset: ['Reset', 'on'],
  amend: ['Amend the history of', 'on'],
};

/** What a question asks for: «Apply 3 to staging». */
export function askingWords(kind: EngineRunKind | 'amend', what: string | number, target: string): string {
  const [verb, preposition] = askings[kind];
  return `${verb} ${what} ${preposition} ${target}`;
}

/** What goes on: «Applying 3 migrations to local». */
export function doingWords(kind: RunKind, count: number, target: string): string {
  const migrations = migrationsWords(count);
  switch (kind) {
    case 'dry-run':
      return `Dry run of ${migrations} on ${target}`;
    case 'apply':
      return `Applying ${migrations} to ${target}`;
    case 'roll-back':
      return `Rolling back ${migrations} on ${target}`;
    case 'redo':
      return `Redoing ${migrations} on ${target}`;
    case 'reset':
      return `Resetting ${migrations} on ${target}`;
    case 'recreate':
      return `Recreating ${target} with ${migrations}`;
    case 'verify':
      return `Verifying ${migrations} on ${target}`;
    case 'test-rollback':
      return `Testing the rollback of ${migrations}`;
  }
}
