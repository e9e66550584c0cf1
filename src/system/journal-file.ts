import { appendFileSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Journal, JournalEntry } from '../run/journal';

/** For its owner alone. */
const mode = 0o600;

/** A journal in a file of JSON lines, readable by its owner alone. The file and its folder are made with the first line. */
export function journalFile(path: string): Journal {
  let problem: string | undefined;
  let turn: Promise<void> = Promise.resolve();
  /** Whether a whole line is the last one, of those that were written by this journal. */
  let isThere = false;
  return {
    get problem() {
      return problem;
    },
    write(entry, how) {
      turn = turn.then(async () => {
        try {
          const line = `${JSON.stringify(entry)}\n`;
          // Behind one that is there, a line that waits for no disk is written in less time than it takes to hand it on to
          // another thread: there can be one for each of a thousand small migrations.
          if (isThere && how === 'buffered') appendFileSync(path, line, { mode });
          else await append(path, isThere || !(await isCutOff(path)) ? line : `\n${line}`, how === 'flushed');
          isThere = true;
        } catch (error) {
          // What is there of the line may lack its end.
          isThere = false;
          problem ??= reasonOf(error);
        }
      });
      return turn;
    },
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw error;
      }
      return text.split('\n').flatMap(entryOf);
    },
  };
}

/** Whether a crash has left a line without its end, to which the next one must not be added. */
async function isCutOff(path: string): Promise<boolean> {
  try {
    const text = await readFile(path);
    return text.length > 0 && text.at(-1) !== 10;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function append(path: string, line: string, isFlushed: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', mode);
  try {
    await file.appendFile(line);
    if (isFlushed) await file.datasync();
  } finally {
    await file.close();
  }
}

/** A line that a crash has cut off is no entry. */
function entryOf(line: string): readonly JournalEntry[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as JournalEntry];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** What the system says; anything else is a bug, and thrown on. */
function reasonOf(error: unknown): string {
  if (codeOf(error) === undefined) throw error;
  return (error as Error).message;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
