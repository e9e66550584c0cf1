import { baseName } from '../migrations/paths';
import type { Migration, Source } from '../migrations/project';
import { renumberBehind } from '../migrations/renumber/behind';
import { canonicalSource, moveTo } from '../migrations/renumber/move';
import { renumber, type Place, type Renumbered, type RenumberInput } from '../migrations/renumber/renumber';
import type { Finding, Fix } from './finding';
import type { MigrationStanding } from './judge';
import { filesOf } from './rule-context';
import type { ProjectFacts } from './source-context';

/** What a fix that renumbers has to know of the project. */
export interface RenumberContext {
  readonly source: Source;
  readonly facts: ProjectFacts;
  readonly standing: (migration: Migration) => MigrationStanding;
  /** UTC, milliseconds since 1970. */
  readonly now: () => number;
  /** Texts of unsaved editors, by path. */
  readonly edited: ReadonlyMap<string, string>;
}

/** A fix that gives a migration another version, behind all others unless `place` says where; undefined where it cannot have one. */
export function renumberFix(
  context: RenumberContext,
  migration: Migration,
  { place = { kind: 'newest' }, preferred = true }: { readonly place?: Place; readonly preferred?: boolean } = {},
): Fix | undefined {
  return fixFrom(renumber(inputOf(context), [migration], place), context, preferred);
}

function inputOf({ source, facts: { sources }, standing, now, edited }: RenumberContext): RenumberInput {
  const appliedOn = (each: Migration): string | undefined =>
    standing(each) === 'applied' ? 'a history or the default branch' : undefined;
  return { source, sources, existing: filesOf(source), now: now(), appliedOn, edited };
}

function fixFrom(answer: Renumbered, { source }: RenumberContext, preferred: boolean, where = ''): Fix | undefined {
  // A down script goes with its up script.
  const ups = answer.ok ? answer.renamed.filter(({ from }) => migrationAt(source, from) !== undefined) : [];
  const [first, ...others] = ups;
  if (!answer.ok || first === undefined) return undefined;
  const name = `${baseName(first.from)} to ${baseName(first.to)}`;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return {
    title: where === '' ? `Rename ${name}${more}` : `Move ${baseName(first.from)} to ${where} as ${baseName(first.to)}`,
    edits: answer.edits,
    preferred,
    safe: false,
  };
}

/** Everything that this branch has added, behind all that the other one has. */
function behindBranch(context: RenumberContext): Fix | undefined {
  const { branch } = context.facts;
  if (branch === undefined) return undefined;
  const since = new Set(branch.files.keys());
  return fixFrom(renumberBehind(inputOf(context), { since, base: new Set([...since, ...branch.added]) }), context, true);
}

/** Where the project wants its new migrations. */
function intoCanonical(context: RenumberContext, migration: Migration): Fix | undefined {
  const { sources, isDeprecated } = context.facts;
  const into = canonicalSource(sources, new Set(sources.filter(isDeprecated).map(({ path }) => path)));
  if (into === undefined) return undefined;
  return fixFrom(moveTo(inputOf(context), [migration], { into, existing: filesOf(into) }), context, true, into.label);
}

/** The findings of a folder, with remedies where another version is one. */
export function withRenumberFixes(findings: readonly Finding[], context: RenumberContext): readonly Finding[] {
  return findings.map((finding) => {
    const fix = fixOf(finding, context);
    return fix === undefined ? finding : { ...finding, fixes: [...finding.fixes, fix] };
  });
}

const remedies = new Set([
  'duplicate-version',
  'impossible-version',
  'future-version',
  'out-of-order-after-merge',
  'new-in-deprecated-source',
]);

function fixOf({ rule, path, related }: Finding, context: RenumberContext): Fix | undefined {
  const { source, standing } = context;
  const own = remedies.has(rule) ? migrationAt(source, path) : undefined;
  if (own === undefined) return undefined;
  const isApplied = (migration: Migration): boolean => standing(migration) === 'applied';
  switch (rule) {
    case 'impossible-version':
    case 'future-version':
      return isApplied(own) ? undefined : renumberFix(context, own);
    case 'out-of-order-after-merge':
      return behindBranch(context);
    case 'new-in-deprecated-source':
      return intoCanonical(context, own);
  }
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
