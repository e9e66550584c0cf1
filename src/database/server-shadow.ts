import { randomBytes } from 'node:crypto';
import { quoteIdentifier, quoteLiteral } from '../sql/quote';
import type { Connected, Connection, ConnectOptions, Failure } from './connection';
import { BadUrl, type Endpoint, endpointOf, isLoopback } from './endpoint';
import { failureOf } from './failure';
import { secretsOf } from './redact';
import type { StartedServer } from './installed-server';
import { markedRole } from './role';
import { connectServer } from './server';
import { mark, removeLeftovers, takeMark, takeTurn } from './shadow-leftovers';
import type { Target } from './target';
import type { ExpectedChain, Fresh } from './throw-away';

type ServerTarget = Extract<Target, { kind: 'server' }>;

/**
 * An empty database of our own on a server of this machine. The database that the URL names is only connected to, for CREATE
 * DATABASE: nothing is written in any that was not made here. `refused`: why it is not even connected to.
 */
export function freshOnServer(url: string, refused?: string): Fresh {
  const server: StartedServer = refused === undefined ? { ok: true, url } : { ok: false, why: refused };
  return new ServerShadow(`the server ${hostOf(url)}`, () => Promise.resolve(server));
}

/** The same on a server that is started when the first session is wanted. */
export function freshOnStarted(place: string, start: () => Promise<StartedServer>): Fresh {
  return new ServerShadow(place, start);
}

class ServerShadow implements Fresh {
  readonly place: string;
  readonly mark: string;
  readonly #start: () => Promise<StartedServer>;
  #target: ServerTarget | undefined;
  readonly #id = randomBytes(8).toString('hex');
  /** Settles when what is being opened is, so that nothing is left by an end in between. */
  #opening: Promise<unknown> = Promise.resolve();
  #admin: Connection | undefined;
  #session: Connection | undefined;
  #rolesBefore: ReadonlySet<string> = new Set();
  #chain: ExpectedChain | undefined;
  #isMade = false;
  #end: Promise<void> | undefined;

