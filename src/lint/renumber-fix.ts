import { baseName } from '../migrations/paths';
import type { Migration, Source } from '../migrations/project';
import { renumber, type Place } from '../migrations/renumber/renumber';
import type { Finding, Fix } from './finding';
import type { MigrationStanding } from './judge';
import { filesOf } from './rule-context';

/** What a fix that renumbers has to know of the project. */
export interface RenumberContext {
  readonly source: Source;
  readonly sources: readonly Source[];
  readonly standing: (migration: Migration) => MigrationStanding;
  /** UTC, milliseconds since 1970. */
  readonly now: () => number;
  /** Texts of unsaved editors, by path. */
  readonly edited: ReadonlyMap<string, string>;
}

/** A fix that gives a migration another version, behind all others unless `place` says where; undefined where it cannot have one. */
export function renumberFix(
  { source, sources, standing, now, edited }: RenumberContext,
  migration: Migration,
  { place = { kind: 'newest' }, preferred = true }: { readonly place?: Place; readonly preferred?: boolean } = {},
): Fix | undefined {
  const appliedOn = (each: Migration): string | undefined =>
    standing(each) === 'applied' ? 'a history or the default branch' : undefined;
  const input = { source, sources, existing: filesOf(source), now: now(), appliedOn, edited };
  const answer = renumber(input, [migration], place);
  const [first] = answer.ok ? answer.renamed : [];
  if (!answer.ok || first === undefined) return undefined;
  return { title: `Rename ${baseName(first.from)} to ${baseName(first.to)}`, edits: answer.edits, preferred, safe: false };
}

/** The findings of a folder, with remedies where another version is one. */
export function withRenumberFixes(findings: readonly Finding[], context: RenumberContext): readonly Finding[] {
  return findings.map((finding) => {
    const fix = fixOf(finding, context);
    return fix === undefined ? finding : { ...finding, fixes: [...finding.fixes, fix] };
  });
}

function fixOf({ rule, path, related }: Finding, context: RenumberContext): Fix | undefined {
  if (rule !== 'impossible-version' && rule !== 'duplicate-version') return undefined;
  const { source, standing } = context;
  const own = migrationAt(source, path);
  if (own === undefined) return undefined;
  const isApplied = (migration: Migration): boolean => standing(migration) === 'applied';
  if (rule === 'impossible-version') return isApplied(own) ? undefined : renumberFix(context, own);
  const others = related.flatMap((other) => migrationAt(source, other.path) ?? []);
  if (others.length === 0) return undefined;
  const free = [own, ...others].filter((migration) => !isApplied(migration));
  // What has run keeps its version; of what has not, the last is taken for the newer one.
  const newer = source.migrations.findLast((migration) => free.includes(migration));
  if (newer === undefined) return undefined;
  const renamed = isApplied(own) ? newer : own;
  return renumberFix(context, renamed, { preferred: renamed === newer });
}

function migrationAt({ migrations }: Source, path: string): Migration | undefined {
  return migrations.find(({ up }) => up?.path === path);
}
