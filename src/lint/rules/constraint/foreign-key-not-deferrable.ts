import { plainName } from '../../wording';
import { foreignKeyOpinion } from './foreign-key-opinion';

export const foreignKeyNotDeferrable = foreignKeyOpinion(
  { id: 'foreign-key-not-deferrable', title: 'Foreign key that cannot be deferred', also: ['migrationpilot:MP074'] },
  ({ constraint, to }, change, context) =>
    constraint.deferrable
      ? undefined
      : {
          message: `Rows of ${plainName(context.resolve(change.table))} must come after those of ${plainName(to)} that they reference, in every transaction`,
          help: 'DEFERRABLE INITIALLY IMMEDIATE lets a transaction that loads rows put the check off to its end.',
        },
);
