import type { RunReport } from '../run/events';
import { exit } from './command';

/** The exit code that a run's outcome stands for. */
export function exitCodeOf(outcome: RunReport['outcome']): number {
  switch (outcome) {
    case 'done':
    case 'nothing-to-do':
      return exit.fine;
    case 'failed':
    case 'cancelled':
      return exit.failed;
    case 'locked':
      return exit.locked;
    case 'no-connection':
      return exit.noConnection;
    case 'disagreement':
      return exit.disagreement;
    case 'refused':
    case 'unknown':
      return exit.refused;
  }
}
