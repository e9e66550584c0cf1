import { otherEngineOf } from './conventions/shared';
import type { FileEngine } from './engines';
import { baseName, below } from './paths';
import type { Problem } from './project';
import type { Directory } from './tree';

/** That a file is for something else than PostgreSQL, and for what. */
export type ForeignProblem = Problem & { readonly engine: string };

/** Endings, what they are called here, and what such a file is. */
const engines: Readonly<Record<string, readonly [engine: string, words: string]>> = {
  cypher: ['neo4j', 'Neo4j’s Cypher'],
  js: ['javascript', 'JavaScript'],
  mjs: ['javascript', 'JavaScript'],
  cjs: ['javascript', 'JavaScript'],
  ts: ['typescript', 'TypeScript'],
  py: ['python', 'Python'],
  rb: ['ruby', 'Ruby'],
  go: ['go', 'Go'],
  rs: ['rust', 'Rust'],
  java: ['java', 'Java'],
  kt: ['kotlin', 'Kotlin'],
  groovy: ['groovy', 'Groovy'],
  scala: ['scala', 'Scala'],
  sh: ['shell', 'a shell script'],
  ps1: ['powershell', 'PowerShell'],
  fizz: ['fizz', 'fizz, pop’s own language'],
};

/**
 * A file that is named like a migration but holds no SQL for PostgreSQL, listed with the reason and never run. Undefined
 * for any other file.
 */
export function foreignFile(absolute: string): ForeignProblem | undefined {
  const name = baseName(absolute);
  const [engine, words] = engines[name.slice(name.lastIndexOf('.') + 1)] ?? [];
  if (engine === undefined || !isVersioned(name)) return undefined;
  const message = `${name} is ${words ?? engine}. Lockkeeper runs SQL alone, so what this file does is no part of the chain.`;
  return { kind: 'foreign', path: absolute, engine, message, related: [] };
}

/** An SQL file for another engine than PostgreSQL, as its header or its folder says. */
export function foreignSql(absolute: string, engine: FileEngine, says: 'header' | 'folder'): ForeignProblem {
  const message = `${baseName(absolute)} is for ${engine.title}, as its ${says} says. Lockkeeper runs SQL for PostgreSQL alone, so this file is no part of the chain.`;
  return { kind: 'foreign', path: absolute, engine: engine.id, message, related: [] };
}

/** Whether a name begins with a version, as those of migrations do. */
function isVersioned(name: string): boolean {
  return /^[VUR]?\d+[_.-]/.test(name);
}

/** Directories, the last three names of a path, that hold migrations by their name alone. */
const migrationsFolder = /[/\\](?:migrations?|migrate)(?:[/\\][^/\\]+){0,2}$/i;

/** Files of a folder that is no source which are migrations for something else than PostgreSQL. */
export function foreignIn({ path, files }: Pick<Directory, 'path' | 'files'>, relative: string): readonly ForeignProblem[] {
  const otherEngine = otherEngineOf(`/${relative}`);
  const isFolder = migrationsFolder.test(path);
  return files.flatMap((name) => {
    const absolute = below(path, name);
    if (otherEngine !== undefined && name.endsWith('.sql') && isVersioned(name))
      return foreignSql(absolute, otherEngine, 'folder');
    return isFolder || name.endsWith('.cypher') ? (foreignFile(absolute) ?? []) : [];
  });
}

/** Whether a file in another language may change the PostgreSQL database: one in another database's own does not. */
export function mayChangeSchema({ kind, path }: Problem): boolean {
  return kind === 'foreign' && !path.endsWith('.cypher') && !path.endsWith('.sql');
}

/** The number that a version, or the name of a file of it, begins with: later ones are greater. */
export function leadingNumber(name: string): bigint | undefined {
  const digits = /^[VUR]?(\d+)/.exec(name)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/** Whether a way back that lacks an up script undoes what a file in another language has done. */
export function undoesForeign({ kind, path }: Problem, foreign: readonly Problem[]): boolean {
  if (kind !== 'orphan-down') return false;
  const number = leadingNumber(baseName(path));
  return number !== undefined && foreign.some((each) => each.kind === 'foreign' && leadingNumber(baseName(each.path)) === number);
}
