import { createHash } from 'node:crypto';
import type { MigrationStanding } from '../lint/judge';
import type { Migration, Project, Script, Source } from '../migrations/project';
import type { AppliedScript } from '../lint/edited';
import type { MigrationState, SourceStatus } from '../run/status';
import { lintablePaths } from './paths';

/** The files of the default branch with the ids of their contents, or nothing where there is no such branch. */
export type BranchFiles = ReadonlyMap<string, string> | undefined;

/**
 * Where migrations stand by a target's history, which knows best. A repeatable one that is to run again is neither:
 * what it says counts, but what it makes is there already.
 */
export function standingsByHistory({ migrations }: SourceStatus): ReadonlyMap<string, MigrationStanding> {
  return new Map(migrations.map(({ migration, state }) => [migration.id, standingOf(state)]));
}

function standingOf(state: MigrationState): MigrationStanding {
  if ('row' in state) return 'applied';
  return state.kind === 'pending' && state.before !== undefined ? 'unknown' : 'pending';
}

/**
 * Where migrations stand by the default branch: what it has unchanged counts as applied somewhere, what it has otherwise
 * may be, and what it lacks is pending. A branch that knows nothing of the source says nothing.
 */
export function standingsByBranch({ migrations }: Source, branch: BranchFiles): ReadonlyMap<string, MigrationStanding> {
  const scripts = migrations.flatMap(({ up }) => up ?? []);
  if (branch === undefined || !scripts.some(({ path }) => branch.has(path))) return new Map();
  return new Map(
    migrations.map((migration) => {
      if (isUnchanged(migration, branch)) return [migration.id, 'applied'];
      // One that differs from the branch's has run before, as that has it: what it makes is there already.
      return [migration.id, branch.has(migration.id) ? 'unknown' : 'pending'];
    }),
  );
}

function isUnchanged({ up }: Migration, branch: ReadonlyMap<string, string>): boolean {
  return up !== undefined && isAsIn(branch, up);
}

/**
 * The up scripts as a target has applied them. `texts` has those that stand here otherwise, as far as anybody knows them;
 * of the rest the history tells no more than a checksum.
 */
export function appliedByHistory(
  { migrations }: SourceStatus,
  by: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, AppliedScript> {
  return new Map(
    migrations.flatMap(({ migration: { id, up }, state }) => {
      if (up === undefined || !('row' in state) || state.kind === 'failed') return [];
      const text = texts.get(id) ?? (state.kind === 'applied' ? up.text : undefined);
      return [[id, { by, row: state.row, ...(text !== undefined && { text }) }] as const];
    }),
  );
}

/** The up scripts as the default branch has them, also where they stand here otherwise. */
export async function appliedByBranch(
  source: Source,
  branch: { readonly name: string; readonly files: ReadonlyMap<string, string>; readonly isOwn: boolean } | undefined,
  {
    standings,
    contentOf,
  }: {
    /** By the same branch: what is unchanged there is applied. */
    readonly standings: ReadonlyMap<string, MigrationStanding>;
    readonly contentOf: (id: string) => Promise<string | undefined>;
  },
): Promise<ReadonlyMap<string, AppliedScript>> {
  const applied = new Map<string, AppliedScript>();
  if (branch === undefined || branch.isOwn) return applied;
  for (const { id, up } of source.migrations) {
    const blob = up === undefined ? undefined : branch.files.get(up.path);
    if (up === undefined || blob === undefined) continue;
    const text = standings.get(id) === 'applied' ? committedText(up, blob) : await contentOf(blob);
    // What git keeps elsewhere and puts a pointer for is not there to be compared.
    if (text !== undefined && !text.startsWith('version https://git-lfs.')) applied.set(id, { by: branch.name, text });
  }
  return applied;
}

/** Whether the files of a commit have the script as it is. */
function isAsIn(files: ReadonlyMap<string, string>, script: Script): boolean {
  const id = files.get(script.path);
  return id !== undefined && contentIds(script, id.length).includes(id);
}

/** The files of a project that are not as a commit has them. */
export function pathsNotAsIn(project: Pick<Project, 'sources'>, files: ReadonlyMap<string, string>): readonly string[] {
  const scripts = project.sources.flatMap(({ migrations }) => migrations.flatMap(({ up, down }) => [up, down]));
  const same = new Set(scripts.flatMap((script) => (script !== undefined && isAsIn(files, script) ? [script.path] : [])));
  return lintablePaths(project).filter((path) => !same.has(path));
}

/** The script's text as git has it: of a checkout that has turned line feeds into CRLF, with line feeds. */
function committedText(script: Script, blob: string): string {
  const [own] = contentIds(script, blob.length);
  return own === blob ? script.text : script.text.replaceAll('\r\n', '\n');
}

/** The ids that git gives the script's content: as it is, and with the line feeds that a checkout may have turned into CRLF. */
function contentIds({ bytes, text }: Script, length: number): readonly string[] {
  const contents = text.includes('\r\n') ? [bytes, Buffer.from(text.replaceAll('\r\n', '\n'))] : [bytes];
  return contents.map((content) =>
    createHash(length === 64 ? 'sha256' : 'sha1')
      .update(`blob ${content.length}\0`)
      .update(content)
      .digest('hex'),
  );
}
