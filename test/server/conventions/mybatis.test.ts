import assert from 'node:assert/strict';
import { mybatis } from '../../../src/migrations/conventions/mybatis';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '20250101000000_create_changelog.sql':
      '-- // Create Changelog\nCREATE TABLE ${changelog} (ID NUMERIC(20,0) NOT NULL);\n-- //@UNDO\nDROP TABLE ${changelog};\n',
    '20250102000000_add_ports.sql':
      '-- // add ports\nCREATE TABLE ports (id bigint);\nINSERT INTO ports VALUES (1);\n-- //@UNDO\nDROP TABLE ports;\n',
  },
  mybatis,
);

describeOnServer('MyBatis Migrations on a server', (server) => {
  it('goes on in the table that MyBatis makes, with its time as text, up and down', async () => {
    await server.rows(
      'CREATE TABLE CHANGELOG (ID NUMERIC(20,0) NOT NULL, APPLIED_AT VARCHAR(25) NOT NULL, DESCRIPTION VARCHAR(255) NOT NULL)',
    );
    await server.rows('ALTER TABLE CHANGELOG ADD CONSTRAINT PK_CHANGELOG PRIMARY KEY (id)');
    await server.rows(`INSERT INTO CHANGELOG VALUES (20250101000000, '2025-01-01 12:00:00', 'create changelog')`);
    assert.deepEqual(await server.standing(source), ['20250101000000 applied', '20250102000000 pending']);
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const rows = await server.rows('SELECT * FROM changelog ORDER BY id');
    assert.deepEqual([rows[1]?.['id'], rows[1]?.['description']], ['20250102000000', 'add ports']);
    assert.match(String(rows[1]?.['applied_at']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const [, read] = mybatis.history.read(rows, source.migrations);
    assert.ok(Math.abs(Number(read?.appliedAt) - Date.now()) < 600_000);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await server.rows('SELECT * FROM changelog')).length, 1);
  });

  it('leaves it to MyBatis to make the table', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.notEqual(report.outcome, 'done');
    assert.deepEqual(await server.rows(`SELECT to_regclass('changelog') AS made, to_regclass('ports') AS ports`), [
      { made: null, ports: null },
    ]);
  });
});
