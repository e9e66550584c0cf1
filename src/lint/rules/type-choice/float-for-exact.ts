import { columnChoice, columnName } from './column-type';

export const floatForExact = columnChoice(
  {
    id: 'float-for-exact',
    title: 'Amount of money in a binary fraction',
    severity: 'information',
    preset: 'strict',
    also: [],
  },
  (column, owner, context) => {
    const { name, array } = column.type;
    const isFloat = name === 'real' || name === 'double precision';
    if (!isFloat || array > 0 || !amounts.test(column.name)) return undefined;
    return {
      message: `Most decimals have no exact value in ${columnName(column, owner, context)}: sums of it are off, and = does not find them`,
      help: 'numeric is exact; so is an integer of the smallest unit.',
    };
  },
);

const amounts = /(^|_)(price|amount|balance|cost|fee|tax|salary|payment|invoice_total|subtotal|discount_amount|revenue)(_|s?$)/i;
