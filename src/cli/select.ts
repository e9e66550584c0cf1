import { resolve } from 'node:path';
import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import type { Arguments, CommandContext } from './command';
import { UsageError } from './command';

/** The sources that `--source` leaves; all of them without it. */
export async function selectSources(given: Arguments, { engine }: CommandContext): Promise<readonly Source[]> {
  const { sources } = await engine.project();
  const wanted = given.text('source');
  if (sources.length === 0) throw new UsageError(`No migrations were found below ${engine.root}.`);
  if (wanted === undefined) return sources;
  const path = resolve(engine.root, wanted);
  const found = sources.filter((source) => source.path === path || source.label === wanted);
  if (found.length === 0) throw new UsageError(`There is no source ${wanted}. Known are:\n${listed(sources)}`);
  return found;
}

/** The one source to change; where there are several, `--source` says which. */
export async function selectSource(given: Arguments, context: CommandContext): Promise<Source> {
  const sources = await selectSources(given, context);
  const [only] = sources;
  if (only === undefined || sources.length > 1)
    throw new UsageError(`Say which source with --source. Known are:\n${listed(sources)}`);
  return only;
}

/**
 * The target of a command that reads: `--target`, else the first that the source has, which is embedded where nothing
 * else is known. One that changes a database takes embedded only when it is named.
 */
export async function selectTarget(
  given: Arguments,
  source: Source,
  context: CommandContext,
  access: 'read' | 'write',
): Promise<Target> {
  const { targets, unavailable } = await context.engine.targets(source);
  const wanted = given.text('target');
  if (wanted === undefined) {
    if (unavailable !== undefined) {
      throw new UsageError(`The target that lockkeeper.json names for ${source.label} is not available: ${unavailable}.`);
    }
    const [first] = targets;
    if (first === undefined || (access === 'write' && first.role === 'embedded')) {
      throw new UsageError(
        'Say which database to change with --target: a URL, a name from lockkeeper.json, or embedded. DATABASE_URL is used where it is set.',
      );
    }
    return first;
  }
  const found = targets.find((target) =>
    isUrl(wanted) ? target.kind === 'server' && target.url === wanted : target.name === wanted,
  );
  if (found === undefined) {
    if (wanted === '') throw new UsageError('--target is empty. Is the variable set that it comes from?');
    throw new UsageError(`There is no target ${wanted}. Known are: ${targets.map((target) => target.name).join(', ')}.`);
  }
  return found;
}

/** Whether `--target` names a database itself, and not one of the configuration. */
export const isUrl = (target: string): boolean => /^postgres(ql)?:/.test(target);

const listed = (sources: readonly Source[]): string =>
  sources.map((source) => `  ${source.label}  (${source.convention.title})`).join('\n');
