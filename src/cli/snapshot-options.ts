import { aspects, type Aspect } from '../database/snapshot/snapshot';
import type { SnapshotAnswer } from '../run/drift';
import { printable } from '../report/colour';
import { oneOf } from './arguments';
import type { Arguments, CommandContext, OptionDescription } from './command';
import { exit } from './command';

/** What of a schema does not count: for all commands that read one. */
export const snapshotOptions: Readonly<Record<string, OptionDescription>> = {
  ignore: { value: 'NAMES', help: 'objects to leave out, such as audit.*,index:*.tmp_*; besides "drift" in lockkeeper.json' },
  without: { value: 'WHAT', help: `what to leave out of all objects, of ${aspects.join(', ')}` },
};

const listed = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

export function snapshotWishes(given: Arguments): { readonly ignore: readonly string[]; readonly without: readonly Aspect[] } {
  const without = listed(given.text('without')).flatMap((word) => oneOf(word, aspects, 'What --without leaves out') ?? []);
  return { ignore: listed(given.text('ignore')), without };
}

/** Says why a schema could not be read, and answers with the exit code for that. */
export function tellUnread(
  answer: Pick<Extract<SnapshotAnswer, { ok: false }>, 'error'> & {
    readonly why: 'locked' | 'no-connection' | 'failed' | 'unknown';
  },
  { io }: CommandContext,
): number {
  const { message, advice } = answer.error;
  io.err(`${printable([message, advice].filter((text) => text !== undefined).join(' '))}\n`);
  switch (answer.why) {
    case 'locked':
      return exit.locked;
    case 'no-connection':
      return exit.noConnection;
    case 'failed':
      return exit.failed;
    case 'unknown':
      return exit.refused;
  }
}
