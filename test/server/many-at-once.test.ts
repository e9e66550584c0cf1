/** Ten who apply at once, an index built concurrently among the migrations: one set of rows, and nobody deadlocks. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { crashChains, ledger } from '../support/crash';
import { testDatabases } from '../support/embedded';
import { rowsOf, serverTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

describe('ten who apply at once', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  for (const { title, convention, files, applied } of crashChains) {
    it(`with ${title}: one does it all, and the others find nothing to do`, async () => {
      const target = serverTarget(await (await sharedServer(18)).createDatabase());
      const source = sourceOf(files, convention);
      const reports = await Promise.all(
        Array.from({ length: 10 }, () => up(databases, { source, target, lockDeadlineMs: 60_000 }, { random: Math.random })),
      );
      assert.deepEqual(
        reports.map(({ outcome }) => outcome).sort(),
        ['done', ...Array<string>(9).fill('nothing-to-do')],
        reports.map(({ message }) => message).join('\n'),
      );
      assert.deepEqual(await rowsOf(databases, target, applied), [{ n: 5 }]);
      const rows = await rowsOf(databases, target, 'SELECT nr, part FROM ledger ORDER BY 1, 2');
      assert.deepEqual(
        rows.map(({ nr, part }) => `${String(nr)}/${String(part)}`),
        ledger,
      );
    });
  }
});
