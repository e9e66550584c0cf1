import type { Connected, ConnectOptions, Failure } from './connection';
import type { EmbeddedOptions } from './embedded/process';
import { removeData } from './embedded/remove-data';
import { EmbeddedServer } from './embedded/server';
import { InstalledServer } from './installed-server';
import { connectServer } from './server';
import { freshOnServer, freshOnStarted } from './server-shadow';
import type { Target } from './target';
import { type Copied, copyOf, type Fresh, fresh } from './throw-away';

/** Opens sessions on every kind of target, and owns the embedded servers that it starts for them. */
export class Databases {
  readonly #embedded = new Map<string, EmbeddedServer>();
  readonly #options: EmbeddedOptions;

  constructor(options: EmbeddedOptions) {
    this.#options = options;
  }

  /** A `Connect`; never rejects for what a server or a network says. */
  readonly connect = (target: Target, options: ConnectOptions): Promise<Connected> => {
    switch (target.kind) {
      case 'server':
        return connectServer(target, options);
      case 'embedded':
        return this.#server(target.directory).connect(target, options);
    }
  };

  /** An empty throw-away database. */
  readonly fresh = (): Fresh => fresh(this.#options);

  /** An empty throw-away database on a server of this machine; `refused` says why there is none, where that is known. */
  readonly freshOnServer = (url: string, refused?: string): Fresh => freshOnServer(url, refused);

  /** What makes such databases on a server that is started for them, of the PostgreSQL that is installed here. */
  readonly installed = (): { readonly fresh: (major?: number) => Fresh; readonly end: () => Promise<void> } => {
    const server = new InstalledServer();
    return {
      fresh: (major) => freshOnStarted('the PostgreSQL that is installed here', () => server.start(major)),
      end: () => server.end(),
    };
  };

  /** A throw-away copy of an embedded target. The target is closed meanwhile, and opened again by the next `connect`. */
  readonly copyOf = (target: Extract<Target, { kind: 'embedded' }>): Promise<Copied> =>
    this.#server(target.directory).whileStopped(() => copyOf(target, this.#options));

  /** Removes an embedded target's data; the next `connect` makes it anew. Answers who else has it open. */
  readonly remove = (target: Extract<Target, { kind: 'embedded' }>): Promise<Failure | undefined> =>
    this.#server(target.directory).whileStopped(() => removeData(target.directory, this.#options.holder));

  /** Ends all embedded servers, once the connections in use have been closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#embedded.values()].map((server) => server.stop()));
    this.#embedded.clear();
  }

  #server(directory: string): EmbeddedServer {
    const known = this.#embedded.get(directory);
    if (known !== undefined) return known;
    const server = new EmbeddedServer(this.#options, { directory });
    this.#embedded.set(directory, server);
    return server;
  }
}
