import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const createMatviewWithData = changeRule({
  id: 'create-matview-with-data',
  title: 'Materialized view filled by the migration',
  category: 'maintenance',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP096'],
  on: ['create-view'],
  concerns: ({ materialized, populated }) => materialized && populated,
  check({ view, reads }, context) {
    const read = reads.filter((each) => context.table(each) !== undefined && !context.createdHere(each));
    if (read.length === 0) return undefined;
    return {
      message: `The migration waits until the query of ${plainName(context.resolve(view))} has run, with every lock that it has taken`,
      help: 'Create it WITH NO DATA, and fill it with REFRESH once the migration is through; until then nobody can read it.',
    };
  },
});
