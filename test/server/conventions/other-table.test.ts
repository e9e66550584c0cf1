import assert from 'node:assert/strict';
import { goose } from '../../../src/migrations/conventions/goose';
import { withOtherTable } from '../../../src/migrations/conventions/other-table';
import { readStatus } from '../../../src/run/read-status';
import { embeddedTarget } from '../../support/embedded';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';
import { serverTimeout } from '../../support/servers';

const why =
  ".env has goose keep its history in o'ps.$$, and Lockkeeper knows goose_db_version alone: let goose run the migrations.";
const source = sourceOf(
  { '1_a.sql': '-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n' },
  withOtherTable(goose, "o'ps.$$", '.env'),
);

describeOnServer('a history that the runner keeps elsewhere', (server) => {
  it('is neither read nor written where it is not, and no second one is made', async () => {
    const run = { source, target: server.target };
    for (const report of [await up(server.databases, run), await down(server.databases, run)]) {
      assert.notEqual(report.outcome, 'done');
      assert.equal(report.message, why);
    }
    const answer = await readStatus(source, server.target, server.databases.connect);
    assert.ok(!answer.ok);
    assert.equal(answer.error.message, why);
    const [left] = await server.rows(`SELECT to_regclass('a') AS a, to_regclass('goose_db_version') AS history`);
    assert.deepEqual(left, { a: null, history: null });
  });

  it('stands in nobody’s way on the embedded database', async function () {
    this.timeout(serverTimeout);
    const report = await up(server.databases, { source, target: embeddedTarget() });
    assert.equal(report.outcome, 'done', report.message);
  });
});
