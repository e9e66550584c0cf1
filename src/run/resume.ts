import type { Connection } from '../database/connection';
import { rollBack } from '../database/history';
import { changesOf } from '../schema/changes';
import { loadParser } from '../sql/parser';
import type { ReadyStep } from './context';
import { Digest } from './digest';
import { leftoversOf, type Leftovers } from './leftovers';
import { type RunnableStatement, ScriptStatements } from './script-statements';
import { describeUnfinished, type Unfinished } from './unfinished';

/** How to go on: where the catalog leaves it open, or from the first statement again. */
export const resumeModes = ['auto', 'retry', 'skip', 'restart'] as const;
export type ResumeMode = (typeof resumeModes)[number];

/** A step that goes on where another run broke off. */
export interface Resumed {
  /** The statements that are not sent any more, since they are carried out. */
  readonly carriedOut: ScriptStatements;
  /** How many of the step's statements are sent ahead of the script's own: settings that it had made, and what cleans up. */
  readonly prelude: number;
}

export type ResumeAnswer =
  | { readonly ok: true; readonly step: ReadyStep }
  | {
      readonly ok: false;
      readonly reason: string;
      /** How it may go on, if the caller says so. */
      readonly choices: readonly ResumeMode[];
    };

/**
 * A step cut down to what is left of it: never the whole file, but the statement that failed or was in hand, after what it
 * left behind is cleaned up, and those behind it.
 */
export async function resumed(
  connection: Connection,
  step: ReadyStep,
  { unfinished, mode }: ResumeRequest,
): Promise<ResumeAnswer> {
  const refuse = (why: string, choices: readonly ResumeMode[] = ['restart']): ResumeAnswer => ({
    ok: false,
    reason: `${describeUnfinished(step.migration, unfinished)} ${why}`,
    choices,
  });
  const { script } = step;
  if (mode === 'restart') return { ok: true, step };
  if (script.mode !== 'none') {
    return refuse('Now it runs in a transaction, which cannot begin in the middle: restore it, or use --resume=restart.');
  }
  const { statement, done, isInHand, of } = unfinished;
  const { statements } = script;
  const edited = whatWasEdited(statements, unfinished);
  if (edited !== undefined) return refuse(edited);
  const settings = [...statements.slice(0, done)].filter(({ text }) =>
    /^(?:set|reset)\b(?!\s+(?:local|transaction|constraints)\b)/i.test(text),
  );
  const last = statements.at(done);
  const isKnown = done >= statement || last === undefined;
  const left: Leftovers = isKnown
    ? { cleanUp: [], next: 'again', notes: [] }
    : await lookAt(connection, { settings, statement: last, isInHand });
  if (left.next === 'unknown' && mode === 'auto') {
    const why = left.notes.length > 0 ? left.notes.join(' ') : 'Nobody can tell by the catalog whether it was carried out.';
    return refuse(`${why} Look, then say so: --resume=retry sends it again, --resume=skip goes on behind it.`, [
      'retry',
      'skip',
      'restart',
    ]);
  }
  const isDone = mode === 'skip' || (mode === 'auto' && left.next === 'done');
  const from = isDone ? done + 1 : done;
  const place = last ?? statements.at(statements.length - 1);
  const cleanUp =
    place === undefined || mode === 'skip' ? [] : left.cleanUp.map((text) => ({ text, at: place.at, isAhead: true as const }));
  const prelude = [...settings.map((each) => ({ ...each, isAhead: true as const })), ...cleanUp];
  const where = from >= of ? 'behind its last statement' : `at statement ${from + 1} of ${statements.length}`;
  return {
    ok: true,
    step: {
      ...step,
      resumed: { carriedOut: statements.slice(0, from), prelude: prelude.length },
      script: {
        ...script,
        statements: ScriptStatements.joined(prelude, statements.slice(from)),
        notes: [...script.notes, `It went on ${where}.`, ...(mode === 'skip' ? [] : left.notes)],
      },
    },
  };
}

export interface ResumeRequest {
  readonly unfinished: Unfinished;
  readonly mode: ResumeMode;
}

/** What was carried out must be what stands in the file; the statement that failed may be mended. */
function whatWasEdited(statements: ScriptStatements, { statement, digests, done, isInHand }: Unfinished): string | undefined {
  if (statement === 0) return undefined;
  const before = statement - 1;
  const isSame = statements.length >= done && new Digest(statements.slice(0, before)).value === digests.before;
  const own = statements.slice(before, before + 1);
  const mayDiffer = done < statement && !isInHand;
  if (isSame && (mayDiffer || new Digest(own).value === digests.own)) return undefined;
  return 'The statements that were sent have been edited since, so nobody can tell where to go on: restore them; what failed may be mended.';
}

/** Names mean what they meant to the script: its settings hold for the look, too, and are taken back. */
async function lookAt(
  connection: Connection,
  at: { readonly settings: readonly RunnableStatement[]; readonly statement: RunnableStatement; readonly isInHand: boolean },
): Promise<Leftovers> {
  const { statement, isInHand } = at;
  // A check writes nothing.
  if (statement.check !== undefined) return { cleanUp: [], next: 'again', notes: [] };
  const parser = await loadParser();
  const { text } = statement;
  const changes = changesOf({
    kind: 'sql',
    at: { start: 0, end: text.length },
    end: text.length,
    text,
    parsed: parser.parse(text),
  });
  await connection.script('BEGIN');
  try {
    for (const setting of at.settings) await connection.execute(setting.text);
    return await leftoversOf(connection, changes, isInHand);
  } finally {
    await rollBack(connection);
  }
}
