import type { Ecosystem } from './manifests';

/** A file or directory that shows that a tool is set up. */
export interface Marker {
  /** What its path ends in; `/` stands before it. */
  readonly path: RegExp;
  /** What its text says where the name alone could be anybody's. */
  readonly says?: RegExp;
  /** It lists or describes migrations: where it is, the tool is in use. */
  readonly isOfMigrations?: true;
}

/** Something that carries out migrations, and by what it is known. */
export interface Tool {
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Ids of the conventions whose sources it keeps. */
  readonly conventions: readonly string[];
  readonly markers: readonly Marker[];
  /** Names under which manifests list it. */
  readonly packages: Partial<Readonly<Record<Ecosystem, readonly string[]>>>;
  /** A file that it cannot do without, to say that it is missing. */
  readonly needs?: string;
  /** Migrations in another language than SQL: what their paths end in, and what one of them says. */
  readonly writes?: { readonly path: RegExp; readonly says: RegExp };
}
