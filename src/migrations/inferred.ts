import { meaningsIn, type Meaning } from '../schema/meaning';
import type { Origin as AnyOrigin } from '../schema/schema';
import type { SqlReader } from '../sql/reader';
import { beforeScript, type Chain } from './chain';
import type { Migration, Source } from './project';
import { originOf, walk } from './walk';

/** That a migration's up script names what another of the same source has made. */
export interface InferredDependency {
  readonly from: Migration;
  readonly to: Migration;
  /** What it names: `public.orders`, `public.orders.total`; sorted, each once. */
  readonly objects: readonly string[];
}

/** Tells from the SQL alone on which earlier migrations each one stands, in the order of the chain. */
export function inferredDependencies(source: Source, chain: Chain, reader: SqlReader): readonly InferredDependency[] {
  const place = new Map(source.migrations.map((migration, index) => [migration, index]));
  return source.migrations.flatMap((migration) => {
    const { up } = migration;
    if (up === undefined) return [];
    const { statements } = walk(up, { convention: source.convention, reader, before: beforeScript(chain, migration, 'up') });
    const needed = new Map<Migration, Set<string>>();
    for (const { statement, found } of statements) {
      if (statement.kind === 'psql') continue;
      for (const { meanings } of meaningsIn(statement.text, found.schema, found.session)) {
        for (const { object, origin } of meanings.flatMap(madeBy)) {
          const maker = chain.byPath.get(originOf({ origin })?.path ?? '');
          if (maker === undefined || maker === migration) continue;
          const objects = needed.get(maker) ?? new Set();
          objects.add(object);
          needed.set(maker, objects);
        }
      }
    }
    return [...needed]
      .sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
      .map(([to, objects]) => ({ from: migration, to, objects: [...objects].sort() }));
  });
}

/** What a name means, with the statement that made it. A column that its table was made with is no more than the table. */
function madeBy(meaning: Meaning): readonly { readonly object: string; readonly origin: AnyOrigin }[] {
  switch (meaning.kind) {
    case 'relation':
      return [{ object: meaning.relation.key, origin: meaning.relation.origin }];
    case 'column': {
      const { table, column } = meaning;
      const own = { object: table.key, origin: table.origin };
      return [
        own,
        ...(column.origin === table.origin ? [] : [{ object: `${own.object}.${column.name}`, origin: column.origin }]),
      ];
    }
    case 'view-column':
      return [{ object: meaning.view.key, origin: meaning.view.origin }];
    case 'type':
      return [{ object: meaning.type.key, origin: meaning.type.origin }];
    case 'function':
      return [{ object: `${meaning.function.key}()`, origin: meaning.function.origin }];
    case 'dropped':
      return [];
  }
}
