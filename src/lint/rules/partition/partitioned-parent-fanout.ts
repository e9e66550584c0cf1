import { lockModes } from '../../../effects/effect';
import { blocks } from '../../../effects/locks';
import { descendants } from '../../../effects/world';
import { changeRule } from '../../rule';
import { lockName, plainName } from '../../wording';

/** Rules of their own tell of indexes, of constraints, of partitions that come and go, and of what rewrites or reads rows. */
export const partitionedParentFanout = changeRule({
  id: 'partitioned-parent-fanout',
  title: 'Partitioned table changed together with all its partitions',
  category: 'partition',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: [
    'add-column',
    'drop-column',
    'rename-column',
    'set-default',
    'drop-default',
    'drop-not-null',
    'create-trigger',
    'set-trigger-state',
  ],
  check(change, context) {
    const key = context.resolve(change.table);
    const table = context.tableAt(key);
    if (table?.partitionBy === undefined || context.harmful('rewrite').length > 0 || context.harmful('scan').length > 0) {
      return undefined;
    }
    const parts = new Set(
      descendants({ schema: context.schema, session: context.session, postgres: context.postgres }, key).map((each) => each.key),
    );
    const locks = context.effects.filter((effect) => effect.kind === 'lock').filter(({ mode }) => blocks(mode).writes);
    const below = locks.filter(({ on }) => parts.has(on) && !context.session.fresh.has(on));
    const gravest = locks.map(({ mode }) => mode).sort((a, b) => lockModes.indexOf(b) - lockModes.indexOf(a))[0];
    if (below.length === 0 || gravest === undefined || context.session.fresh.has(key)) return undefined;
    const held = new Set(context.held().map(({ on }) => on));
    if (below.every(({ on }) => held.has(on))) return undefined;
    const name = plainName(key);
    const whom = blocks(gravest).reads ? 'reads and writes' : 'writes';
    const count = below.length === 1 ? 'its partition' : `its ${below.length} partitions`;
    return {
      message: `Blocks all ${whom} of ${name} and ${count} at once (${lockName(gravest)}): one long query on any of them holds up all the others`,
      help: 'Set a lock_timeout, and try again when no long query runs on any partition.',
      related: context.origin(table, `${name} was created here`),
    };
  },
});
