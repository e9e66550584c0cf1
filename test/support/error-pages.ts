import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../docs/errors');

/** Statements of one of two sessions, in order. */
export interface Turn {
  readonly session: 'first' | 'second';
  readonly sql: string;
}

/** A fenced example of an error's page. */
export interface ErrorSample {
  readonly kind: 'fails' | 'good';
  readonly turns: readonly Turn[];
  /** What is there before. */
  readonly setup: string;
  /** The first version that it is run on. */
  readonly since: number;
  /** Of the fence in the page, from 1. */
  readonly line: number;
}

export interface ErrorPageText {
  /** A SQLSTATE or a word. */
  readonly name: string;
  /** What stands beside it in the heading. */
  readonly condition: string | undefined;
  readonly text: string;
  readonly samples: readonly ErrorSample[];
}

/** Every error's page, by file name. */
export function readErrorPages(): readonly ErrorPageText[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map((file) => {
      const text = readFileSync(join(directory, file), 'utf8');
      const name = file.replace(/\.md$/, '');
      const [, heading, condition] = /^# (\S+)(?: (\S+))?\n/.exec(text) ?? [];
      if (heading !== name) throw new Error(`${file} is headed ${heading ?? 'by nothing'}`);
      return { name, condition, text, samples: samplesOf(text, file) };
    });
}

function samplesOf(text: string, file: string): readonly ErrorSample[] {
  const samples: ErrorSample[] = [];
  let setup = '';
  for (const { 1: info = '', 2: body = '', index } of text.matchAll(/^```sql ([^\n]*)\n(.*?)^```$/gms)) {
    const line = text.slice(0, index).split('\n').length;
    const [kind, since, ...more] = info.split(' ');
    const [, version] = /^since=(\d+)$/.exec(since ?? '') ?? [];
    if (more.length > 0 || (since !== undefined && version === undefined)) throw new Error(`${file}:${line} what is ${info}?`);
    if (kind === 'setup') setup = body;
    else if (kind === 'fails' || kind === 'good') {
      samples.push({ kind, turns: turnsOf(body), setup, since: Number(version ?? 14), line });
    } else throw new Error(`${file}:${line} is no kind of example: ${info}`);
  }
  return samples;
}

/** A line `-- second session` hands over to the other session, `-- first session` back. */
function turnsOf(body: string): readonly Turn[] {
  const turns: Turn[] = [];
  let session: Turn['session'] = 'first';
  for (const part of body.split(/^-- (first|second) session\n/m)) {
    if (part === 'first' || part === 'second') session = part;
    else if (part.trim() !== '') turns.push({ session, sql: part });
  }
  return turns;
}
