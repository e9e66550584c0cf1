import { relativeTo } from '../migrations/paths';
import type { Chain } from '../migrations/chain';
import { growChain } from '../migrations/chain';
import { type Draft, draftDown } from '../migrations/down/draft';
import { nameAt, suggestionsIn } from '../migrations/name-at';
import { type InferredDependency, inferredDependencies } from '../migrations/inferred';
import type { Migration, Project, Script, Source } from '../migrations/project';
import { type Reference, referencesTo } from '../migrations/references';
import { withText } from '../migrations/edited';
import type { AppliedScript } from '../lint/edited';
import type { AttributesFile } from '../lint/line-ends';
import type { KnownStatistics } from '../lint/estimated';
import type { Finding } from '../lint/finding';
import { checkFiles } from '../lint/check';
import { lintFolder } from '../lint/folder';
import { judge, type Judgement, type MigrationStanding, type ScriptInput, statementAt } from '../lint/judge';
import { lintSource } from '../lint/lint-source';
import { lint } from '../lint/linter';
import type { LintOptions } from '../lint/options';
import type { ProjectFacts } from '../lint/source-context';
import { type RenumberContext, withRenumberFixes } from '../lint/renumber-fix';
import { definitionText, originOfMeaning } from '../report/definition';
import { hoverText } from '../report/markdown';
import { inTurns } from '../run/in-turns';
import type { Suggestion } from '../schema/completion';
import type { Schema } from '../schema/schema';
import { loadParser } from '../sql/parser';
import { createPrinter, type Printer } from '../sql/printer';
import { foldsOf, rangesAround } from '../sql/folds';
import { outlineOf } from '../sql/outline';
import { SqlReader } from '../sql/reader';
import { perObject } from '../sql/per-object';
import type { Span } from '../sql/span';
import type { Statement } from '../sql/statement';
import type { Definition, Structure } from './engine';

/** What the findings of a project depend on, besides the text. */
export interface AnalysisInput {
  readonly project: Project;
  readonly options: LintOptions;
  /** As configured. */
  readonly postgres: number;
  readonly standing: (migration: Migration) => MigrationStanding;
  readonly applied: (migration: Migration) => AppliedScript | undefined;
  /** Where git reads how it is to treat line ends; absent where there is no git. */
  readonly attributes?: AttributesFile;
  /** What is known of each source's tables on a target; absent where nothing is. */
  readonly statisticsOf?: (source: Source) => KnownStatistics | undefined;
  readonly now: () => number;
  /** The same object as long as neither they nor `standing` tell anything else. */
  readonly facts: ProjectFacts;
}

/** A source's chain, and on which earlier migrations each one stands. */
export interface SourceChain {
  readonly chain: Chain;
  readonly inferred: readonly InferredDependency[];
}

/** How many scripts' judgements are kept: some are open beside each other. */
const keptJudgements = 4;

/** Reads SQL for one workspace folder, and keeps the chains of its sources from one keystroke to the next. */
export class Analysis {
  #reader: Promise<SqlReader> | undefined;
  #printer: Promise<Printer> | undefined;
  readonly #chains = new Map<string, { readonly source: Source; readonly chain: Chain }>();

  readonly #folders = new WeakMap<Source, FolderFindings>();
  readonly #judgements = new Map<string, Judgement>();

  /** Loads PostgreSQL's parser, once. */
  async load(): Promise<SqlReader> {
    this.#reader ??= loadParser().then((parser) => new SqlReader(parser));
    return this.#reader;
  }

