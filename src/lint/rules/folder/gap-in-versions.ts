import { leadingNumber } from '../../../migrations/foreign';
import { type Gap, gapsOf } from '../../../migrations/gaps';
import { baseName, nameIn } from '../../../migrations/paths';
import type { Source } from '../../../migrations/project';
import type { Rule } from '../../rule';
import type { RemovedFile, SourceContext, SourceReport } from '../../source-context';
import { enumerate } from '../../wording';

export const gapInVersions: Rule = {
  id: 'gap-in-versions',
  title: 'Number that is missing between two others',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'source',
  staysOnceApplied: true,
  check: (source, context) => gapsOf(source).flatMap((gap) => reportOf(gap, source, context)),
};

function reportOf(
  { numbers, before, after }: Gap,
  source: Source,
  { removed, standing }: SourceContext,
): readonly SourceReport[] {
  // The runner itself says so, in its own words.
  if (after.problems.length > 0) return [];
  const known = removed.get(source.id);
  const gone = numbers.flatMap((number) => removal(number, known ?? []) ?? []);
  const width = after.version.length;
  const missing = enumerate(numbers.map((number) => String(number).padStart(before.version.length === width ? width : 0, '0')));
  const subject = `Version${numbers.length === 1 ? '' : 's'} ${missing} before this one ${numbers.length === 1 ? 'is' : 'are'} missing`;
  if (gone.length > 0) {
    const how = gone.map(({ path, commit, date }) => `${nameIn(source.path, path)} was removed by ${commit} on ${date}`);
    return [
      {
        path: after.id,
        message: `${subject}: ${enumerate(how)}. Databases that had applied it have what new ones lack`,
        help: 'Bring the file back, or undo what it did in a migration of its own.',
      },
    ];
  }
  if (known === undefined) {
    return [
      {
        path: after.id,
        message: `${subject}: a database may have applied what is no longer here`,
        help: 'Look where the file went. If there never was one, switch this rule off in lockkeeper.json.',
      },
    ];
  }
  // Git has never seen it: perhaps another branch has it, and will come late with it.
  if (standing(after) === 'applied') return [];
  return [
    {
      path: after.id,
      message: `${subject}, and git knows of no such file: if another branch has it, it will come late`,
      help: 'Take the number that is free, unless somebody else has it.',
      isMild: true,
    },
  ];
}

/** What removed the file of that number; its up script's removal, where both are gone. */
function removal(number: number, removed: readonly RemovedFile[]): RemovedFile | undefined {
  const own = removed.filter(({ path }) => path.endsWith('.sql') && Number(leadingNumber(baseName(path)) ?? -1) === number);
  return own.find(({ path }) => !path.endsWith('down.sql')) ?? own[0];
}