  constructor(place: string, start: () => Promise<StartedServer>) {
    this.place = place;
    this.mark = mark(this.#id);
    this.#start = start;
  }

  connect(signal?: AbortSignal): Promise<Connected> {
    const opening = this.#open(signal);
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async connectBehind(chain: ExpectedChain, signal?: AbortSignal): ReturnType<Fresh['connectBehind']> {
    this.#chain = chain;
    const answer = await this.connect(signal);
    return answer.ok ? { ...answer, roles: this.#rolesBefore } : answer;
  }

  /** What is made on a server stays no longer than it is used. */
  keep(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#end ??= this.#drop();
    return this.#end;
  }

  get #database(): string {
    return `lockkeeper_shadow_${this.#id}`;
  }

  async #open(signal: AbortSignal | undefined): Promise<Connected> {
    const options: ConnectOptions = { purpose: 'write', ...(signal !== undefined && { signal }) };
    const started = await this.#start();
    if (!started.ok) return refusal(started.why);
    const { url } = started;
    const target: ServerTarget = { kind: 'server', name: hostOf(url), url, role: 'local', from: 'the shadow' };
    const refused = await refusedEndpoint(target);
    if (refused !== undefined) return refusal(refused);
    this.#target = target;
    const admin = await connectServer(target, options);
    if (!admin.ok) return { ok: false, failure: this.#told(admin.failure) };
    this.#admin = admin.connection;
    try {
      const why = await this.#refusedBy(admin.connection);
      if (why !== undefined) return refusal(why);
      if (!(await takeTurn(admin.connection, signal)))
        return refusal(`Another shadow on ${this.place} has not ended yet: try again when it has.`);
      await removeLeftovers(admin.connection);
      await takeMark(admin.connection, this.#id);
      this.#rolesBefore = new Set(await rolesOf(admin.connection));
      // Nobody's own additions to template1 are part of an empty database.
      await admin.connection.query({ text: `CREATE DATABASE ${this.#database} TEMPLATE template0` });
      this.#isMade = true;
      await admin.connection.query({ text: `COMMENT ON DATABASE ${this.#database} IS ${quoteLiteral(this.mark)}` });
    } catch (thrown) {
      return { ok: false, failure: this.#told(failureOf(thrown, secretsOf(url))) };
    }
    const session = await connectServer(target, { ...options, database: this.#database });
    if (!session.ok) return { ok: false, failure: this.#told(session.failure) };
    this.#session = session.connection;
    return session;
  }

  async #refusedBy(admin: Connection): Promise<string | undefined> {
    if (admin.pooled) return `A pooler stands before ${this.place}: name the server itself as the shadow.`;
    if (admin.readOnly) return `${this.#capital} is read-only, so that no shadow can be made there.`;
    const role = await markedRole(admin);
    if (role !== 'shared' && role !== 'production') return undefined;
    return `The database ${admin.database} of ${this.place} says that it is ${role}: no shadow is made on that server.`;
  }

  get #capital(): string {
    return `T${this.place.slice(1)}`;
  }

  #told(failure: Failure): Failure {
    return { ...failure, message: `There is no shadow on ${this.place}: ${failure.message}` };
  }

  async #drop(): Promise<void> {
    await this.#opening;
    try {
      if (this.#isMade) await this.#dropBy(await this.#living());
    } catch (thrown) {
      // The server is gone, or does not let us: by its mark the next one finds what is left.
      failureOf(thrown);
    } finally {
      await Promise.all([this.#session?.close(), this.#admin?.close()]);
    }
  }

  async #dropBy(admin: Connection): Promise<void> {
    // A statement that never ends is ended by that, too.
    await admin.query({
      text: 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      values: [this.#database],
    });
    const force = admin.version >= 130_000 ? ' WITH (FORCE)' : '';
    await admin.query({ text: `DROP DATABASE IF EXISTS ${this.#database}${force}` });
    for (const role of await rolesOf(admin)) {
      if (this.#rolesBefore.has(role) || this.#chain?.makesRole(role) !== true) continue;
      try {
        await admin.query({ text: `DROP ROLE IF EXISTS ${quoteIdentifier(role)}` });
      } catch (thrown) {
        // One that something else on the server depends on by now keeps none of the others.
        if (failureOf(thrown).kind === 'connection') throw thrown;
      }
    }
  }

  /** The session that made it; another one where that has broken. */
  async #living(): Promise<Connection> {
    try {
      if (this.#admin !== undefined) {
        await this.#admin.query({ text: 'SELECT 1' });
        return this.#admin;
      }
    } catch (error) {
      if (failureOf(error).kind !== 'connection') throw error;
    }
    if (this.#target === undefined) throw new Error('What was never made cannot be dropped.');
    const again = await connectServer(this.#target, { purpose: 'write' });
    if (!again.ok) throw new Error(again.failure.message);
    this.#admin = again.connection;
    return again.connection;
  }
}

function refusal(message: string): Connected {
  return { ok: false, failure: { kind: 'connection', message } };
}

/** Why no shadow is made where a URL leads. */
async function refusedEndpoint({ url, name }: ServerTarget): Promise<string | undefined> {
  let endpoint: Endpoint;
  try {
    endpoint = await endpointOf(url, process.env);
  } catch (error) {
    if (error instanceof BadUrl) return error.message;
    throw error;
  }
  return isLoopback(endpoint.host)
    ? undefined
    : `A shadow is made on this machine only, by the loopback interface or a socket, and not on ${name}.`;
}

async function rolesOf(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query({ text: 'SELECT rolname FROM pg_catalog.pg_roles' });
  return rows.map(({ rolname }) => String(rolname));
}

/** Host and port of a URL, for people. */
function hostOf(url: string): string {
  if (!URL.canParse(url)) return 'of the shadow’s URL';
  const { host, searchParams } = new URL(url);
  return host === '' ? (searchParams.get('host') ?? 'localhost') : decodeURIComponent(host);
}