  /** Findings of one file: of its folder, and of every script in it. `text` is what stands in an editor. */
  async lint(input: AnalysisInput, path: string, text: string | undefined): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    for (const source of input.project.sources) {
      // Comments can silence what is wrong with a file, if it can be read; the first of its scripts reports it.
      const edited = new Map(text === undefined ? [] : [[path, text] as const]);
      let ofFile = withRenumberFixes(this.#folderFindings(source, input).get(path) ?? [], renumbering(input, source, edited));
      for (const place of await this.#places(input, source, path, text)) {
        if (isGarbled(place)) continue;
        findings.push(...this.#lintPlace(input, place, ofFile));
        ofFile = [];
      }
      findings.push(...ofFile);
    }
    return findings;
  }

  #lintPlace(
    { options, now, applied, attributes, statisticsOf }: AnalysisInput,
    place: ScriptInput,
    ofFile: readonly Finding[],
  ): readonly Finding[] {
    const script = applied(place.migration);
    const tableStats = statisticsOf?.(place.source);
    const known = {
      ...(script && { applied: script }),
      ...(attributes && { attributes }),
      ...(tableStats && { tableStats }),
    };
    return lint({ ...place, options, now, ofFile, ...known }, this.#judge(place));
  }

  /** Findings of many files as they were saved, by path: the same as of each, but faster, and nothing of it is kept. */
  async lintAll(
    input: AnalysisInput,
    paths: ReadonlySet<string>,
    withoutFixes: boolean,
  ): Promise<ReadonlyMap<string, readonly Finding[]>> {
    const byPath = new Map<string, Finding[]>([...paths].map((path) => [path, []]));
    const { standing, options, now, applied, attributes, project } = input;
    const reader = new SqlReader(await loadParser(), 0);
    for (const source of project.sources) {
      const found = this.#folderFindings(source, input);
      const tableStats = input.statisticsOf?.(source);
      const context = renumbering(input, source, new Map());
      const wantsFixes = (path: string): boolean => !withoutFixes && paths.has(path);
      const ofFolder = new Map(
        [...found].map(([path, all]) => [path, wantsFixes(path) ? withRenumberFixes(all, context) : all] as const),
      );
      const judged = scriptsOf(source).filter((it) => byPath.has(it.script.path) && !isGarbled(it));
      const wanted = new Set(judged.map(({ script }) => script));
      // The first script of a file reports what is wrong with the file.
      const first = new Map(judged.toReversed().map(({ script }) => [script.path, script]));
      const ofFile = (script: Script): readonly Finding[] =>
        first.get(script.path) === script ? (ofFolder.get(script.path) ?? []) : [];
      const byScript = new Map<Script, readonly Finding[]>();
      const work = lintSource(
        {
          ...{ source, reader, standing, options, now, applied, ofFile, withoutFixes, postgres: judgedVersion(input) },
          ...(attributes && { attributes }),
          ...(tableStats && { tableStats }),
        },
        (_migration, script) => wanted.has(script),
      );
      await inTurns(work, (found) => {
        for (const { script, findings } of found) byScript.set(script, findings);
      });
      for (const { script } of judged) byPath.get(script.path)?.push(...(byScript.get(script) ?? []));
      for (const [path, findings] of byPath) if (!first.has(path)) findings.push(...(ofFolder.get(path) ?? []));
    }
    return byPath;
  }

  /** What is wrong with files as such, by path, without reading what their SQL does. */
  check(input: AnalysisInput, paths: ReadonlySet<string>): ReadonlyMap<string, readonly Finding[]> {
    const byPath = new Map<string, Finding[]>([...paths].map((path) => [path, []]));
    for (const source of input.project.sources) {
      const scripts = scriptsOf(source).filter((it) => byPath.has(it.script.path));
      for (const finding of checkFiles(source, scripts, { ...input, ofFolder: this.#folderFindings(source, input) })) {
        byPath.get(finding.path)?.push(finding);
      }
    }
    return byPath;
  }

  /** What stands at an offset: the object that is named there, and what PostgreSQL does to carry out its statement, as Markdown. */
  async hover(input: AnalysisInput, path: string, text: string, offset: number): Promise<string | undefined> {
    for (const source of input.project.sources) {
      for (const place of await this.#places(input, source, path, text)) {
        const { judged, walk } = this.#judge(place);
        const found = statementAt(judged, offset);
        if (found === undefined) continue;
        const named = nameAt(walk, offset);
        const label = (file: string): string => relativeTo(source.path, file) ?? file;
        const definitions = named?.meanings.map((meaning) => definitionText(meaning, named.schema, label)) ?? [];
        const parts = [...definitions, hoverText(found.effects, place.postgres, input.statisticsOf?.(source))].filter(
          (part) => part !== '',
        );
        return parts.length === 0 ? undefined : parts.join('\n\n---\n\n');
      }
    }
    return undefined;
  }

  /** Where the object that is named at an offset was made. */
  async definitions(input: AnalysisInput, path: string, text: string, offset: number): Promise<readonly Definition[]> {
    for (const source of input.project.sources) {
      for (const place of await this.#places(input, source, path, text)) {
        const named = nameAt(this.#judge(place).walk, offset);
        if (named === undefined) continue;
        return named.meanings.flatMap((meaning) => {
          const made = originOfMeaning(meaning);
          return made === undefined ? [] : [{ name: named.at, path: made.path, at: made.statement }];
        });
      }
    }
    return [];
  }

  /** Every place in the source that names the same object, where the object is known. */
  async references(input: AnalysisInput, path: string, text: string, offset: number): Promise<readonly Reference[]> {
    for (const source of input.project.sources) {
      for (const place of await this.#places(input, source, path, text)) {
        const named = nameAt(this.#judge(place).walk, offset);
        if (named !== undefined) return referencesTo(named, { ...place, edited: place.script });
      }
    }
    return [];
  }

  /** The tables and columns that may stand at an offset. */
  async suggestions(input: AnalysisInput, path: string, text: string, offset: number): Promise<readonly Suggestion[]> {
    const suggested: Suggestion[] = [];
    for (const source of input.project.sources) {
      for (const place of await this.#places(input, source, path, text)) {
        const { start, end } = place.script.body;
        if (start <= offset && offset <= end) suggested.push(...suggestionsIn(this.#judge(place).walk, text, offset));
      }
    }
    return suggested;
  }

  /** The statements of a file as an outline, and what may be folded. */
  async structure(project: Project, path: string, text: string): Promise<Structure> {
    const statements = await this.#statements(project, path, text);
    const folds = statements.length === 0 ? [] : foldsOf(text, statements);
    return { outline: outlineOf(statements), folds, statements };
  }

  async rangesAround(
    project: Project,
    path: string,
    text: string,
    offsets: readonly number[],
  ): Promise<readonly (readonly Span[])[]> {
    const statements = await this.#statements(project, path, text);
    return offsets.map((offset) => rangesAround(text, statements, offset));
  }

  async countStatements({ text, body }: Script): Promise<number> {
    return (await this.load()).read(text, body).length;
  }

  /** The statements of every script in a file, in the order of the text. */
  async #statements(project: Project, path: string, text: string): Promise<readonly Statement[]> {
    const bodies = project.sources.flatMap((source) =>
      scriptsAt(source, path).map(({ script }) => withText(source, script, text).body),
    );
    if (bodies.length === 0) return [];
    const reader = await this.load();
    return bodies.flatMap((body) => reader.read(text, body)).sort((a, b) => a.at.start - b.at.start);
  }

  /** The way back from a migration, drafted from its up script. */
  async draftDown(source: Source, migration: Migration): Promise<Draft> {
    const reader = await this.load();
    this.#printer ??= loadParser().then(createPrinter);
    const [chain, printer] = await Promise.all([this.#chain(source, reader), this.#printer]);
    return draftDown(source, migration, { chain, reader, printer });
  }

  /** What the whole chain of a source leaves behind. */
  async schema(source: Source): Promise<Schema> {
    return (await this.#chain(source, await this.load())).end;
  }

  /** On which earlier migrations each one of a source stands. */
  async dependencies(source: Source): Promise<readonly InferredDependency[]> {
    const reader = await this.load();
    return inferredDependencies(source, await this.#chain(source, reader), reader);
  }

  /** The chains of sources, each with what its migrations depend on. */
  async chains(sources: readonly Source[]): Promise<readonly SourceChain[]> {
    const reader = await this.load();
    const chains: SourceChain[] = [];
    for (const source of sources) {
      const chain = await this.#chain(source, reader);
      chains.push({ chain, inferred: inferredDependencies(source, chain, reader) });
    }
    return chains;
  }

  /** The scripts of a file, each in its place in the chain. */
  async #places(input: AnalysisInput, source: Source, path: string, text: string | undefined): Promise<readonly ScriptInput[]> {
    const scripts = scriptsAt(source, path);
    if (scripts.length === 0) return [];
    const reader = await this.load();
    const chain = await this.#chain(source, reader);
    const { standing } = input;
    const postgres = judgedVersion(input);
    const places: ScriptInput[] = [];
    for (const { migration, script } of scripts) {
      const current = text === undefined || text === script.text ? script : withText(source, script, text);
      await inTurns(reader.reading(current.text, current.body));
      places.push({ source, migration, script: current, chain, reader, standing, postgres });
    }
    return places;
  }

  /** What is wrong with the files of a folder, by path: asked for each of them. */
  #folderFindings(source: Source, input: AnalysisInput): ReadonlyMap<string, readonly Finding[]> {
    const { options, facts } = input;
    const known = this.#folders.get(source);
    if (known?.facts === facts && isSameOptions(known.options, options)) return known.byPath;
    const byPath = new Map<string, Finding[]>();
    for (const finding of lintFolder(source, input)) {
      byPath.set(finding.path, [...(byPath.get(finding.path) ?? []), finding]);
    }
    this.#folders.set(source, { options, facts, byPath });
    return byPath;
  }

  /** Judges a script, from what its last judgement still tells. */
  #judge(input: ScriptInput): Judgement {
    const { path, direction } = input.script;
    const id = `${input.source.id} ${direction} ${path}`;
    const judgement = judge(input, this.#judgements.get(id));
    // What was asked for last stands last.
    this.#judgements.delete(id);
    this.#judgements.set(id, judgement);
    for (const oldest of this.#judgements.keys()) {
      if (this.#judgements.size <= keptJudgements) break;
      this.#judgements.delete(oldest);
    }
    return judgement;
  }

  async #chain(source: Source, reader: SqlReader): Promise<Chain> {
    const known = this.#chains.get(source.id);
    if (known?.source === source) return known.chain;
    const chain = await inTurns(growChain(source, reader, known?.chain));
    this.#chains.set(source.id, { source, chain });
    return chain;
  }
}

interface FolderFindings {
  readonly options: LintOptions;
  readonly facts: ProjectFacts;
  readonly byPath: ReadonlyMap<string, readonly Finding[]>;
}

function renumbering(
  { facts, standing, now }: AnalysisInput,
  source: Source,
  edited: ReadonlyMap<string, string>,
): RenumberContext {
  return { source, facts, standing, now, edited };
}

function isSameOptions(a: LintOptions, b: LintOptions): boolean {
  return a.rules === b.rules && a.preset === b.preset && a.naming === b.naming && a.require === b.require;
}

/** Every script of a source with its migration, in order. */
function scriptsOf({ migrations }: Source): readonly MigrationScript[] {
  return migrations.flatMap((migration) =>
    [migration.up, migration.down].flatMap((script) => (script === undefined ? [] : [{ migration, script }])),
  );
}

interface MigrationScript {
  readonly migration: Migration;
  readonly script: Script;
}

/** The scripts that stand in a file. */
function scriptsAt(source: Source, path: string): readonly MigrationScript[] {
  return scriptsByPath(source).get(path) ?? [];
}

const scriptsByPath = perObject((source: Source): ReadonlyMap<string, readonly MigrationScript[]> => {
  const byPath = new Map<string, MigrationScript[]>();
  for (const each of scriptsOf(source)) {
    const known = byPath.get(each.script.path);
    if (known === undefined) byPath.set(each.script.path, [each]);
    else known.push(each);
  }
  return byPath;
});

/** What is older than 14 is judged as 14. */
function judgedVersion({ postgres }: AnalysisInput): number {
  return Math.min(Math.max(postgres, 14), 18);
}

/** Whether what was read of the file is no text, so that every fault in it is the same one. */
function isGarbled({ migration, script }: MigrationScript): boolean {
  const isAsRead = script === migration.up || script === migration.down;
  return (
    isAsRead && migration.problems.some(({ kind, path }) => path === script.path && (kind === 'not-utf8' || kind === 'nul-byte'))
  );
}
