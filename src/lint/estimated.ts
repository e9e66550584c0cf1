import type { TableStatistics } from '../effects/statistics';
import { estimateSentence } from './estimate';
import type { Finding } from './finding';
import type { Rule } from './rule';

/** What a database is known to hold, and the day on which that is told. */
export interface KnownStatistics {
  readonly statistics: TableStatistics;
  /** UTC in milliseconds. */
  readonly today: number;
}

/** What rules are about that speak of locks, of work, or of how long either lasts. */
const categories: readonly Rule['category'][] = [
  ...(['index', 'constraint', 'column', 'column-change', 'rename', 'maintenance', 'partition', 'trigger', 'view'] as const),
  ...(['transaction', 'timeout', 'data', 'enum', 'type', 'replication'] as const),
];

/** A finding about locks or work, with what that means for tables as large as those of the target. */
export function withEstimate(finding: Finding, rules: readonly Rule[], known: KnownStatistics | undefined): Finding {
  if (known === undefined || finding.effects.length === 0) return finding;
  const rule = rules.find(({ id }) => id === finding.rule);
  if (rule === undefined || !categories.includes(rule.category)) return finding;
  const estimate = estimateSentence(finding.effects, known.statistics, known.today);
  return estimate === undefined ? finding : { ...finding, estimate };
}
