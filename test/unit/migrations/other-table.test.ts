import assert from 'node:assert/strict';
import { conventions } from '../../../src/migrations/conventions/all';
import { discover } from '../../../src/migrations/discovery';
import { nodeFiles } from '../../../src/system/files';
import { Trees } from './tree-of';

/** A convention, a file of its runner's settings, and the table that it names, if that is not the usual one. */
const settings: readonly (readonly [id: string, file: string, text: string, table: string | undefined])[] = [
  ['dbmate', '.env', 'DATABASE_URL=x\nexport DBMATE_MIGRATIONS_TABLE="ops.versions" # ours\n', 'ops.versions'],
  ['dbmate', '.env', 'DBMATE_MIGRATIONS_TABLE=schema_migrations\n', undefined],
  ['dbmate', '.env', '#DBMATE_MIGRATIONS_TABLE=other\nOTHER=x\n', undefined],
  ['flyway', 'flyway.conf', 'flyway.url=jdbc:x\nflyway.table=versions\n', 'versions'],
  ['flyway', 'flyway.conf', 'flyway.schemas=shop,public\n', 'shop.flyway_schema_history'],
  ['flyway', 'flyway.toml', '[flyway]\nschemas = ["public", "shop"]\ntable = "flyway_schema_history"\n', undefined],
  ['flyway', 'flyway.toml', '[flyway]\ndefaultSchema = "shop"\n', 'shop.flyway_schema_history'],
  ['goose', '.env', 'GOOSE_DRIVER=postgres\nGOOSE_TABLE=shop.goose\n', 'shop.goose'],
  ['goose', '.env', "GOOSE_TABLE='goose_db_version'\n", undefined],
  ['node-pg-migrate', 'package.json', '{"scripts": {"up": "node-pg-migrate up --migrations-table versions"}}', 'versions'],
  ['node-pg-migrate', 'package.json', '{"migrations-schema": "ops"}', 'ops.pgmigrations'],
  ['node-pg-migrate', 'package.json', '{"migrationsTable": "pgmigrations", "migrationsSchema": "public"}', undefined],
  ['sql-migrate', 'dbconfig.yml', 'production:\n  dialect: postgres\n  table: versions\n', 'versions'],
  ['sql-migrate', 'dbconfig.yml', 'development:\n  schema: ops\n  table: gorp_migrations\n', 'ops.gorp_migrations'],
  ['sql-migrate', 'dbconfig.yml', 'development:\n  dir: migrations # schema: ops\n', undefined],
  ['tern', 'tern.conf', '[database]\nversion_table = ops.version\n', 'ops.version'],
  ['tern', 'tern.conf', '[database]\n# version_table = x\nversion_table = public.schema_version\n', undefined],
];

describe('the settings of a runner', () => {
  const trees = new Trees();
  after(() => trees.remove());

  for (const [id, file, text, table] of settings) {
    it(`of ${id} say in ${file} ${JSON.stringify(text)} ${table === undefined ? 'nothing of another table' : `that it is ${table}`}`, () => {
      const found = conventions.find((each) => each.id === id)?.tableSettings;
      assert.deepEqual(
        found?.files.filter((each) => each === file),
        [file],
      );
      assert.equal(found.otherTable(text), table);
    });
  }

  it('are the nearest ones above the folder, and keep Lockkeeper from the usual table', async () => {
    const sql = '-- +goose Up\nSELECT 1;\n';
    const root = trees.make({
      '.env': 'GOOSE_TABLE=ops.goose\n',
      'a/migrations/1_a.sql': sql,
      'b/.env': 'GOOSE_TABLE=goose_db_version\n',
      'b/db/migrations/1_a.sql': sql,
    });
    const { sources } = await discover(root, nodeFiles);
    const refusal = (label: string) => sources.find((source) => source.label === label)?.convention.history.refusal?.text;
    assert.match(refusal('a/migrations') ?? '', /\.env has goose keep its history in ops\.goose, and Lockkeeper knows/);
    assert.equal(refusal('b/db/migrations'), undefined);
    const again = await discover(root, nodeFiles);
    assert.equal(again.sources[0]?.convention, sources[0]?.convention, 'the same settings make the same convention');
  });
});
