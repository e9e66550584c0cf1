import type { Connection } from '../database/connection';
import type { ThrowAway } from '../database/throw-away';
import type { Script, Source } from '../migrations/project';
import { quoteIdentifier, quoteLiteral } from '../sql/quote';
import { missingExtension } from './errors';
import type { RunError } from './events';
import { extensionWanted, schemaOfWanted } from './extension-objects';
import type { SchemaDifference } from './schema-difference';
import { isMadeBy, type ProvidedKind } from './made-by-chain';

/** An object that a chain expects from outside, and that was made for it. */
export interface Provided {
  readonly kind: ProvidedKind;
  readonly name: string;
}

/** What is around a chain on a throw-away database: what it has, what it lacks, and what is made for the chain by need. */
export class Surroundings {
  readonly provided: Provided[];
  readonly #connection: Connection;
  readonly #source: Source;
  readonly #server: Pick<ThrowAway, 'place' | 'mark'>;
  readonly #roles: ReadonlySet<string>;
  /** Extensions that the server was asked for in vain. */
  readonly #lacking = new Set<string>();

  constructor(it: {
    readonly connection: Connection;
    readonly source: Source;
    readonly server: Pick<ThrowAway, 'place' | 'mark'>;
    /** Roles of a server that outlives its databases. */
    readonly roles?: ReadonlySet<string>;
    /** What was provided already; what is provided is added to it. */
    readonly provided?: Provided[];
  }) {
    this.#connection = it.connection;
    this.#source = it.source;
    this.#server = it.server;
    this.#roles = it.roles ?? new Set();
    this.provided = it.provided ?? [];
  }

  /** Makes what a statement did not find, where the chain does not make it itself; answers whether to try again. */
  async provide(error: RunError): Promise<boolean> {
    const wanted = wantedBy(error);
    if (wanted === undefined || this.#has(wanted) || isMadeBy(this.#scripts, wanted.kind, wanted.name)) return false;
    const { kind, name } = wanted;
    if (kind === 'extension') {
      const there = await this.#stateOf(name);
      if (there === 'lacking') this.#lacking.add(name);
      if (there !== 'available') return false;
    }
    const schema = kind === 'extension' ? schemaOfWanted(error.message) : undefined;
    const quoted = quoteIdentifier(name);
    const within = schema === undefined ? '' : ` WITH SCHEMA ${quoteIdentifier(schema)}`;
    const { mark } = this.#server;
    const making = {
      role: `CREATE ROLE ${quoted}${mark === undefined ? '' : `; COMMENT ON ROLE ${quoted} IS ${quoteLiteral(mark)}`}`,
      schema: `CREATE SCHEMA ${quoted}`,
      extension: `CREATE EXTENSION ${quoted}${within} CASCADE`,
    };
    this.provided.push(wanted);
    await this.#connection.script(making[kind]);
    return true;
  }

  /** Why an error tells of the place and not of the migration, where that is so: a sentence without its capital. */
  wordsFor(error: RunError): string | undefined {
    const missing = missingExtension(error) ?? extensionWanted(error.sqlstate, error.message);
    if (missing !== undefined && (missingExtension(error) !== undefined || this.#lacking.has(missing)))
      return `${this.#server.place} does not have the extension ${missing}.`;
    const role = error.sqlstate === '42710' ? /^role "(.*)" already exists$/.exec(error.message)?.[1] : undefined;
    if (role !== undefined && this.#roles.has(role))
      return `the role ${role} was on ${this.#server.place} before, and all databases of a server share its roles.`;
    return error.lost === true ? `the connection to ${this.#server.place} broke: ${error.message}` : undefined;
  }

  get #scripts(): readonly Script[] {
    return this.#source.migrations.flatMap(({ up }) => (up === undefined ? [] : [up]));
  }

  #has({ kind, name }: Provided): boolean {
    return this.provided.some((it) => it.kind === kind && it.name === name);
  }

  async #stateOf(extension: string): Promise<'available' | 'installed' | 'lacking'> {
    const text = 'SELECT installed_version AS installed FROM pg_catalog.pg_available_extensions WHERE name = $1';
    const [row] = (await this.#connection.query({ text, values: [extension] })).rows;
    if (row === undefined) return 'lacking';
    return row['installed'] === null ? 'available' : 'installed';
  }
}

function wantedBy({ sqlstate, message }: RunError): Provided | undefined {
  const role = sqlstate === '42704' ? /^role "(.*)" does not exist$/.exec(message)?.[1] : undefined;
  if (role !== undefined) return { kind: 'role', name: role };
  const extension = extensionWanted(sqlstate, message);
  if (extension !== undefined) return { kind: 'extension', name: extension };
  const schema = sqlstate === '3F000' ? /^schema "(.*)" does not exist$/.exec(message)?.[1] : undefined;
  return schema === undefined ? undefined : { kind: 'schema', name: schema };
}

const kinds = { role: 'Roles', schema: 'Schemas', extension: 'Extensions' } as const;

/** A sentence for each kind of what was provided. */
export function providedWords(provided: readonly Provided[]): readonly string[] {
  return (['role', 'schema', 'extension'] as const).flatMap((kind) => {
    const names = provided.filter((it) => it.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${kinds[kind]} that the chain expects were made there: ${names.join(', ')}.`];
  });
}

/** Differences but for those which only come of what was provided meanwhile. */
export function withoutProvided(
  differences: readonly SchemaDifference[],
  provided: readonly Provided[],
): readonly SchemaDifference[] {
  return differences.filter(
    ({ change, kind, id }) => change !== 'extra' || !provided.some((it) => it.kind === kind && it.name === id),
  );
}
