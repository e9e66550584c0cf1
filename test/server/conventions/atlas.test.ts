import assert from 'node:assert/strict';
import { atlas } from '../../../src/migrations/conventions/atlas';
import { sumLines, sumText } from '../../../src/migrations/conventions/atlas-sum';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const scripts = {
  '20250101000000_ports.sql': 'CREATE TABLE ports (id bigint);\nINSERT INTO ports VALUES (1), (1);\n',
  '20250102000000_index.sql':
    '-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY a ON ports (id);\nCREATE UNIQUE INDEX CONCURRENTLY b ON ports (id);\n',
};
const lines = sumLines(Object.entries(scripts).map(([path, text]) => ({ path, bytes: Buffer.from(text) })));
const source = sourceOf({ ...scripts, 'atlas.sum': sumText(lines) }, atlas);
const versions = ['20250101000000', '20250102000000'];

describeOnServer('Atlas on a server', (server) => {
  const columns = 'version, description, type, applied, total, error_stmt, hash, partial_hashes, operator_version';
  const table = () => server.rows(`SELECT ${columns} FROM atlas_schema_revisions.atlas_schema_revisions ORDER BY version`);

  it('keeps revisions, and how far a file came that failed outside a transaction', async () => {
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'failed');
    const row = { type: '2', total: '2', operator_version: 'Lockkeeper' };
    const [first, second] = await table();
    assert.deepEqual(first, {
      ...row,
      version: versions[0],
      description: 'ports',
      applied: '2',
      error_stmt: '',
      hash: lines[0]?.hash,
      partial_hashes: null,
    });
    assert.deepEqual(
      { ...second, partial_hashes: (second?.['partial_hashes'] as unknown[]).length },
      {
        ...row,
        version: versions[1],
        description: 'index',
        applied: '1',
        error_stmt: 'CREATE UNIQUE INDEX CONCURRENTLY b ON ports (id);',
        hash: lines[1]?.hash,
        partial_hashes: 1,
      },
    );
    assert.deepEqual(await server.standing(source), [`${versions[0]} applied`, `${versions[1]} failed`]);
  });

  it('goes on behind a baseline, and refuses where Atlas keeps its revisions elsewhere', async () => {
    const create = (schema: string) =>
      server.rows(
        `CREATE TABLE ${schema}.atlas_schema_revisions (version varchar PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL)`,
      );
    await create('public');
    const report = await up(server.databases, { source, target: server.target });
    assert.match(JSON.stringify(report), /the revisions of Atlas are in the schema public, where Lockkeeper does not keep them/);
    await server.rows('CREATE SCHEMA atlas_schema_revisions');
    await create('atlas_schema_revisions');
    await server.rows(
      `INSERT INTO atlas_schema_revisions.atlas_schema_revisions (version, description, type, executed_at, execution_time, error, error_stmt, hash, partial_hashes, operator_version) VALUES ('${versions[1]}', 'index', 1, now(), 0, '', '', '', 'null', 'Atlas CLI v0.38.0')`,
    );
    assert.deepEqual(
      await server.standing(source),
      versions.map((version) => `${version} applied`),
    );
  });
});
