/** One database of the newest server for the tests of a convention. */
import type { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';
import type { Source } from '../../src/migrations/project';
import { readStatus } from '../../src/run/read-status';
import { testDatabases } from './embedded';
import { rowsOf, serverTarget } from './runs';
import { allMajors, serverTimeout, sharedServer } from './servers';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What the tests of a suite have, from its first test on. */
export class OnServer {
  #databases: Databases | undefined;
  #url: string | undefined;

  get databases(): Databases {
    if (this.#databases === undefined) throw new Error('Only tests have a server.');
    return this.#databases;
  }

  get url(): string {
    if (this.#url === undefined) throw new Error('Only tests have a server.');
    return this.#url;
  }

  get target(): Target {
    return serverTarget(this.url);
  }

  /** Rows of one statement. */
  rows(text: string): Promise<Rows> {
    return rowsOf(this.databases, this.target, text);
  }

  /** Each migration of a source as `version state`, and then the versions that have no file. */
  async standing(source: Source): Promise<readonly string[]> {
    const answer = await readStatus(source, this.target, this.databases.connect);
    if (!answer.ok) throw new Error(answer.error.message);
    const { migrations, missing } = answer.status;
    return [
      ...migrations.map(({ migration, state }) => `${migration.version} ${state.kind}`),
      ...missing.map(({ version }) => `${version} missing`),
    ];
  }

  async open(): Promise<void> {
    this.#databases = await testDatabases();
    await this.renew();
  }

  /** Another database, with nothing in it. */
  async renew(): Promise<void> {
    const newest = allMajors.at(-1);
    if (newest === undefined) throw new Error('There are no servers.');
    this.#url = await (await sharedServer(newest)).createDatabase();
  }

  async close(): Promise<void> {
    await this.#databases?.close();
  }
}

/** A suite whose every test has a database of its own. */
export function describeOnServer(title: string, tests: (server: OnServer) => void): void {
  describe(title, function () {
    this.timeout(serverTimeout);
    const server = new OnServer();
    before(() => server.open());
    beforeEach(() => server.renew());
    after(() => server.close());
    tests(server);
  });
}
