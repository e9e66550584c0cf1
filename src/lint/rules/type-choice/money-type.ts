import { columnChoice, columnName } from './column-type';

/** https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_money */
export const moneyType = columnChoice(
  {
    id: 'money-type',
    title: 'Column of type money',
    severity: 'information',
    preset: 'strict',
    also: [],
  },
  (column, owner, context) => {
    if (column.type.name !== 'money' || column.type.array > 0) return undefined;
    return {
      message: `What ${columnName(column, owner, context)} shows and takes depends on lc_monetary of the session, and it knows no currency`,
      help: 'Use numeric, with the currency beside it where there is more than one.',
      instead: 'numeric(19,4)',
    };
  },
);
