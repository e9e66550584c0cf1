import type { Effect } from '../effects/effect';
import { type Comparison, compare, type Held } from '../effects/normal';
import { descendants, resolve, type World } from '../effects/world';
import { isWork } from '../effects/settle';
import { judge, type Judged } from '../lint/judge';
import { type Chain, growChain } from '../migrations/chain';
import type { Migration, Source } from '../migrations/project';
import type { Passed } from '../migrations/walk';
import type { Key } from '../schema/schema';
import { SqlReader } from '../sql/reader';
import type { ReadyStep } from './context';
import { inTurns } from './in-turns';

/** What is said of a statement before it runs, in its place: by its text, its chain and its session. */
export interface Foreseen {
  readonly effects: readonly Effect[];
  /** Tables that it writes and names; a partition stands for its parent. */
  readonly writes: ReadonlySet<Key>;
  /** Holds what was measured against it. */
  compare(measured: readonly Effect[], held: Held): Comparison;
}

/** What is foreseen of a script's statements, by where they begin in the file. */
export type ForeseenScript = ReadonlyMap<number, Foreseen>;

/** Of a script with more statements nobody reads each one's prediction, and it would take as long as the run. */
const mostForeseen = 5000;

/** Foresees steps as a server of this version, as `server_version_num` has it, would carry them out. */
export type Foresee = (steps: readonly ReadyStep[], version: number) => Promise<readonly ReadyStep[]>;

/** The chain is walked at the first question. */
export function foresight(source: Source, applied: readonly Migration[]): Foresee {
  const isApplied = new Set(applied.map(({ id }) => id));
  const standing = ({ id }: Migration): 'applied' | 'pending' => (isApplied.has(id) ? 'applied' : 'pending');
  let known: Promise<{ readonly chain: Chain; readonly reader: SqlReader }> | undefined;
  return async (steps, version) => {
    known ??= chainOf(source);
    const { chain, reader } = await known;
    const postgres = Math.min(Math.max(Math.floor(version / 10_000), 14), 18);
    return steps.map((step) => {
      const { migration, direction } = step;
      const script = direction === 'up' ? migration.up : migration.down;
      if (script === undefined || step.script.statements.length > mostForeseen) return step;
      const { walk, judged } = judge({ source, migration, script, chain, reader, standing, postgres });
      const foreseen = new Map<number, Foreseen>();
      for (const [index, each] of judged.entries()) {
        const passed = walk.statements[index];
        // Of what cannot be read nothing is claimed.
        if (passed === undefined || !each.statement.parsed.ok) continue;
        foreseen.set(each.statement.at.start, foreseenOf(each, passed, postgres));
      }
      return { ...step, script: { ...step.script, foreseen } };
    });
  };
}

async function chainOf(source: Source): Promise<{ readonly chain: Chain; readonly reader: SqlReader }> {
  const { loadParser } = await import('../sql/parser');
  const reader = new SqlReader(await loadParser());
  return { chain: await inTurns(growChain(source, reader)), reader };
}

function foreseenOf({ effects, changes }: Judged, { found }: Passed, postgres: number): Foreseen {
  const { schema, session } = found;
  const tableOf = (key: Key): Key | undefined => {
    const index = schema.relations.get(key);
    return index?.kind === 'index' ? index.table : undefined;
  };
  const writes = new Set<Key>();
  for (const each of changes) {
    if (each.change.kind !== 'write') continue;
    const world: World = { schema: each.schema, session: each.session, postgres };
    const key = resolve(world, each.change.table);
    for (const table of [key, ...descendants(world, key).map((below) => below.key)]) writes.add(table);
  }
  return {
    effects,
    writes,
    compare(measured, held) {
      // What has no rows yet is no work, whatever the server says that it does.
      const told = measured.filter((effect) => !isWork(effect) || !session.fresh.has(effect.on));
      return compare(effects, withRewrites(told, effects), { held, tableOf });
    },
  };
}

/** A table without rows, as on a shadow, has an empty file once it is rewritten, as if it had been emptied. */
function withRewrites(measured: readonly Effect[], foreseen: readonly Effect[]): readonly Effect[] {
  return measured.map((effect) => {
    if (effect.kind !== 'empty') return effect;
    const whole = foreseen.find((each) => (each.kind === 'rewrite' || each.kind === 'copy') && each.on === effect.on);
    return whole ?? effect;
  });
}
