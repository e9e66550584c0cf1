import { fingerprint } from './fingerprint';
import type { Script, Source } from './project';
import { lex } from '../sql/lexer';
import { tokenText } from '../sql/token';

/** Two up scripts that are the same, or nearly so. */
export interface Pair {
  readonly first: Script;
  readonly second: Script;
  /** From `least` to 1, which is the same SQL. */
  readonly similarity: number;
}

/** What is less alike is another migration of the same kind. */
const least = 0.9;
/** So many tokens in a row are compared. */
const run = 5;
/** What more scripts than so many have in common is a manner of writing, and leads to no pair. */
const common = 20;

/**
 * The pairs of up scripts, in one source or across them, that are copies or near copies of each other: by the runs of
 * tokens that both have, as Dice counts them. Short scripts say too little to be one.
 */
export function similarPairs(sources: readonly Source[]): readonly Pair[] {
  const all = sources.flatMap(({ migrations }) => migrations.flatMap(({ up }) => read(up)));
  const byRun = new Map<string, number[]>();
  all.forEach(({ runs }, nth) => {
    for (const each of runs.keys()) {
      const known = byRun.get(each);
      if (known === undefined) byRun.set(each, [nth]);
      else known.push(nth);
    }
  });
  const pairs: Pair[] = [];
  all.forEach((first, nth) => {
    const candidates = new Set<number>();
    for (const each of first.runs.keys()) {
      const having = byRun.get(each) ?? [];
      if (having.length <= common) for (const other of having) if (other > nth) candidates.add(other);
    }
    for (const other of [...candidates].sort((a, b) => a - b)) {
      const second = all[other];
      const similarity = second === undefined ? 0 : dice(first, second);
      if (second !== undefined && similarity >= least) pairs.push({ first: first.script, second: second.script, similarity });
    }
  });
  return pairs.sort((a, b) => b.similarity - a.similarity);
}

interface Read {
  readonly script: Script;
  /** How often each run of tokens stands in it. */
  readonly runs: ReadonlyMap<string, number>;
  readonly size: number;
}

function read(script: Script | undefined): readonly Read[] {
  if (script === undefined || fingerprint(script) === undefined) return [];
  const tokens = lex(script.text, { body: script.body }).flatMap((token) => {
    if (token.kind === 'comment' || token.kind === 'junk') return [];
    const written = tokenText(script.text, token);
    return token.kind === 'word' ? written.toLowerCase() : written;
  });
  const runs = new Map<string, number>();
  const size = Math.max(1, tokens.length - run + 1);
  for (let at = 0; at < size; at++) {
    const each = tokens.slice(at, at + run).join('\0');
    runs.set(each, (runs.get(each) ?? 0) + 1);
  }
  return [{ script, runs, size }];
}

function dice(a: Read, b: Read): number {
  let shared = 0;
  for (const [each, count] of a.runs) shared += Math.min(count, b.runs.get(each) ?? 0);
  return (2 * shared) / (a.size + b.size);
}
