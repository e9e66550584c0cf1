import { declaredDependencies, migrationNamed, type Placed } from '../migrations/dependencies';
import { endOfHeader, headerOf } from '../migrations/header';
import { type HeaderSuggestion, headerSuggestions } from '../migrations/header-completion';
import { withText } from '../migrations/edited';
import type { Migration, Project } from '../migrations/project';
import { checksIn, hasChecks, isSectionHeading } from '../migrations/validation';
import { checkMarkdown, checksMarkdown } from '../report/check-text';
import { headerMarkdown, type Ran, type Related } from '../report/header-text';
import { perObject } from '../sql/per-object';
import { touches } from '../sql/span';
import type { Definition, Engine } from './engine';

/** What the headers of migrations say to whoever writes them. */
export class Headers {
  constructor(
    private readonly engine: Pick<Engine, 'project' | 'standing' | 'applied'>,
    private readonly now: () => number,
  ) {}

  /** The keys and values that may stand at an offset. */
  async suggestions(path: string, text: string, offset: number): Promise<readonly HeaderSuggestion[]> {
    const { sources } = await this.engine.project();
    const owner = ownerOf(path, sources);
    return owner === undefined ? [] : headerSuggestions(text, offset, { ...owner, sources, now: this.now() });
  }

  /** What the header says and means, as Markdown, on each of its lines; undefined elsewhere. */
  async hover(path: string, text: string, offset: number): Promise<string | undefined> {
    const ofCheck = hasChecks(text) ? await this.#checkAt(path, text, offset) : undefined;
    if (ofCheck !== undefined || offset >= endOfHeader(text)) return ofCheck;
    const header = headerOf(text);
    const line = header.fields.find(({ at }) => touches({ start: text.lastIndexOf('\n', at.start) + 1, end: at.end }, offset));
    const project = await this.engine.project();
    const owner = ownerOf(path, project.sources);
    if (line === undefined || owner === undefined) return undefined;
    const { source, migration } = owner;
    const related = async (other: Placed): Promise<Related> => ({
      migration: other.migration,
      ...(other.source !== source && { source: other.source.label }),
      ran: await this.#ran(other.migration),
    });
    const needed = header.dependencies.map(async ({ name }) => {
      const to = migrationNamed(name, source, project.sources);
      return { name, ...(to && { to: await related(to) }) };
    });
    const needing = declaredIn(project).filter(({ to }) => to.migration === migration);
    const [dependencies, dependents] = await Promise.all([
      Promise.all(needed),
      Promise.all(needing.map(({ from }) => related(from))),
    ]);
    return headerMarkdown({ migration, header, dependencies, dependents });
  }

  /** The migration that the header names at an offset. */
  async definitions(path: string, text: string, offset: number): Promise<readonly Definition[]> {
    if (offset >= endOfHeader(text)) return [];
    const named = headerOf(text).dependencies.find(({ at }) => touches(at, offset));
    const { sources } = await this.engine.project();
    const owner = ownerOf(path, sources);
    if (named === undefined || owner === undefined) return [];
    const script = migrationNamed(named.name, owner.source, sources)?.migration.up;
    if (script === undefined) return [];
    return [{ name: named.at, path: script.path, at: { start: 0, end: endOfHeader(script.text) } }];
  }

  async #checkAt(path: string, text: string, offset: number): Promise<string | undefined> {
    const { sources } = await this.engine.project();
    const owner = ownerOf(path, sources);
    const saved = owner?.migration.up;
    if (owner === undefined || saved === undefined) return undefined;
    const { source } = owner;
    const script = withText(source, saved, text);
    const found = checksIn(script).find(({ at }) =>
      touches({ start: text.lastIndexOf('\n', at.start) + 1, end: at.end }, offset),
    );
    if (found !== undefined) return checkMarkdown(found.when, source.convention.transaction(script) !== 'none');
    return isSectionHeading(text, offset) ? checksMarkdown : undefined;
  }

  async #ran(migration: Migration): Promise<Ran> {
    const [standing, applied] = await Promise.all([this.engine.standing(migration), this.engine.applied(migration)]);
    return applied === undefined ? { kind: standing } : { kind: 'applied', by: applied.by };
  }
}

/** Asked for each hover, and the same until a file changes. */
const declaredIn = perObject(({ sources }: Project) => declaredDependencies(sources).dependencies);

/** The migration whose up script is the file: headers stand there alone. */
function ownerOf(path: string, sources: Project['sources']): Placed | undefined {
  for (const source of sources) {
    const migration = source.migrations.find(({ up }) => up?.path === path);
    if (migration !== undefined) return { source, migration };
  }
  return undefined;
}
