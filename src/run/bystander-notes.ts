import type { Bystanders, ReplicationSlot } from '../database/bystanders';
import { sizeWords } from '../lint/wording';
import type { DryRunKind, StepResult } from './events';
import { namedIn } from './named-in';
import type { ReadyStep } from './context';

/** What a report has to say of them. */
export interface BystanderNotes {
  readonly found: Bystanders;
  readonly steps: readonly ReadyStep[];
}

/**
 * The same results, and what on the target works along: event triggers and replication slots with the first step that was
 * tried, publications with each step that names one of their tables.
 */
export function withBystanders(
  results: readonly StepResult[],
  { found, steps }: BystanderNotes,
  kind: DryRunKind,
): readonly StepResult[] {
  const first = results.find(({ outcome }) => outcome !== 'not-run');
  if (first === undefined) return results;
  const wal = results.flatMap(({ statements }) => statements).reduce((sum, { measured }) => sum + (measured?.walBytes ?? 0), 0);
  return results.map((result, nth) => {
    const notes = [
      ...(result === first ? [...triggerNotes(found), ...found.slots.map((slot) => slotNote(slot, wal, kind))] : []),
      ...publicationNotes(found, steps[nth]),
    ];
    return notes.length === 0 ? result : { ...result, notes: [...result.notes, ...notes] };
  });
}

function triggerNotes({ eventTriggers }: Bystanders): readonly string[] {
  return eventTriggers.map(({ name, event, calls }) => `On the target, the event trigger ${name} calls ${calls} at ${event}.`);
}

function slotNote({ name, kind, isRead, keptBytes }: ReplicationSlot, wal: number, dryRun: DryRunKind): string {
  const who = `The target’s ${kind} replication slot ${name}${isRead ? '' : ', which nobody reads now,'}`;
  const kept = keptBytes === undefined ? 'keeps no log yet' : `keeps ${sizeWords(keptBytes)} of log`;
  const run =
    dryRun === 'trace'
      ? `this dry run wrote up to ${sizeWords(wal)}, which stay in the log though it was rolled back, and a run writes as much again.`
      : `what was measured here wrote ${sizeWords(wal)}; with the target’s rows it is more.`;
  return `${who} ${kept}; ${run}`;
}

function publicationNotes({ published }: Bystanders, step: ReadyStep | undefined): readonly string[] {
  if (step === undefined) return [];
  const names = new Set(namedIn(step.script));
  const own = published.filter(({ name }) => names.has(name));
  return [...new Set(own.map(({ publication }) => publication))].map((publication) => {
    const tables = own.filter((each) => each.publication === publication).map(({ table }) => table);
    return `The publication ${publication} sends the rows of ${tables.join(', ')}, but no change of the schema: its subscribers need that first.`;
  });
}
