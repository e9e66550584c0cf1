import { enginesOf, filesOf, type Location, locationsOf } from '../migrations/locations';
import type { Project, Source } from '../migrations/project';
import type { Pair } from '../migrations/similar';
import type { FoundTool } from '../migrations/tools/find';
import { printable, printableLine } from './colour';

type Label = (path: string) => string;

/** The sources of a project and why each was taken for what it is, and what else is there but never runs. */
export function projectText(project: Project, label: Label): string {
  const apart = locationsOf(project).filter(({ convention }) => convention === undefined);
  return [
    ...(project.sources.length === 0 ? [`No migrations for PostgreSQL were found below ${printable(project.root)}.\n`] : []),
    ...project.sources.map((source) => sourceText(source, label)),
    ...apart.map((location) => apartText(location, label)),
    ...project.reference.map((path) => `${printableLine(label(path))}\n  Reference: kept on purpose, never applied.\n`),
  ].join('');
}

function sourceText(source: Source, label: Label): string {
  const { path, convention, reason, migrations, problems } = source;
  const withDown = migrations.filter(({ down }) => down !== undefined).length;
  const count = `${String(migrations.length)} ${migrations.length === 1 ? 'migration' : 'migrations'}`;
  const engines = enginesOf(filesOf(source).filter(({ skipped }) => skipped === undefined));
  const engine = engines.some((id) => id !== 'postgresql') ? `, for ${engines.join(' and ')}` : '';
  return [
    printableLine(label(path)),
    `  ${convention.title}: ${printable(reason)}`,
    `  ${count}, ${String(withDown)} with a rollback, history in ${convention.history.table}${engine}`,
    ...problems.map((problem) => `  ${printableLine(label(problem.path))}: ${printable(problem.message)}`),
    '',
  ].join('\n');
}

function apartText({ path, files }: Location, label: Label): string {
  const count = `${String(files.length)} ${files.length === 1 ? 'file' : 'files'}`;
  return `${printableLine(label(path))}\n  No source: ${count} for ${enginesOf(files).join(', ')}, never run.\n`;
}

/** Which tools there are signs of, and whether there are migrations of them. */
export function toolsText(tools: readonly FoundTool[]): string {
  if (tools.length === 0) return 'There is no sign of a tool for migrations.\n';
  return tools
    .map(({ title, isInUse, markers, packages, reason }) => {
      const signs = [...markers, ...packages.map(({ name, path }) => `${name} in ${path}`)];
      // A convention may be recognised by names that other tools give as well.
      const known = `  Known by ${signs.length === 0 ? 'its migrations alone' : signs.map(printableLine).join(', ')}.\n`;
      return `${title}: ${isInUse ? 'in use' : 'not in use'}. ${printableLine(reason)}\n${isInUse ? known : ''}`;
    })
    .join('');
}

/** Migrations that are copies or near copies of each other. */
export function pairsText(pairs: readonly Pair[], label: Label): string {
  if (pairs.length === 0) return 'No migration is a copy of another.\n';
  return pairs
    .map(({ first, second, similarity }) => {
      const alike = similarity === 1 ? 'The same' : `${String(Math.floor(similarity * 100))} % the same`;
      return `${alike}: ${printableLine(label(first.path))} and ${printableLine(label(second.path))}\n`;
    })
    .join('');
}
