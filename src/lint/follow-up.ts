import type { Edit } from '../migrations/edit';
import { scaffold } from '../migrations/scaffold';
import { scaffoldAll } from '../migrations/scaffold-all';
import type { RuleContext } from './rule';
import { lineEndOf } from './user-text';

/** Statements for the next migration of the same source. */
export interface FollowUp {
  /** Words for the file's name: «validate orders_total_check». */
  readonly description: string;
  /** Whole statements with their semicolons, one or more lines ended by LF. */
  readonly up: string;
  /** What undoes it, if the source has down scripts; a comment where there is nothing to undo. */
  readonly down: string;
  /** Every statement must run outside a transaction. */
  readonly outsideTransaction: boolean;
}

/** What a new migration follows. */
export type FollowUpPlace = Pick<RuleContext, 'source' | 'migration' | 'script' | 'now' | 'existingFiles'>;

/**
 * The files of a new migration at the end of the source, made by its convention. Undefined where the convention
 * cannot: nothing is half right here.
 */
export function followUp(context: FollowUpPlace, request: FollowUp): readonly Edit[] | undefined {
  return followUps(context, [request]);
}

/** The files of several new migrations at the end of the source, one after the other; all or none. */
export function followUps(context: FollowUpPlace, requests: readonly FollowUp[]): readonly Edit[] | undefined {
  const { source, migration, now } = context;
  const withDown = migration.down !== undefined && source.convention.canHaveDown;
  const planned = requests.map(({ description, ...content }) => ({
    wanted: { description, withDown, ...(migration.type !== undefined && { type: migration.type }) },
    contents: [content],
  }));
  const made = scaffoldAll(source, planned, now(), context.existingFiles());
  if (!made.ok) return undefined;
  const eol = lineEndOf(context.script.text);
  return made.edits.map((edit) => (edit.kind === 'create' ? { ...edit, text: edit.text.replaceAll(/\r?\n/g, eol) } : edit));
}

/** Whether a new script of this source can be made to run outside a transaction: its convention tells by making one. */
export function canRunAlone(context: RuleContext): boolean {
  const {
    source,
    migration: { type },
    now,
  } = context;
  const content = { up: 'SELECT 1;\n', down: '', outsideTransaction: true };
  const wanted = { description: 'alone', withDown: false, ...(type !== undefined && { type }), content };
  return scaffold(source, wanted, now(), context.existingFiles()).ok;
}
