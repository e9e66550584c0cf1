import { nameIn } from '../../../migrations/paths';
import type { Migration, Source } from '../../../migrations/project';
import type { Rule } from '../../rule';
import type { SourceContext, SourceReport } from '../../source-context';

/**
 * Two sources that keep their histories in the same table of one database. Whether they meet there only the configuration
 * tells: services of one repository mostly have databases of their own, and each its version 1.
 */
export const versionInTwoSources: Rule = {
  id: 'version-in-two-sources',
  title: 'Version of two sources that share a history',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'source',
  staysOnceApplied: true,
  check: (source, context) => context.sources.flatMap((other) => (other === source ? [] : against(source, other, context))),
};

function against(source: Source, other: Source, { targetOf, sources, isStrict }: SourceContext): readonly SourceReport[] {
  const { table } = source.convention.history;
  if (other.convention.history.table !== table) return [];
  const [target, others] = [targetOf(source), targetOf(other)];
  const common = inCommon(source, other);
  if (target !== undefined && target === others) {
    return common.map(({ own, theirs }) =>
      report(own, theirs, {
        message: `${labelOf(other, theirs)} is version ${own.version} as well, and both go to the target ${target}, where ${table} has room for one: the second counts as applied, or is refused`,
        help: 'Number the sources as one chain, or give each a database or a history table of its own.',
      }),
    );
  }
  // Said once, for people who know whether the two ever meet.
  const isFirst = sources.indexOf(source) > sources.indexOf(other);
  const [first] = common;
  if (!isStrict || !isFirst || first === undefined || (target !== undefined && others !== undefined)) return [];
  const more = common.length > 1 ? ` and ${String(common.length - 1)} more` : '';
  return [
    report(first.own, first.theirs, {
      message: `${other.label} has version ${first.own.version}${more} too, and both sources write to ${table}: in one database the second of two counts as applied`,
      help: 'Where each has a database of its own, nothing is wrong: name their targets in lockkeeper.json.',
      isMild: true,
    }),
  ];
}

interface Shared {
  readonly own: Migration;
  readonly theirs: Migration;
}

function inCommon(source: Source, other: Source): readonly Shared[] {
  const byVersion = new Map(other.migrations.map((migration) => [migration.version, migration]));
  return source.migrations.flatMap((own) => {
    const theirs = own.isRepeatable ? undefined : byVersion.get(own.version);
    return theirs === undefined ? [] : { own, theirs };
  });
}

function labelOf({ label, path }: Source, { id }: Migration): string {
  return `${label}/${nameIn(path, id)}`;
}

function report(own: Migration, theirs: Migration, said: Omit<SourceReport, 'path' | 'related'>): SourceReport {
  const at = { start: 0, end: 0 };
  return { ...said, path: own.id, related: [{ message: 'The other file', path: theirs.id, at }] };
}
