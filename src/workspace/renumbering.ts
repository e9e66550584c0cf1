import type { Migration, Source } from '../migrations/project';
import { renumberBehind } from '../migrations/renumber/behind';
import { followRename, type FollowedRename } from '../migrations/renumber/follow';
import { canonicalSource, moveTo } from '../migrations/renumber/move';
import { type Renumbered, type RenumberInput, renumber } from '../migrations/renumber/renumber';
import type { RenumberRequest } from './engine';
import type { BranchFiles } from './standing';

/** What renumbering has to know of the project. */
export interface RenumberingPort {
  readonly sources: () => Promise<readonly Source[]>;
  /** The source as the disk has it now; undefined where it is gone. */
  readonly readAgain: (source: Source) => Promise<Source | undefined>;
  /** Every file below a folder, relative. */
  readonly existing: (directory: string) => Promise<readonly string[]>;
  /** Who has run a migration, by what is known here. */
  readonly ranOn: () => Promise<(migration: Migration) => string | undefined>;
  /** Paths of the sources that are not to grow any more. */
  readonly deprecated: () => Promise<ReadonlySet<string>>;
  /** The files as of where this branch left a revision. */
  readonly partedFrom: (
    directory: string,
    revision: string,
  ) => Promise<{ readonly files: ReadonlyMap<string, string> } | undefined>;
  /** The files as of a revision. */
  readonly filesAt: (directory: string, revision: string) => Promise<BranchFiles>;
  readonly now: () => number;
}

const vanished: Renumbered = { ok: false, reason: 'The folder is not there any more, or holds no migrations.' };

/** Gives migrations of a project other versions, or another source. */
export class Renumbering {
  constructor(private readonly port: RenumberingPort) {}

  async renumber(request: RenumberRequest): Promise<Renumbered> {
    const { place } = request;
    const asked = await this.#asked(request);
    if (asked === undefined) return vanished;
    const { input, migrations } = asked;
    if (place.kind !== 'base') return renumber(input, migrations, place);
    const { partedFrom, filesAt } = this.port;
    const { path } = input.source;
    const [since, base] = await Promise.all([partedFrom(path, place.revision), filesAt(path, place.revision)]);
    if (since === undefined || base === undefined) {
      return { ok: false, reason: `Git knows no ${place.revision} that this branch has anything in common with.` };
    }
    return renumberBehind(input, { since: new Set(since.files.keys()), base: new Set(base.keys()) });
  }

  async move(request: Omit<RenumberRequest, 'place'>, wanted: Source): Promise<Renumbered> {
    const into = await this.port.readAgain(wanted);
    const asked = await this.#asked(request);
    if (asked === undefined || into === undefined) return vanished;
    const deprecated = await this.port.deprecated();
    if (deprecated.has(into.path)) {
      const canonical = canonicalSource(await this.port.sources(), deprecated);
      const instead = canonical === undefined ? '' : ` New migrations belong into ${canonical.label}.`;
      return { ok: false, reason: `lockkeeper.json calls ${into.label} deprecated.${instead}` };
    }
    return moveTo(asked.input, asked.migrations, { into, existing: await this.port.existing(into.path) });
  }

  async followRename(source: Source, renamed: FollowedRename): Promise<Renumbered> {
    const existing = await this.port.existing(source.path);
    // The source as it was before, whose migrations others still name.
    const sources = (await this.port.sources()).map((each) => (each.path === source.path ? source : each));
    return followRename({ source, sources, existing, now: this.port.now(), appliedOn: () => undefined }, renamed);
  }

  /** What is to be renumbered, as the disk has it now, and where it has run by what is known here or by the caller. */
  async #asked({
    source: wanted,
    migrations,
    appliedOn,
    isForced,
    edited,
  }: Omit<RenumberRequest, 'place'>): Promise<
    { readonly input: RenumberInput; readonly migrations: readonly Migration[] } | undefined
  > {
    const { readAgain, existing, sources, ranOn, now } = this.port;
    const source = await readAgain(wanted);
    if (source === undefined) return undefined;
    const known = await ranOn();
    const input: RenumberInput = {
      ...{ source, sources: await sources(), existing: await existing(source.path), now: now() },
      appliedOn: (migration) => appliedOn?.(migration) ?? known(migration),
      ...(isForced === true && { isForced }),
      ...(edited && { edited }),
    };
    const ids = new Set(migrations.map(({ id }) => id));
    return { input, migrations: source.migrations.filter(({ id }) => ids.has(id)) };
  }
}
