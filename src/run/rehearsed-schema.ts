import { withoutIgnored } from '../database/snapshot/ignored';
import { schemaHash, type Snapshot } from '../database/snapshot/snapshot';
import { takeSnapshot } from '../database/snapshot/take';
import type { Source } from '../migrations/project';
import type { Rehearsal } from './rehearse';
import { schemaDifferences, type SchemaDifference } from './schema-difference';

/** What steps do to a schema. */
export interface SchemaChange {
  /** Hashes, as `snapshot` has them. */
  readonly before: string;
  readonly after: string;
  /** As differences from before: what is extra was created, what is missing was dropped. */
  readonly differences: readonly SchemaDifference[];
  /** The two schemas, to be compared as texts: kept in memory as long as the report is, and written nowhere. */
  readonly schemas?: { readonly before: Snapshot; readonly after: Snapshot };
}

/** The schema that a rehearsal has come to, without what runners keep. No transaction may be open. */
export async function rehearsedSchema({ connection, source }: Pick<Rehearsal, 'connection' | 'source'>): Promise<Snapshot> {
  return withoutIgnored(await takeSnapshot(connection), historyOf(source));
}

/** A source's own history as a name that snapshots leave out, whatever it is called. */
export function historyOf({ convention }: Pick<Source, 'convention'>): readonly string[] {
  const { table } = convention.history;
  return [table.includes('.') ? table : `*.${table}`];
}

export function schemaChange(before: Snapshot, after: Snapshot): SchemaChange {
  return {
    before: schemaHash(before),
    after: schemaHash(after),
    differences: schemaDifferences(before, after),
    schemas: { before, after },
  };
}
