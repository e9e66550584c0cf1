import type { Connected, ConnectOptions } from './connection';
import type { EmbeddedOptions } from './embedded/process';
import { EmbeddedServer } from './embedded/server';
import { connectServer } from './server';
import type { Target } from './target';

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

  /** Ends the embedded server of a directory, so that its files stand still. */
  async release(directory: string): Promise<void> {
    await this.#embedded.get(directory)?.stop();
  }

  /** A throw-away embedded database, in memory and empty. The caller stops it. */
  shadow(): EmbeddedServer {
    return new EmbeddedServer(this.#options);
  }

  /** Ends all embedded servers, also those in use. */
  async close(): Promise<void> {
    await Promise.all([...this.#embedded.values()].map((server) => server.stop(true)));
    this.#embedded.clear();
  }

  #server(directory: string): EmbeddedServer {
    const known = this.#embedded.get(directory);
    if (known !== undefined) return known;
    const server = new EmbeddedServer(this.#options, directory);
    this.#embedded.set(directory, server);
    return server;
  }
}
