import { withoutIgnored } from '../database/snapshot/ignored';
import { type Snapshot, schemaHash } from '../database/snapshot/snapshot';
import { takeSnapshot } from '../database/snapshot/take';
import { withText } from '../migrations/edited';
import type { Migration, Source } from '../migrations/project';
import { dataStatements } from './data-statements';
import { onShadow, type OnShadow, type ShadowTools } from './on-shadow';
import { inTurns } from './in-turns';
import { nameOf } from './plan';
import { schemaDifferences, type SchemaDifference } from './schema-difference';
import { type PreparedScript, prepareScript } from './script';
import type { SourceStatus } from './status';
import type { Provided } from './surroundings';

/** Whether edited files lead to the schema that was applied. */
export type Proof =
  | {
      readonly kind: 'equal';
      /** Of the schema that both lead to. */
      readonly hash: string;
    }
  /** As the files are now, held against what they were. */
  | { readonly kind: 'different'; readonly differences: readonly SchemaDifference[] }
  /** They do something else to rows, of which a schema tells nothing. */
  | { readonly kind: 'data'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What is to be proven, and by what. */
export interface ProofRequest {
  readonly source: Source;
  readonly status: SourceStatus;
  /** The texts that were applied, by id; what is not in it is taken as its file is. */
  readonly former: ReadonlyMap<string, string>;
  /** The migrations whose files are to count as what was applied. */
  readonly edited: readonly Migration[];
}

/**
 * Replays what the target has twice on empty throw-away databases, with the edited files as they were and as they are, and
 * compares the schemas that come of it.
 */
export async function proveEqual({ source, status, former, edited }: ProofRequest, tools: ShadowTools): Promise<Proof> {
  const applied = appliedOf(status);
  const asItWas = source.migrations.map((migration) => withFormer(source, migration, former.get(migration.id)));
  const asItIs = asItWas.map((migration) => edited.find(({ id }) => id === migration.id) ?? migration);
  for (const migration of edited) {
    const before = asItWas.find(({ id }) => id === migration.id);
    const why = before === undefined ? undefined : await otherRows(source, before, migration);
    if (why !== undefined) return why;
  }
  const schemas: Snapshot[] = [];
  for (const migrations of [asItWas, asItIs]) {
    const schema = await schemaOf({ ...source, migrations }, applied, tools);
    if (!schema.ok) return { kind: 'unknown', why: schema.why };
    schemas.push(schema.value.snapshot);
  }
  const [was, is] = schemas;
  if (was === undefined || is === undefined) throw new Error('Two chains have two schemas.');
  const hash = schemaHash(was);
  return hash === schemaHash(is) ? { kind: 'equal', hash } : { kind: 'different', differences: schemaDifferences(was, is) };
}

/** The ids of what a target has, also where its file was edited since. */
export function appliedOf({ migrations }: SourceStatus): ReadonlySet<string> {
  return new Set(
    migrations.flatMap(({ migration, state }) => (state.kind === 'applied' || state.kind === 'changed' ? [migration.id] : [])),
  );
}

/** The schema that these of a source's migrations leave behind on an empty throw-away database. */
export function schemaOf(
  source: Source,
  ids: ReadonlySet<string>,
  tools: ShadowTools,
): Promise<OnShadow<{ readonly snapshot: Snapshot; readonly provided: readonly Provided[]; readonly engine: string }>> {
  const applied = source.migrations.filter(({ id }) => ids.has(id));
  return onShadow({ source, applied }, tools, async ({ rehearsal: { connection }, surroundings: { provided }, engine }) => {
    tools.on({ kind: 'waiting', for: 'the schema of the replay' });
    return { snapshot: withoutIgnored(await takeSnapshot(connection)), provided, engine };
  });
}

/** A migration as it was applied, where that is known. */
export function withFormer(source: Source, migration: Migration, text: string | undefined): Migration {
  return text === undefined || migration.up === undefined
    ? migration
    : { ...migration, up: withText(source, migration.up, text) };
}

/** Why a schema would prove nothing: the two texts do not do the same to rows, or nobody can read them. */
async function otherRows({ convention }: Source, before: Migration, after: Migration): Promise<Proof | undefined> {
  const read = async ({ up }: Migration): Promise<PreparedScript | undefined> => up && inTurns(prepareScript(up, convention));
  const [was, is] = [await read(before), await read(after)];
  if (was?.ok !== true || is?.ok !== true) {
    const fault = was?.ok === false ? was.error : is?.ok === false ? is.error : undefined;
    return { kind: 'unknown', why: `${nameOf(after)} cannot be carried out: ${fault?.message ?? 'its file is not here.'}` };
  }
  const [rowsBefore, rowsNow] = [dataStatements(was.script.statements), dataStatements(is.script.statements)];
  const lacking = rowsBefore.find((statement, index) => rowsNow[index] !== statement);
  const added = rowsNow.find((statement, index) => rowsBefore[index] !== statement);
  const told = added ?? lacking;
  if (told === undefined) return undefined;
  // Values stay out of it, since there may be secrets among them.
  const start = told.split(' ').slice(0, 3).join(' ').toUpperCase();
  const which = added === undefined ? 'does less to rows than' : 'does something else to rows than';
  return { kind: 'data', why: `${nameOf(after)} ${which} what was applied (${start} …)` };
}
