import { columnChoice, columnName } from './column-type';

export const xmlHstoreType = columnChoice(
  {
    id: 'xml-hstore-type',
    title: 'Column of type xml or hstore',
    severity: 'information',
    preset: 'all',
    also: ['pgsafe:forbidden-column-type'],
  },
  (column, owner, context) => {
    const { name } = column.type;
    if (name !== 'xml' && name !== 'hstore') return undefined;
    const reason = name === 'xml' ? 'it has no equality and no index' : 'it needs an extension and holds nothing but strings';
    return {
      message: `${columnName(column, owner, context)} is of type ${name}: ${reason}`,
      help: 'jsonb is built in, nests, compares and can be indexed.',
    };
  },
);
