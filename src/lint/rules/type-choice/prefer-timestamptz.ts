import { columnChoice, columnName } from './column-type';

/** https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_timestamp_.28without_time_zone.29 */
export const preferTimestamptz = columnChoice(
  {
    id: 'prefer-timestamptz',
    title: 'Timestamp without a time zone',
    severity: 'information',
    preset: 'strict',
    also: [
      'squawk:prefer-timestamptz',
      'squawk:prefer-timestamp-tz',
      'postgres-language-server:preferTimestamptz',
      'pgfence:prefer-timestamptz',
      'migrationpilot:MP040',
      'diesel-guard:TimestampType',
    ],
  },
  (column, owner, context) => {
    const { name, modifiers, array } = column.type;
    if (name !== 'timestamp' || array > 0) return undefined;
    return {
      message: `${columnName(column, owner, context)} is a reading of a clock and no moment: sessions in other time zones write and read it otherwise`,
      help: 'timestamptz stores the moment, takes the same eight bytes, and shows it in the zone of each session.',
      instead: `timestamptz${modifiers.length === 0 ? '' : `(${modifiers.join()})`}`,
    };
  },
);
