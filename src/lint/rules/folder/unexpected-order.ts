import { baseName, directoryName, relativeTo } from '../../../migrations/paths';
import type { Migration, Source } from '../../../migrations/project';
import type { Rule } from '../../rule';
import type { SourceContext, SourceReport } from '../../source-context';

/** Versions that the runner sorts otherwise than people read them. */
export const unexpectedOrder: Rule = {
  id: 'unexpected-order',
  title: 'Versions that are sorted otherwise than they read',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'source',
  check(source, context) {
    const versions = source.migrations.flatMap((migration) => readable(migration, source) ?? []);
    const numbers = versions.filter(({ kind }) => kind === 'number');
    const dates = versions.filter(({ kind }) => kind === 'date');
    const found = [
      ...misplaced(numbers, 'as text, not as numbers', source),
      ...misplaced(dates, 'by the whole number, not by the date that it begins with', source),
    ];
    return found.length > 0 ? found : listedOtherwise(numbers, source, context);
  },
};

interface Version {
  readonly kind: 'number' | 'date';
  readonly digits: string;
  readonly migration: Migration;
  /** The part of the path that bears the version. */
  readonly name: string;
}

/** A version that people read as a number, or as a date with or without a time. */
function readable(migration: Migration, source: Source): Version | undefined {
  const { version, up, isRepeatable } = migration;
  const digits = version.replace(/[_-]/g, '');
  if (up === undefined || isRepeatable || !/^\d+$/.test(digits)) return undefined;
  const isDate = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d\d){0,3}$/.test(digits);
  if (!isDate && (digits !== version || digits.length > 6)) return undefined;
  const relative = relativeTo(source.path, up.path) ?? up.path;
  const name = /^\D*\d/.test(baseName(relative)) ? baseName(relative) : baseName(directoryName(relative));
  return { kind: isDate ? 'date' : 'number', digits, migration, name };
}

/** Whether one version is later than another, as people read them; of dates of unlike length only the days are compared. */
function isLater(a: Version, b: Version): boolean {
  if (a.kind === 'number' || a.digits.length === b.digits.length) return BigInt(a.digits) > BigInt(b.digits);
  return a.digits.slice(0, 8) > b.digits.slice(0, 8);
}

/** One report for all that come behind a later one. */
function misplaced(versions: readonly Version[], how: string, { convention }: Source): readonly SourceReport[] {
  let [newest] = versions;
  const late: { readonly version: Version; readonly behind: Version }[] = [];
  for (const version of versions) {
    if (newest !== undefined && isLater(newest, version)) late.push({ version, behind: newest });
    else newest = version;
  }
  const [first, ...others] = late;
  if (first === undefined) return [];
  const names = others.slice(0, 3).map(({ version }) => version.name);
  const more = others.length > names.length ? ` and ${String(others.length - names.length)} more` : '';
  const also = names.length === 0 ? '' : `; so do ${names.join(', ')}${more}`;
  return [
    {
      path: first.version.migration.id,
      message: `Runs after ${first.behind.name}, because ${convention.title} sorts versions ${how}${also}`,
      help: 'Give all versions the same number of digits before they are applied anywhere.',
      related: [{ message: 'Runs before', path: first.behind.migration.id, at: { start: 0, end: 0 } }],
    },
  ];
}

/** The runner sorts as people read, but whoever lists the folder sees another order. */
function listedOtherwise(
  versions: readonly Version[],
  { convention }: Source,
  { isStrict }: SourceContext,
): readonly SourceReport[] {
  if (!isStrict) return [];
  const first = versions.find(({ name }, index) => versions.slice(0, index).some((before) => before.name > name));
  const before = versions.find(({ name }) => first !== undefined && name > first.name);
  if (first === undefined || before === undefined) return [];
  return [
    {
      path: first.migration.id,
      message: `Is listed before ${before.name}, but runs after it: ${convention.title} sorts versions by number`,
      help: 'Versions with the same number of digits are listed as they run.',
      isMild: true,
    },
  ];
}
