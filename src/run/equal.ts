import { type RowDigest, rowDigests } from '../database/row-digests';
import { withoutIgnored } from '../database/snapshot/ignored';
import { type Aspect, leaveOut, schemaHash, type Snapshot } from '../database/snapshot/snapshot';
import type { Source } from '../migrations/project';
import { onShadow, type ShadowTools } from './on-shadow';
import { rehearsedSchema } from './rehearsed-schema';
import type { Ending } from './run';
import { providedWords } from './surroundings';
import { schemaDifferences, type SchemaDifference } from './schema-difference';
import { limitFor, wholeChain } from './whole-chain';

/** One of two that are compared: what a source makes of an empty database, or what a file holds. */
export type Side =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly name: string };

export interface EqualInput {
  readonly sides: readonly [Side, Side];
  /** Names of objects, as `withoutIgnored` takes them. */
  readonly ignore: readonly string[];
  readonly without: readonly Aspect[];
  /** Whether the rows that migrations write are compared as well; both sides must be sources then. */
  readonly rows: boolean;
}

/** A table whose rows differ. */
export interface RowDifference {
  readonly table: string;
  /** How many the first and the second have. */
  readonly rows: readonly [number, number];
}

/** One side as it was read. */
export interface Compared {
  readonly label: string;
  /** As `snapshot` has it. */
  readonly hash: string;
  readonly objects: number;
  /** Of a source. */
  readonly migrations?: number;
}

export type EqualAnswer =
  | {
      readonly ok: true;
      readonly sides: readonly [Compared, Compared];
      /** Of the second from the first. */
      readonly differences: readonly SchemaDifference[];
      /** Absent where rows were not compared. */
      readonly rows?: readonly RowDifference[];
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly outcome: Ending['outcome']; readonly message: string };

interface Read {
  readonly compared: Compared;
  readonly snapshot: Snapshot;
  readonly digests: readonly RowDigest[];
  readonly notes: readonly string[];
}

/** Gives work the databases and the prelude that a source's chain is replayed with. */
export type WithTools = <T>(source: Source, work: (tools: ShadowTools) => Promise<T>) => Promise<T>;

type ReadSide = { readonly ok: true; readonly value: Read } | Extract<EqualAnswer, { ok: false }>;

/** Replays sources on empty throw-away databases, and compares what comes of them. */
export async function equal(input: EqualInput, withTools: WithTools): Promise<EqualAnswer> {
  const reads: Read[] = [];
  for (const side of input.sides) {
    const read = await readSide(side, input, withTools);
    if (!read.ok) return read;
    reads.push(read.value);
  }
  const [first, second] = reads;
  if (first === undefined || second === undefined) throw new Error('Two sides are compared.');
  return {
    ok: true,
    sides: [first.compared, second.compared],
    differences: schemaDifferences(first.snapshot, second.snapshot),
    ...(input.rows && { rows: rowDifferences(first.digests, second.digests) }),
    notes: [...first.notes, ...second.notes],
  };
}

async function readSide(side: Side, { ignore, without, rows }: EqualInput, withTools: WithTools): Promise<ReadSide> {
  if (side.kind === 'snapshot') {
    const snapshot = leaveOut(withoutIgnored(side.snapshot, ignore), without);
    return { ok: true, value: { compared: comparedOf(side.name, snapshot), snapshot, digests: [], notes: [] } };
  }
  const { source } = side;
  const chain = await wholeChain(source);
  if (!chain.ok) {
    const { outcome, message = 'nothing could be planned.' } = chain.ending;
    return { ok: false, outcome, message: `${source.label}: ${message}` };
  }
  const applied = chain.steps.map(({ migration }) => migration);
  return withTools(source, async (tools): Promise<ReadSide> => {
    const answer = await onShadow({ source, applied, limitMs: limitFor(applied.length) }, tools, async (shadow) => {
      const snapshot = leaveOut(withoutIgnored(await rehearsedSchema(shadow.rehearsal), ignore), without);
      const tables = new Set(snapshot.objects.filter(({ kind }) => kind === 'table').map(({ id }) => id));
      const digests = rows ? await rowDigests(shadow.rehearsal.connection, (table) => tables.has(table)) : [];
      return { snapshot, digests, provided: shadow.surroundings.provided };
    });
    if (!answer.ok) {
      const outcome = tools.signal.aborted ? 'cancelled' : 'unknown';
      return { ok: false, outcome, message: outcome === 'cancelled' ? 'Cancelled.' : `${source.label}: ${answer.why}` };
    }
    const { snapshot, digests, provided } = answer.value;
    const compared = { ...comparedOf(source.label, snapshot), migrations: applied.length };
    const notes = providedWords(provided).map((words) => `${source.label}: ${words}`);
    return { ok: true, value: { compared, snapshot, digests, notes } };
  });
}

function comparedOf(label: string, snapshot: Snapshot): Compared {
  return { label, hash: schemaHash(snapshot), objects: snapshot.objects.length };
}

/** Tables that both have, since one that is missing is a difference of the schemas. */
function rowDifferences(first: readonly RowDigest[], second: readonly RowDigest[]): readonly RowDifference[] {
  const others = new Map(second.map((each) => [each.table, each]));
  return first.flatMap(({ table, rows, digest }): readonly RowDifference[] => {
    const other = others.get(table);
    return other === undefined || other.digest === digest ? [] : [{ table, rows: [rows, other.rows] }];
  });
}
