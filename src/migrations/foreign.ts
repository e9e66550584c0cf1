import type { Problem } from './project';
import { baseName } from './paths';

const engines: Readonly<Record<string, string>> = {
  cypher: 'Neo4j’s Cypher',
  js: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  ts: 'TypeScript',
  py: 'Python',
  rb: 'Ruby',
  go: 'Go',
  rs: 'Rust',
  java: 'Java',
  kt: 'Kotlin',
  groovy: 'Groovy',
  scala: 'Scala',
  sh: 'a shell script',
  ps1: 'PowerShell',
  fizz: 'fizz, pop’s own language',
};

/**
 * A file that is named like a migration but holds no SQL for PostgreSQL, listed with the reason and never run. Undefined
 * for any other file.
 */
export function foreignFile(absolute: string): Problem | undefined {
  const name = baseName(absolute);
  const engine = engines[name.slice(name.lastIndexOf('.') + 1)];
  if (engine === undefined || !/^[VUR]?\d+[_.-]/.test(name)) return undefined;
  return {
    kind: 'foreign',
    path: absolute,
    message: `${name} is ${engine}. Lockkeeper runs SQL alone, so what this file does is no part of the chain.`,
    related: [],
  };
}

/** Whether a file in another language may change the PostgreSQL database: one in another database's own does not. */
export function mayChangeSchema({ kind, path }: Problem): boolean {
  return kind === 'foreign' && !path.endsWith('.cypher');
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
