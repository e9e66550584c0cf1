import type { Change } from '../../schema/change';
import { changesOf } from '../../schema/changes';
import { partsOf } from '../../schema/names';
import type { Key, Origin as AnyOrigin, Schema } from '../../schema/schema';
import type { SqlReader } from '../../sql/reader';
import type { Chain } from '../chain';
import type { Migration } from '../project';
import { originOf, type Passed } from '../walk';
import type { Former, World } from './undoing';

export interface Place {
  readonly migration: Migration;
  readonly chain: Chain;
  readonly reader: SqlReader;
  /** The up script's statements, walked, and the Schema that it leaves behind. */
  readonly statements: readonly Passed[];
  readonly end: Schema;
}

/** What can be asked while the changes before the nth of a script still stand. */
export function worldAt(place: Place, isOutside: boolean, nth: number): World {
  const { migration, chain, reader, statements, end } = place;
  const path = migration.up?.path;
  const isBornHere = (origin: AnyOrigin): boolean => originOf({ origin })?.path === path;
  return {
    isOutside,
    end,
    isBornHere,
    former: (origin) => formerOf(origin, chain, reader),
    madeBetween(origin, { at }) {
      const from = originOf({ origin })?.statement.start ?? at.start;
      const isBetween = (made: { readonly origin: AnyOrigin }): boolean => {
        const start = isBornHere(made.origin) ? (originOf(made)?.statement.start ?? -1) : -1;
        return start > from && start < at.start;
      };
      const relations = [...end.relations.values()].filter(({ kind }) => kind !== 'index');
      const made = [...relations, ...end.types.values(), ...[...end.functions.values()].flat()].filter(isBetween);
      return new Set(made.map(({ key }) => partsOf(key).name));
    },
    finalKey: (key, origin) => finalKey(key, origin, end),
    renamedSince(origin) {
      const since = originOf({ origin })?.path;
      const paths = chain.steps.map((step) => step.migration.up?.path);
      const from = paths.indexOf(since);
      const earlier = chain.steps.slice(from, paths.indexOf(path)).flatMap((step) => scriptChanges(step.migration, reader));
      const own = statements.flatMap(({ changes }) => changes.map(({ change }) => change)).slice(0, nth);
      return new Set((from < 0 ? own : [...earlier, ...own]).flatMap(formerName));
    },
  };
}

function scriptChanges({ up }: Migration, reader: SqlReader): readonly Change[] {
  // Reading is dear and renaming rare.
  if (up === undefined || !/\brename\b/i.test(up.text)) return [];
  return reader.read(up.text, up.body).flatMap(changesOf);
}

/** The name that something does not have any more. */
function formerName(change: Change): readonly string[] {
  switch (change.kind) {
    case 'rename-column':
      return [change.column];
    case 'rename-table':
      return [change.table.name];
    case 'rename-view':
      return [change.view.name];
    case 'rename-type':
      return [change.type.name];
    case 'rename-function':
      return [change.function.name];
    case 'rename-schema':
      return [change.schema];
    default:
      return [];
  }
}

function formerOf(origin: AnyOrigin, chain: Chain, reader: SqlReader): Former | undefined {
  const made = originOf({ origin });
  const text = made === undefined ? undefined : chain.byPath.get(made.path)?.up?.text;
  if (made === undefined || text === undefined) return undefined;
  const own = text.slice(made.statement.start, made.statement.end);
  return { text: own, changes: reader.read(own).flatMap(changesOf) };
}

function finalKey(key: Key, origin: AnyOrigin, end: Schema): Key | undefined {
  const made = end.relations.get(key);
  if (made !== undefined && isSame(made.origin, origin)) return key;
  for (const relation of end.relations.values()) {
    const isOwner = relation.kind !== 'index' && relation.kind !== 'sequence';
    if (isSame(relation.origin, origin) && isOwner) return relation.key;
  }
  return made?.key;
}

/** Whether two things come from one statement. */
export function isSame(one: AnyOrigin, other: AnyOrigin): boolean {
  const [a, b] = [originOf({ origin: one }), originOf({ origin: other })];
  return a !== undefined && a.path === b?.path && a.statement.start === b.statement.start;
}
