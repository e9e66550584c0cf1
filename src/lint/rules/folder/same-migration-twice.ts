import { fingerprint } from '../../../migrations/fingerprint';
import { tokenHash } from '../../../migrations/hashes';
import { nameIn } from '../../../migrations/paths';
import type { Script, Source } from '../../../migrations/project';
import { perObject } from '../../../sql/per-object';
import type { Rule } from '../../rule';
import type { SourceReport } from '../../source-context';

/** A copy is reported where it stands last. */
export const sameMigrationTwice: Rule = {
  id: 'same-migration-twice',
  title: 'Migration that is there under another name',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'source',
  check(source, { sources, isStrict }) {
    const own = copies(fingerprints(source), (script) => ({
      message: `Does again what ${nameIn(source.path, script.path)} does: the SQL of both is the same`,
      help: 'Remove one of them before it is applied anywhere.',
    })).filter(({ copy, original }) => !isUndone(source, original, copy));
    const reports = own.map(({ report }) => report);
    if (!isStrict) return reports;
    const earlier = sources.slice(0, sources.indexOf(source)).flatMap((other) => fingerprints(other));
    const elsewhere = copies(
      [...earlier, ...fingerprints(source)],
      (script, other) => ({
        message: `Has the same SQL as ${other.label}/${nameIn(other.path, script.path)}, which lies in another source`,
        help: 'Where both are meant for one database, keep one of them.',
        isMild: true,
      }),
      source,
    );
    return [...reports, ...elsewhere.map(({ report }) => report)];
  },
};

/** Where a copy was found. */
interface Copy {
  readonly copy: Script;
  readonly original: Script;
  readonly report: SourceReport;
}

interface Printed {
  readonly source: Source;
  readonly script: Script;
  readonly print: number;
}

const fingerprints = perObject((source: Source): readonly Printed[] =>
  source.migrations.flatMap(({ up, isRepeatable }) => {
    const print = up === undefined || isRepeatable ? undefined : fingerprint(up);
    return up === undefined || print === undefined ? [] : { source, script: up, print };
  }),
);

/** What is said of each script that has the tokens of one before it; of those in `only` alone, by others' scripts, where given. */
function copies(
  printed: readonly Printed[],
  say: (script: Script, source: Source) => Omit<SourceReport, 'path'>,
  only?: Source,
): readonly Copy[] {
  const known = new Map<number, Printed[]>();
  return printed.flatMap((each) => {
    const alike = known.get(each.print) ?? [];
    known.set(each.print, [...alike, each]);
    if (only !== undefined && each.source !== only) return [];
    const first = alike.find((other) => (only === undefined || other.source !== only) && isCopy(each.script, other.script));
    if (first === undefined) return [];
    const at = { start: 0, end: 0 };
    const related = [{ message: 'The other file', path: first.script.path, at }];
    const report = { ...say(first.script, first.source), path: each.script.path, related };
    return { copy: each.script, original: first.script, report };
  });
}

/** What a statement is about. */
const named =
  /\b(?:table|view|function|procedure|index|type|trigger|policy|sequence|column|into|update|from|on)\s+(?:(?:if|not|exists|only|concurrently)\s+)*("[^"]+"|[\w.]+)/gi;

/**
 * Whether a migration between two that are alike may have taken back what the first did, so that the second does it anew: it
 * drops, changes or replaces something that both are about.
 */
function isUndone({ migrations }: Source, original: Script, copy: Script): boolean {
  const names = new Set([...copy.text.matchAll(named)].map(([, name = '']) => name.toLowerCase()));
  const from = migrations.findIndex(({ up }) => up === original);
  const to = migrations.findIndex(({ up }) => up === copy);
  return migrations.slice(from + 1, to).some(({ up }) => {
    const text = up?.text.toLowerCase() ?? '';
    return (
      /\b(?:drop|alter|replace|rename|delete|truncate|update)\b/.test(text) && [...names].some((name) => text.includes(name))
    );
  });
}

function isCopy(a: Script, b: Script): boolean {
  return hashOf(a) === hashOf(b);
}

const hashOf = perObject(({ text, body }: Script): string => tokenHash(text.slice(body.start, body.end)));
