import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { dryRun } from '../../src/run/dry-run';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { sourceOf, toolsOf } from '../support/runs';
import { serverTimeout } from '../support/servers';

const slow = sourceOf({ '1_slow.sql': 'CREATE TABLE never_there (id int);\nSELECT pg_sleep(60);\n', '2_next.sql': 'SELECT 1;' });

describe('a dry run that is cancelled in the midst of a statement', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  // Before the statement is sent, when what goes before it is asked, and while it goes on.
  for (const [kind, afterMs] of [
    ['trace', 0],
    ['trace', 300],
    ['shadow', 0],
  ] as const) {
    it(`ends with the process of the embedded server, and says so: ${kind}, ${afterMs} ms after it has begun`, async () => {
      const abort = new AbortController();
      const on = (event: Parameters<ReturnType<typeof toolsOf>['on']>[0]): void => {
        if (event.kind === 'statement' && event.index === 1) setTimeout(() => abort.abort(), afterMs);
      };
      const report = await dryRun(
        { kind, source: slow, target: embeddedTarget(), direction: 'up' },
        {
          ...{ ...toolsOf(databases), on, signal: abort.signal },
          ...{ fresh: databases.fresh, copyOf: databases.copyOf },
        },
      );
      assert.equal(report.outcome, 'cancelled');
      assert.deepEqual(
        report.steps.map(({ outcome }) => outcome),
        ['cancelled', 'not-run'],
      );
    });
  }
});
