import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Span } from '../../src/sql/span';
import type { ConventionName } from './chains';

const directory = join(import.meta.dirname, '../../docs/rules');

/** A fenced example of a rule's page. */
export interface Sample {
  readonly kind: 'bad' | 'good';
  readonly sql: string;
  /** Of a bad one: what is underlined. */
  readonly marked: readonly Span[];
  /** Earlier migrations. */
  readonly setup: readonly string[];
  readonly convention: ConventionName;
  readonly postgres: number;
  /** The first and the last version that it is run on. */
  readonly since: number;
  readonly until: number;
  /** The file after the fix, and the one that the fix adds. */
  readonly fixed?: string;
  readonly next?: string;
  /** What a server shows of a bad one: lines of locks and work, such as `lock public.orders ShareLock`. */
  readonly server: readonly string[];
  /** The SQLSTATE that the file fails with when it is run as its runner would. */
  readonly fails?: string;
  /** A statement that fails once the file has run, and with what: one of several, divided by bars, where versions differ. */
  readonly after?: { readonly sql: string; readonly sqlstate: string };
  /** A query that is true once the file has run. */
  readonly shows?: string;
  /** Of the fence in the page, from 1. */
  readonly line: number;
}

export interface Page {
  readonly id: string;
  readonly text: string;
  readonly samples: readonly Sample[];
}

/** Every rule's page, by file name. */
export function readPages(): readonly Page[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => {
      const text = readFileSync(join(directory, name), 'utf8');
      return { id: name.replace(/\.md$/, ''), text, samples: samplesOf(text, name) };
    });
}

function samplesOf(text: string, name: string): readonly Sample[] {
  const samples: Sample[] = [];
  let setup: readonly string[] = [];
  for (const { 1: info = '', 2: body = '', index } of text.matchAll(/^```(?:sql|text) ([^\n]*)\n(.*?)^```$/gms)) {
    const line = text.slice(0, index).split('\n').length;
    const [kind, ...rest] = info.trim().split(/\s+/);
    const options = new Map(rest.map((option) => option.split('=', 2) as [string, string]));
    const last = samples.at(-1);
    switch (kind) {
      case 'setup':
        setup = [body];
        break;
      case 'bad':
      case 'good': {
        const { sql, marked } = unmark(body);
        if ((kind === 'bad') !== marked.length > 0) throw new Error(`${name}:${line} ${kind} with ${marked.length} marks`);
        const convention = (options.get('convention') ?? 'sqlx') as ConventionName;
        const fails = options.get('fails');
        samples.push({
          ...{ kind, sql, marked, setup, convention, line },
          postgres: Number(options.get('postgres') ?? 17),
          since: Number(options.get('since') ?? 14),
          until: Number(options.get('until') ?? 18),
          server: [],
          ...(fails !== undefined && { fails }),
        });
        break;
      }
      case 'server':
      case 'after':
      case 'shows':
        if (last?.kind !== 'bad') throw new Error(`${name}:${line} nothing bad before it`);
        samples[samples.length - 1] = {
          ...last,
          ...(kind === 'server' && { server: body.trim().split('\n') }),
          ...(kind === 'after' && { after: { sql: body, sqlstate: options.get('fails') ?? '' } }),
          ...(kind === 'shows' && { shows: body }),
        };
        break;
      case 'fixed':
      case 'next':
        if (last === undefined) throw new Error(`${name}:${line} nothing to fix before it`);
        samples[samples.length - 1] = { ...last, [kind]: body };
        break;
      default:
        throw new Error(`${name}:${line} is no kind of example: ${info}`);
    }
  }
  return samples;
}

/** Takes the lines of carets out and says what they stand below. */
function unmark(body: string): { readonly sql: string; readonly marked: readonly Span[] } {
  const marked: Span[] = [];
  let sql = '';
  let lineStart = 0;
  for (const line of body.split(/(?<=\n)/)) {
    if (/^[ ^]*\^[ ^]*\n?$/.test(line)) {
      for (const { 0: carets, index } of line.matchAll(/\^+/g)) {
        marked.push({ start: lineStart + index, end: lineStart + index + carets.length });
      }
    } else {
      lineStart = sql.length;
      sql += line;
    }
  }
  return { sql, marked };
}
