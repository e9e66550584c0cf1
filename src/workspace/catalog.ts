import { dirname, join, relative, sep } from 'node:path';
import { tablesOf } from '../migrations/chain';
import type { Edit } from '../migrations/edit';
import type { Files } from '../migrations/files';
import type { Project } from '../migrations/project';
import { type Catalog, catalogOf, catalogText } from '../report/catalog';
import { withTable } from '../report/migrations-table';
import type { SourceChain } from './analysis';
import type { CatalogReport } from './engine';

export interface CatalogInput {
  readonly project: Project;
  /** Paths of deprecated sources. */
  readonly deprecated: ReadonlySet<string>;
  readonly chains: readonly SourceChain[];
  readonly now: number;
}

/** The catalog that belongs at `path`, and what is to be changed there and in the READMEs beside the sources and at the root. */
export async function makeCatalog(path: string, input: CatalogInput, files: Files): Promise<CatalogReport> {
  const { project, chains } = input;
  const places = new Set([project.root, ...project.sources.map((source) => source.path)]);
  const readmes = [...places].map((place) => join(place, 'README.md'));
  const [written, ...others] = await files.readMany([path, ...readmes]);
  const faults: { path: string; reason: string }[] = [];
  const edits: Edit[] = [];

  const text = written?.ok === true ? decode(written.bytes) : undefined;
  const before = text === undefined ? undefined : parsed(text);
  if (text !== undefined && before === undefined)
    faults.push({ path, reason: 'It is no JSON: what it should hold instead is written over it.' });
  const inferred = chains.flatMap((each) => each.inferred);
  const catalog = catalogOf({ ...input, inferred, label: labelsIn(dirname(path)) }, before);
  const wanted = catalogText(catalog);
  if (text === undefined) edits.push({ kind: 'create', path, text: wanted });
  else if (JSON.stringify(before) !== JSON.stringify(catalog)) edits.push(whole(path, text, wanted));

  const tables = new Map(chains.flatMap(({ chain }) => chain.steps.map((step) => [step.migration, tablesOf(step)] as const)));
  for (const [index, readme] of readmes.entries()) {
    const content = others[index];
    if (content?.ok !== true) continue;
    const old = decode(content.bytes);
    const made = withTable(old, {
      sources: project.sources.filter((source) => dirname(readme) === project.root || dirname(readme) === source.path),
      tables: (migration) => (tables.get(migration) ?? []).map((key) => key.replace(/^public\./, '')),
      label: labelsIn(dirname(readme)),
    });
    if (made === undefined) continue;
    if (!made.ok) faults.push({ path: readme, reason: made.reason });
    else if (made.text !== old) edits.push(whole(readme, old, made.text));
  }
  return { text: wanted, edits, faults };
}

function whole(path: string, old: string, text: string): Edit {
  return { kind: 'replace', path, at: { start: 0, end: old.length }, text };
}

/** Paths as they are written in a file of this directory. */
function labelsIn(directory: string): (path: string) => string {
  return (path) => relative(directory, path).split(sep).join('/') || '.';
}

/** A byte order mark stays, so that positions are those of the file. */
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function parsed(text: string): Partial<Catalog> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
