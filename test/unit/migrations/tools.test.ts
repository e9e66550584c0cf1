import assert from 'node:assert/strict';
import { discover } from '../../../src/migrations/discovery';
import { tools } from '../../../src/migrations/tools/all';
import { findTools } from '../../../src/migrations/tools/find';
import { packagesIn } from '../../../src/migrations/tools/manifests';
import { conventions } from '../../../src/migrations/conventions/all';
import { walk } from '../../../src/migrations/tree';
import { nodeFiles } from '../../../src/system/files';
import { Trees } from './tree-of';

const trees = new Trees();

/** The tools of a folder: each as its id, and why. */
async function found(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = trees.make(files);
  const { sources } = await discover(root, nodeFiles);
  const all = await findTools(await walk(root, nodeFiles, () => false), nodeFiles, sources);
  return all.map(({ id, isInUse, reason }) => `${isInUse ? '+' : '-'}${id} ${reason}`);
}

const none = 'but no migration of it was found.';

/** Files, and what is said of them; sorted by tool. */
const rows: readonly (readonly [Readonly<Record<string, string>>, ...(readonly string[])])[] = [
  [
    { 'db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[8.0]' },
    '+active-record Its migrations are in db/migrate.',
  ],
  [{ Gemfile: 'gem "rails", "~> 8"\n' }, `-active-record rails is named in Gemfile, ${none}`],
  [{ 'alembic.ini': '' }, `-alembic There is alembic.ini, ${none}`],
  [{ 'requirements.txt': 'Alembic>=1.13\n' }, '-alembic alembic is named in requirements.txt, but there is no alembic.ini.'],
  [
    { 'alembic.ini': '', 'alembic/versions/a1b2_x.py': 'from alembic import op' },
    '+alembic Its migrations are in alembic/versions.',
  ],
  [{ 'atlas.hcl': '' }, `-atlas There is atlas.hcl, ${none}`],
  [{ 'm/atlas.sum': 'h1:\n' }, '+atlas Its migrations are in m.'],
  [{ '.env': 'DBMATE_MIGRATIONS_DIR=db\n' }, `-dbmate There is .env, ${none}`],
  [{ '.env': 'DATABASE_URL=postgres://localhost/app\n' }],
  [
    { 'Cargo.toml': '[dependencies.diesel]\nversion = "2"\n' },
    '-diesel diesel is named in Cargo.toml, but there is no diesel.toml.',
  ],
  [{ 'app/migrations/0001_initial.py': 'from django.db import migrations' }, '+django Its migrations are in app/migrations.'],
  [{ 'drizzle.config.ts': '' }, `-drizzle There is drizzle.config.ts, ${none}`],
  [{ 'd/meta/_journal.json': '{"dialect":"sqlite"}', 'd/0000_a.sql': '' }, '+drizzle Its migrations are in d.'],
  [{ 'flyway.toml': '' }, `-flyway There is flyway.toml, ${none}`],
  [
    { 'build.gradle.kts': 'plugins { id("org.flywaydb.flyway") }' },
    `-flyway org.flywaydb.flyway is named in build.gradle.kts, ${none}`,
  ],
  [
    { 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.0\n' },
    `-golang-migrate github.com/golang-migrate/migrate is named in go.mod, ${none}`,
  ],
  [{ 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.0 // indirect\n' }],
  [{ 'm/00001_a.go': 'func init() { goose.AddMigration(up, down) }' }, '+goose Its migrations are in m.'],
  [{ 'm/00001_a.sql': '-- +goose Up\nSELECT 1;\n' }, '+goose Its migrations are in m.'],
  [{ '.gmrc': '{}' }, `-graphile-migrate There is .gmrc, ${none}`],
  [{ 'hasura/config.yaml': 'metadata_directory: metadata\n' }, `-hasura There is hasura/config.yaml, ${none}`],
  [{ 'app/config.yaml': 'port: 80\n' }],
  [{ 'knexfile.mjs': '' }, `-knex There is knexfile.mjs, ${none}`],
  [{ 'package.json': '{"dependencies":{"knex":"3"}}' }, '-knex knex is named in package.json, but there is no knexfile.js.'],
  [{ 'node_modules/knex/knexfile.js': '', 'vendor/x/alembic.ini': '' }],
  [{ 'db/changelog.xml': '<databaseChangeLog/>' }, '+liquibase Its migrations are in db.'],
  [{ 'db.changelog-master.sql': '--liquibase formatted sql\n' }, '+liquibase Its migrations are in the root folder.'],
  [{ 'changelog.json': '[]' }],
  [{ 'migrations.list': '' }, '+morph Its migrations are in the root folder.'],
  [
    { 'pom.xml': '<artifactId>migrations-maven-plugin</artifactId>' },
    `-mybatis migrations-maven-plugin is named in pom.xml, ${none}`,
  ],
  [{ 'migrations/1_a.js': 'exports.up = (pgm) => {};' }, '+node-pg-migrate Its migrations are in migrations.'],
  [{ 'database.yml': 'development:\n  dialect: postgres\n' }, `-pop There is database.yml, ${none}`],
  [
    { 'package.json': '{"devDependencies":{"postgres-migrations":"5"}}' },
    `-postgres-migrations postgres-migrations is named in package.json, ${none}`,
  ],
  [{ 'prisma/schema.prisma': '' }, `-prisma There is prisma/schema.prisma, ${none}`],
  [
    { 'prisma/schema.prisma': '', 'prisma/migrations/20250101120000_a/migration.sql': 'SELECT 1;' },
    '+prisma Its migrations are in prisma/migrations.',
  ],
  [{ 'refinery.toml': '' }, `-refinery There is refinery.toml, ${none}`],
  [{ 'migrations/20250101-a.js': 'up: (queryInterface) => {}' }, '+sequelize Its migrations are in migrations.'],
  [{ 'sqitch.conf': '' }, `-sqitch There is sqitch.conf, ${none}`],
  [{ 'sqitch.plan': '%project=a\n' }, '+sqitch Its migrations are in the root folder.'],
  [{ 'dbconfig.yml': '' }, `-sql-migrate There is dbconfig.yml, ${none}`],
  [{ 'Cargo.toml': '[workspace.dependencies]\nsqlx = { version = "0.8" }\n' }, `-sqlx sqlx is named in Cargo.toml, ${none}`],
  [{ 'Cargo.toml': '[package]\nname = "sqlx"\n' }],
  [{ '.sqlx/query-1.json': '' }, `-sqlx There is .sqlx, ${none}`],
  [{ 'supabase/config.toml': '' }, `-supabase There is supabase/config.toml, ${none}`],
  [{ 'tern.conf': '' }, `-tern There is tern.conf, ${none}`],
  [{ 'ormconfig.json': '{}' }, `-typeorm There is ormconfig.json, ${none}`],
  [{ 'migrations/1-A.ts': 'class A implements MigrationInterface {}' }, '+typeorm Its migrations are in migrations.'],
];

describe('tools for migrations', () => {
  afterEach(() => trees.remove());

  for (const [files, ...expected] of rows) {
    it(`${Object.keys(files).join(', ')}: ${expected.map((each) => each.split(' ')[0]).join(', ') || 'none'}`, async () => {
      assert.deepEqual(await found(files), expected);
    });
  }

  it('are each looked for by something, and keep conventions that there are', () => {
    const ids = new Set(conventions.map(({ id }) => id));
    for (const tool of tools) {
      assert.ok(tool.markers.length + Object.keys(tool.packages).length > 0, tool.id);
      for (const id of tool.conventions) assert.ok(ids.has(id), id);
      assert.ok(
        rows.some(([, ...expected]) => expected.some((each) => each.slice(1).startsWith(`${tool.id} `))),
        tool.id,
      );
    }
  });

  it('names a few files where there are many', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}/package.json`, '{"dependencies":{"knex":"3"}}']),
    );
    const [said = ''] = await found(files);
    assert.match(said, /named in a\/package\.json, b\/package\.json, c\/package\.json and 2 more, but/);
  });
});

describe('manifests', () => {
  const names = (name: string, text: string): readonly string[] => [...packagesIn(name, text).names];

  it('name nothing where they cannot be read', () => {
    assert.deepEqual(names('package.json', '{ "dependencies": '), []);
    assert.deepEqual(names('package.json', 'null'), []);
  });

  it('of Cargo count tables of dependencies alone', () => {
    const text =
      '[features]\nsqlx = []\n[target.\'cfg(unix)\'.dependencies]\nsqlx.workspace = true\n[dev-dependencies]\n"diesel" = "2"\n';
    assert.deepEqual(names('Cargo.toml', text), ['sqlx', 'diesel']);
  });

  it('of Python may be lists or tables', () => {
    assert.deepEqual(names('requirements.txt', '# alembic\nDjango[argon2]==5.1\nalembic ; python_version > "3.8"\n'), [
      'django',
      'alembic',
    ]);
    assert.ok(names('pyproject.toml', 'dependencies = [\n  "alembic>=1.13",\n]\n').includes('alembic'));
    assert.ok(names('pyproject.toml', '[tool.poetry.dependencies]\nalembic = "^1.13"\n').includes('alembic'));
  });
});
