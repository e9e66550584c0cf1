import type { Finding } from '../../src/lint/finding';
import { lintFolder, type FolderInput } from '../../src/lint/folder';
import type { ProjectFacts } from '../../src/lint/source-context';
import type { Source } from '../../src/migrations/project';
import { defaultOptions } from './chains';

/** 2025-06-01 00:00:00 UTC. */
const now = Date.UTC(2025, 5, 1);

/** What a project of these sources tells where there is neither git nor a configuration. */
export function factsOf(sources: readonly Source[], known: Partial<ProjectFacts> = {}): ProjectFacts {
  return { sources, targetOf: () => undefined, isDeprecated: () => false, removed: new Map(), ...known };
}

/** The findings of a source's folder, with what is known besides. */
export function folderFindings(
  source: Source,
  { facts, ...input }: Partial<Omit<FolderInput, 'facts'>> & { readonly facts?: Partial<ProjectFacts> } = {},
): readonly Finding[] {
  return lintFolder(source, {
    options: defaultOptions,
    standing: () => 'unknown',
    now: () => now,
    ...input,
    facts: factsOf(facts?.sources ?? [source], facts),
  });
}
