import { resolve, sep } from 'node:path';
import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import { namesOf, type Placed } from '../migrations/dependencies';
import type { Source } from '../migrations/project';
import { printableLine } from '../report/colour';
import { nearestOf } from '../sql/distance';
import type { Arguments, CommandContext } from './command';
import { RefusedError, UsageError } from './command';
import { leadsAway, withHost } from '../workspace/targets';
import { textsOf } from './texts';

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
    if (access === 'write') mustBeMeant(first, given, context);
    return first;
  }
  const found = targets.find((target) =>
    isUrl(wanted) ? target.kind === 'server' && target.url === withHost(wanted, context.io.environment) : target.name === wanted,
  );
  if (found === undefined) {
    if (wanted === '') throw new UsageError('--target is empty. Is the variable set that it comes from?');
    throw new UsageError(`There is no target ${wanted}. Known are: ${targets.map((target) => target.name).join(', ')}.`);
  }
  return found;
}

/** A database elsewhere that a file of the repository names is changed by whoever says its name, and never by the way. */
export function mustBeMeant(target: Target, given: Arguments, { io }: CommandContext): void {
  if (given.has('target') || !leadsAway(target) || given.text('confirm')?.endsWith(target.name) === true) return;
  // At a terminal the name is asked for.
  if (io.ask !== undefined && (target.role === 'shared' || target.role === 'production')) return;
  throw new RefusedError(
    `${describeTarget(target)} is on another machine, and only ${target.from} says so: name it with --target ${target.name} if it is meant.`,
  );
}

/** The migrations of a source whose scripts are this file or lie in this directory; of the source's own directory none. */
export function migrationsAt(path: string, source: Source): readonly Placed[] {
  const isMeant = (script: { readonly path: string } | undefined): boolean =>
    script !== undefined && (script.path === path || script.path.startsWith(`${path}${sep}`));
  const { migrations } = source;
  if (source.path === path) return [];
  return migrations.filter(({ up, down }) => isMeant(up) || isMeant(down)).map((migration) => ({ source, migration }));
}

/** How many are listed where a word says too little. */
const mostCandidates = 10;

/** The one migration that a word names: a path, or else a version or a name as headers may have it. */
export async function selectMigration(given: Arguments, context: CommandContext): Promise<Placed> {
  const [word, ...more] = given.words;
  if (word === undefined || word === '') throw new UsageError('Say which migration: its file or its version.');
  if (more.length > 0) throw new UsageError('One migration at a time.');
  const { io } = context;
  const sources = await selectSources(given, context);
  const all = sources.flatMap((source) => source.migrations.map((migration) => ({ source, migration })));
  const lines = (placed: readonly Placed[]): string => candidates(placed, (path) => textsOf({ sources }, io.cwd).label(path));
  const ofPath = sources.flatMap((source) => migrationsAt(resolve(io.cwd, word), source));
  const folded = word.toLowerCase();
  const found =
    ofPath.length > 0 ? ofPath : all.filter(({ migration }) => namesOf(migration).some((name) => name.toLowerCase() === folded));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) throw new UsageError(`${word} stands for several migrations. Name the file of one:\n${lines(found)}`);
  const near = all.filter(({ migration }) => namesOf(migration).some((name) => name.toLowerCase().includes(folded)));
  const nearest = nearestOf(
    word,
    all.flatMap(({ migration }) => namesOf(migration)),
  );
  const meant =
    near.length > 0 || nearest === undefined ? near : all.filter(({ migration }) => namesOf(migration).includes(nearest));
  throw new UsageError(
    meant.length === 0
      ? `There is no migration ${word}; see lockkeeper discover.`
      : `There is no migration ${word}. Is one of these meant?\n${lines(meant)}`,
  );
}

function candidates(placed: readonly Placed[], label: (path: string) => string): string {
  const shown = placed.slice(0, mostCandidates).map(({ migration }) => {
    const path = label(migration.up?.path ?? migration.id);
    return printableLine(`  ${path}  (${migration.version === '' ? migration.title : migration.version})`);
  });
  const more = placed.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

/** Whether `--target` names a database itself, and not one of the configuration. */
export const isUrl = (target: string): boolean => /^postgres(ql)?:/.test(target);

const listed = (sources: readonly Source[]): string =>
  sources.map((source) => `  ${source.label}  (${source.convention.title})`).join('\n');
