import { readHistory } from '../database/history';
import { describeTarget } from '../database/redact';
import { withoutIgnored } from '../database/snapshot/ignored';
import { type Aspect, leaveOut, type Snapshot } from '../database/snapshot/snapshot';
import { takeSnapshot } from '../database/snapshot/take';
import type { Connect, Connection } from '../database/connection';
import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import type { RunError } from './events';
import { formerTexts, type Versions } from './former-texts';
import type { ShadowTools } from './on-shadow';
import { historyOf } from './rehearsed-schema';
import { nameOf } from './plan';
import { appliedOf, schemaOf, withFormer } from './proof';
import { reading, type Unreadable } from './reading';
import { schemaDifferences, type SchemaDifference } from './schema-difference';
import { type SourceStatus, statusOf } from './status';
import { providedWords } from './surroundings';

/** Which schema to read, and what of it does not count. */
export interface SnapshotInput {
  readonly source: Source;
  readonly target: Target;
  /** Names of objects, as `withoutIgnored` takes them. */
  readonly ignore: readonly string[];
  readonly without: readonly Aspect[];
}

export type SnapshotAnswer = { readonly ok: true; readonly snapshot: Snapshot } | Unreadable;

/** Reads a target's schema through a session that cannot write. */
export function readSchema(input: SnapshotInput, connect: Connect, signal: AbortSignal): Promise<SnapshotAnswer> {
  return reading(input.target, { connect, signal }, async (connection) => ({
    ok: true,
    snapshot: await schemaFor(input, connection),
  }));
}

/** A snapshot of a file with its name, or what the applied migrations make of an empty database. */
export type Expected =
  { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly name: string } | { readonly kind: 'shadow' };

export type DriftAnswer =
  | {
      readonly ok: true;
      /** The target as people may see it. */
      readonly target: string;
      /** What the two schemas were read from. */
      readonly engines: { readonly expected: string; readonly actual: string };
      readonly differences: readonly SchemaDifference[];
      /** Sentences: what may make a difference, and is none of anybody's doing. */
      readonly notes: readonly string[];
    }
  | Unreadable
  /** There is nothing to compare with, since the migrations cannot be replayed here. */
  | { readonly ok: false; readonly why: 'unknown'; readonly error: RunError };

/** What a drift needs of the world. */
export interface DriftTools extends ShadowTools {
  readonly connect: Connect;
  readonly versionsOf: Versions;
}

/** Holds a target's schema against the expected one. Changes nothing on the target. */
export async function drift(input: SnapshotInput & { readonly against: Expected }, tools: DriftTools): Promise<DriftAnswer> {
  const { source, against, target } = input;
  const { history } = source.convention;
  const read = await reading(input.target, tools, async (connection) => ({
    ok: true as const,
    actual: await schemaFor(input, connection),
    status: against.kind === 'shadow' ? statusOf(source, await readHistory(connection, history, source.migrations)) : undefined,
  }));
  if (!read.ok) return read;
  const { actual, status } = read;
  const compared = (expected: Snapshot, notes: readonly string[]): DriftAnswer => ({
    ok: true,
    target: describeTarget(target),
    engines: { expected: expected.engine, actual: actual.engine },
    differences: schemaDifferences(withoutIgnored(expected, ignoredOf(input)), actual),
    notes,
  });
  if (against.kind === 'snapshot') return compared(against.snapshot, []);
  if (status === undefined) throw new Error('A replay needs the history.');
  const former = await formerTexts(source, status, tools.versionsOf);
  const migrations = source.migrations.map((migration) => withFormer(source, migration, former.get(migration.id)));
  const shadow = await schemaOf({ ...source, migrations }, appliedOf(status), tools);
  if (!shadow.ok) return { ok: false, why: 'unknown', error: { message: shadow.why } };
  const { snapshot, provided, engine } = shadow.value;
  // Everything there belongs to the one user that replays.
  const notes = [`The migrations were replayed on ${engine}.`, ...notesOn(status, former), ...providedWords(provided)];
  return compared(leaveOut(snapshot, ['owners']), notes);
}

async function schemaFor(input: SnapshotInput, connection: Connection): Promise<Snapshot> {
  return leaveOut(withoutIgnored(await takeSnapshot(connection), ignoredOf(input)), input.without);
}

function ignoredOf({ source, ignore }: SnapshotInput): readonly string[] {
  return [...historyOf(source), ...ignore];
}

function notesOn({ migrations, missing }: SourceStatus, former: ReadonlyMap<string, string>): readonly string[] {
  const unknown = migrations.filter(({ migration, state }) => state.kind === 'changed' && !former.has(migration.id));
  const again = migrations.filter(({ state }) => state.kind === 'pending' && state.before !== undefined);
  const failed = migrations.filter(({ state }) => state.kind === 'failed');
  const named = (some: typeof migrations): string => some.map(({ migration }) => nameOf(migration)).join(', ');
  return [
    ...(missing.length === 0
      ? []
      : [`Applied, but without a file here, and so not replayed: ${missing.map(({ version }) => version).join(', ')}.`]),
    ...(unknown.length === 0 ? [] : [`Edited since it was applied, and replayed as the file is now: ${named(unknown)}.`]),
    ...(again.length === 0 ? [] : [`Changed since it ran, and to run again: what it makes is not replayed: ${named(again)}.`]),
    ...(failed.length === 0 ? [] : [`Begun and not finished, and so not replayed: ${named(failed)}.`]),
  ];
}
