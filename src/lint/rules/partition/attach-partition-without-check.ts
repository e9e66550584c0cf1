import { defaultPartition, descendants } from '../../../effects/world';
import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION: a CHECK that implies the bounds spares the scan. */
export const attachPartitionWithoutCheck = changeRule({
  id: 'attach-partition-without-check',
  title: 'Partition attached that must be read first',
  category: 'partition',
  severity: 'warning',
  also: [
    'postgres-language-server:avoidAttachingPartition',
    'pgfence:attach-partition',
    'migrationpilot:MP094',
    'pgsafe:attach-partition',
  ],
  on: ['attach-partition'],
  check({ table, partition }, context) {
    const other = defaultPartition(context, context.resolve(table));
    const others = other === undefined ? [] : [other, ...descendants(context, other.key)].map(({ key }) => key);
    const isOwn = ({ on }: { readonly on: string }): boolean => !others.includes(on);
    const builds = context.harmful('index-build').some(isOwn);
    // To build an index is to read all rows, too; a CHECK may spare it the comparison.
    const isSpared = context.effects.some((effect) => effect.kind === 'unknown' && effect.aspect === 'work');
    const compares = context.harmful('scan').some(isOwn) || (builds && !isSpared);
    if (!compares && !builds) return undefined;
    const name = plainName(context.resolve(partition));
    const work = [
      ...(compares ? ['every row is compared with the bounds'] : []),
      ...(builds ? ['the indexes that it lacks are built'] : []),
    ];
    const check = `give ${name} a CHECK that implies the bounds and says IS NOT NULL, first NOT VALID and then validated`;
    const first = [...(compares ? [check] : []), ...(builds ? [`build the indexes that ${name} lacks with CONCURRENTLY`] : [])];
    return {
      message: `Blocks all reads and writes of ${name} while ${enumerate(work)}`,
      help: `Before that, and in other transactions, ${enumerate(first)}.`,
      related: context.origin(context.table(partition), `${name} was created here`),
    };
  },
});
