import type { TableStatistics } from '../effects/statistics';
import { estimates } from '../lint/estimate';
import type { ReadyStep } from './context';
import type { StatementResult, StepResult } from './events';
import type { ForeseenScript } from './foreseen';

/** The steps of a dry run, each statement with what its predicted effects mean for the target's tables. */
export function withEstimates(
  steps: readonly StepResult[],
  foreseen: readonly ReadyStep[],
  statistics: TableStatistics,
): readonly StepResult[] {
  return steps.map((step) => {
    const { script } = foreseen.find(({ migration, direction }) => isOf(step, migration.id, direction)) ?? {};
    const predicted = script?.foreseen;
    if (predicted === undefined) return step;
    return { ...step, statements: step.statements.map((each) => withEstimate(each, predicted, statistics)) };
  });
}

const isOf = ({ migration, direction }: StepResult, id: string, way: StepResult['direction']): boolean =>
  migration.id === id && direction === way;

function withEstimate(result: StatementResult, foreseen: ForeseenScript, statistics: TableStatistics): StatementResult {
  const effects = result.check === undefined && result.isAhead !== true ? foreseen.get(result.at.start)?.effects : undefined;
  const estimate = effects === undefined ? [] : estimates(effects, statistics, 'notable');
  return estimate.length === 0 ? result : { ...result, estimate };
}
