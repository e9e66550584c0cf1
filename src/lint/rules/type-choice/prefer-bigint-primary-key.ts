import type { ColumnDefinition } from '../../../schema/definitions';
import { columnChoice, columnName, isKey, isReference } from './column-type';

export const preferBigintPrimaryKey = columnChoice(
  {
    id: 'prefer-bigint-primary-key',
    title: 'Primary key that runs out of numbers',
    severity: 'warning',
    also: [
      'squawk:prefer-bigint-over-int',
      'postgres-language-server:preferBigintOverInt',
      'pgfence:prefer-bigint-over-int',
      'migrationpilot:MP038',
      'pgsafe:prefer-bigint-primary-key',
      'diesel-guard:ShortIntPrimaryKey',
    ],
  },
  (column, owner, context) => {
    const limit = limitOf(column);
    // The key of a table that is keyed by another one’s is as wide as that.
    if (limit === undefined || !isKey(column, owner) || isReference(column, owner, context)) return undefined;
    return {
      message: `No row fits after number ${limit} of ${columnName(column, owner, context)}, and widening a key later rewrites its table`,
      help: 'bigint has numbers for ever.',
      instead: column.type.name.endsWith('serial') ? 'bigserial' : 'bigint',
    };
  },
);

/** A smallint that nothing counts up is the number of something of which there are few. */
function limitOf({ type, identity }: ColumnDefinition): string | undefined {
  if (type.array > 0) return undefined;
  switch (type.name) {
    case 'integer':
    case 'serial':
      return '2147483647';
    case 'smallserial':
      return '32767';
    case 'smallint':
      return identity === undefined ? undefined : '32767';
    default:
      return undefined;
  }
}
