import { columnChoice, columnName } from './column-type';

/** https://wiki.postgresql.org/wiki/Don%27t_Do_This#Date.2FTime_storage */
export const timetzOrTimestampPrecision = columnChoice(
  {
    id: 'timetz-or-timestamp-precision',
    title: 'Time with a zone, or timestamp rounded to seconds',
    severity: 'information',
    preset: 'all',
    also: [],
  },
  (column, owner, context) => {
    const { name, modifiers, array } = column.type;
    const called = columnName(column, owner, context);
    if (array > 0) return undefined;
    if (name === 'timetz') {
      return {
        message: `${called} has an offset without a date: nobody can tell whether summer time is meant`,
        help: 'Store a timestamptz, or a time with the name of its zone beside it.',
      };
    }
    if ((name !== 'timestamp' && name !== 'timestamptz') || modifiers[0] !== 0) return undefined;
    return {
      message: `Rounds to the nearest second: half of what is put into ${called} lies in the future`,
      help: 'Store the whole, and cut with date_trunc where it is shown.',
      instead: name,
    };
  },
);
