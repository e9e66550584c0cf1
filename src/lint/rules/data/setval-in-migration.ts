import { changeRule } from '../../rule';

/** https://www.postgresql.org/docs/current/functions-sequence.html: «the changes made by setval are not undone if the transaction rolls back». */
export const setvalInMigration = changeRule({
  id: 'setval-in-migration',
  title: 'setval() in a migration',
  category: 'data',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['set-sequence'],
  check({ sequence }, context) {
    if (sequence !== undefined && context.createdHere(sequence)) return undefined;
    const name = sequence === undefined ? 'The sequence' : sequence.name;
    return {
      message: `${name} keeps this value when the transaction is rolled back, and numbers that others take meanwhile may come twice`,
      help: 'ALTER SEQUENCE … RESTART WITH a number is undone with the transaction, and others wait for it.',
    };
  },
});
