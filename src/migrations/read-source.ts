import { companionsOf } from './companions';
import type { Convention } from './convention';
import { ownHistory } from './conventions/own-history';
import { engineNamed, isPostgres } from './engines';
import { foreignFile, type ForeignProblem, foreignSql, undoesForeign } from './foreign';
import { headerOf } from './header';
import { below, directoryName } from './paths';
import type { Migration, Problem, Source } from './project';
import type { Found, Reading } from './recognise';
import type { SourceFile } from './source-file';
import { type Directory, directoryAt, oddity } from './tree';

/** Reads a folder as its convention does. */
export async function readSource({ directory, files: names, convention, detection }: Found, reading: Reading): Promise<Source> {
  const { path } = directory;
  const paths = names.filter((name) => convention.reads(name));
  const sourceFiles = await readAll(directory, paths, reading);
  const others = besides(directory, names, convention);
  const main = detection.main ?? '';
  const label = [directory.relative, main].filter((part) => part !== '').join('/') || '.';
  const parts = { recognised: { convention, detection }, label, files: sourceFiles, others };
  return reading.earlier.source(path, parts, () => {
    const own = convention.read(sourceFiles);
    // Only where no runner but Lockkeeper carries them out does the header decide who does.
    const foreign = isOwn(convention) ? own.migrations.flatMap(foreignByHeader) : [];
    const isForeign = new Set(foreign.map((each) => each.path));
    const isReal = (problem: Problem): boolean => !undoesForeign(problem, others) && !isForeign.has(problem.path);
    const migrations = own.migrations
      .filter(({ id }) => !isForeign.has(id))
      .map((each) => ({ ...each, problems: each.problems.filter(isReal) }));
    const problems = [...own.problems.filter(isReal), ...foreign, ...others];
    const companions = companionsOf(convention, sourceFiles);
    return { id: path, path, label, convention, companions, reason: detection.reason, migrations, problems };
  });
}

const isOwn = ({ history }: Convention): boolean => history === ownHistory;

/** A migration's files, where its header says that they are for another engine than PostgreSQL. */
function foreignByHeader({ up, down }: Migration): readonly ForeignProblem[] {
  const said = up && engineNamed(headerOf(up.text).database);
  if (said === undefined || isPostgres(said)) return [];
  const paths = new Set([up, down].flatMap((script) => script?.path ?? []));
  return [...paths].map((path) => foreignSql(path, said, 'header'));
}

/** So many files are read, and decoded, before others get their turn. */
const batch = 200;

async function readAll(
  directory: Directory,
  paths: readonly string[],
  { files, earlier }: Reading,
): Promise<readonly SourceFile[]> {
  const sourceFiles: SourceFile[] = [];
  for (let start = 0; start < paths.length; start += batch) {
    const some = paths.slice(start, start + batch);
    const readable = some.filter((path) => oddity(directory, path) === undefined);
    const read = await files.readMany(readable.map((path) => below(directory.path, path)));
    const byPath = new Map(readable.map((path, index) => [path, read[index]]));
    for (const path of some) {
      const reason = oddity(directory, path) ?? 'could not be read.';
      const content = byPath.get(path) ?? { ok: false, kind: 'not-a-file', reason };
      sourceFiles.push(earlier.file(path, below(directory.path, path), content));
    }
  }
  return sourceFiles;
}

/** Problems of what the convention itself does not read: links that lead nowhere good, and other engines' files. */
function besides(directory: Directory, names: readonly string[], convention: Convention): readonly Problem[] {
  const problems: Problem[] = [];
  const parts = new Set(['', ...names.filter((path) => convention.reads(path)).map(directoryName)]);
  for (const relative of parts) {
    const part = directoryAt(directory, relative);
    if (part === undefined) continue;
    for (const [name, reason] of part.oddities) {
      if (part.files.includes(name)) continue;
      problems.push({ kind: 'not-a-file', path: below(part.path, name), message: `${name} ${reason}`, related: [] });
    }
    for (const name of part.files) {
      const problem = foreignFile(below(part.path, name));
      if (problem) problems.push(problem);
    }
  }
  return problems;
}
