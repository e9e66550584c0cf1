import { columnChoice, columnName, isKey, isReference } from './column-type';

export const preferBigintAnyInt = columnChoice(
  {
    id: 'prefer-bigint-any-int',
    title: 'Column of a small integer type',
    severity: 'information',
    preset: 'all',
    also: [
      'squawk:prefer-bigint-over-int',
      'squawk:prefer-bigint-over-smallint',
      'postgres-language-server:preferBigintOverInt',
      'pgfence:prefer-bigint-over-int',
    ],
  },
  (column, owner, context) => {
    const limit = column.type.array > 0 ? undefined : limits.get(column.type.name);
    if (limit === undefined || isKey(column, owner) || isReference(column, owner, context)) return undefined;
    return {
      message: `${columnName(column, owner, context)} holds nothing above ${limit}, and widening it later rewrites the table`,
      help: 'bigint takes four or six bytes more a row.',
      instead: column.type.name.endsWith('serial') ? 'bigserial' : 'bigint',
    };
  },
);

const limits = new Map([
  ['integer', '2147483647'],
  ['serial', '2147483647'],
  ['smallint', '32767'],
  ['smallserial', '32767'],
]);
