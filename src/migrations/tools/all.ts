import type { Tool } from './tool';

/** Migrations as modules, in a folder of that name. */
const scripts = /\/(?:migrations?|db\/migrate)\/[^/]+\.[cm]?[jt]s$/;
const config = (name: string): RegExp => new RegExp(`/${name}\\.(?:[cm]?[jt]s|json|ya?ml)$`);

/** Every tool that is looked for, by title. */
export const tools: readonly Tool[] = [
  {
    ...{ id: 'active-record', title: 'Active Record', conventions: [], markers: [] },
    packages: { ruby: ['rails', 'activerecord'] },
    writes: { path: /\/db\/migrate\/[^/]+\.rb$/, says: /ActiveRecord::Migration/ },
  },
  {
    ...{ id: 'alembic', title: 'Alembic', conventions: [] },
    markers: [{ path: /\/alembic\.ini$/ }],
    packages: { python: ['alembic', 'flask-migrate'] },
    needs: 'alembic.ini',
    writes: { path: /\/versions\/[^/]+\.py$/, says: /\balembic\b/ },
  },
  {
    ...{ id: 'atlas', title: 'Atlas', conventions: ['atlas'], packages: {} },
    markers: [{ path: /\/atlas\.hcl$/ }, { path: /\/atlas\.sum$/, isOfMigrations: true }],
  },
  {
    ...{ id: 'dbmate', title: 'dbmate', conventions: ['dbmate'] },
    markers: [{ path: /\/\.env$/, says: /^\s*(?:export\s+)?DBMATE_/m }],
    packages: { npm: ['dbmate'], go: ['github.com/amacneil/dbmate'] },
  },
  {
    ...{ id: 'diesel', title: 'Diesel', conventions: ['diesel'] },
    markers: [{ path: /\/diesel\.toml$/ }],
    packages: { cargo: ['diesel', 'diesel_migrations'] },
    needs: 'diesel.toml',
  },
  {
    ...{ id: 'django', title: 'Django', conventions: [] },
    markers: [{ path: /\/manage\.py$/, says: /django/ }],
    packages: { python: ['django'] },
    writes: { path: /\/migrations\/\d{4}_[^/]+\.py$/, says: /\bdjango\b/ },
  },
  {
    ...{ id: 'drizzle', title: 'Drizzle', conventions: ['drizzle'] },
    markers: [{ path: config('drizzle\\.config') }, { path: /\/meta\/_journal\.json$/, isOfMigrations: true }],
    packages: { npm: ['drizzle-kit'] },
    needs: 'drizzle.config.ts',
  },
  {
    ...{ id: 'flyway', title: 'Flyway', conventions: ['flyway'] },
    markers: [{ path: /\/flyway(?:\.user)?\.(?:toml|conf)$/ }],
    packages: {
      jvm: ['flyway-core', 'flyway-database-postgresql', 'flyway-maven-plugin', 'org.flywaydb.flyway', 'quarkus-flyway'],
    },
  },
  {
    ...{ id: 'golang-migrate', title: 'golang-migrate', conventions: ['golang-migrate'], markers: [] },
    packages: { go: ['github.com/golang-migrate/migrate'] },
  },
  {
    ...{ id: 'goose', title: 'goose', conventions: ['goose'] },
    markers: [{ path: /\/\.env$/, says: /^\s*(?:export\s+)?GOOSE_/m }],
    packages: { go: ['github.com/pressly/goose'] },
    writes: { path: /\/\d+_[^/]+\.go$/, says: /\bgoose\.AddMigration/ },
  },
  {
    ...{ id: 'graphile-migrate', title: 'graphile-migrate', conventions: ['graphile-migrate'] },
    markers: [{ path: /\/\.gmrc(?:\.[cm]?js)?$/ }],
    packages: { npm: ['graphile-migrate'] },
    needs: '.gmrc',
  },
  {
    ...{ id: 'hasura', title: 'Hasura', conventions: ['hasura'], packages: { npm: ['hasura-cli'] } },
    markers: [{ path: /\/config\.yaml$/, says: /^(?:metadata_directory|migrations_directory)[ \t]*:/m }],
  },
  {
    ...{ id: 'knex', title: 'Knex', conventions: [] },
    markers: [{ path: config('knexfile') }],
    packages: { npm: ['knex'] },
    needs: 'knexfile.js',
    writes: { path: scripts, says: /\bknex\b/i },
  },
  {
    ...{ id: 'liquibase', title: 'Liquibase', conventions: [] },
    markers: [
      { path: /\/liquibase\.properties$/ },
      {
        path: /\/(?:[^/]*[._-])?changelog[^/]*\.(?:xml|ya?ml|json|sql)$/i,
        says: /databaseChangeLog|--[ \t]*liquibase formatted sql/i,
        isOfMigrations: true,
      },
    ],
    packages: {
      npm: ['liquibase'],
      jvm: ['liquibase-core', 'liquibase-maven-plugin', 'org.liquibase.gradle', 'quarkus-liquibase'],
    },
  },
  {
    ...{ id: 'morph', title: 'morph', conventions: ['morph'], packages: { go: ['github.com/mattermost/morph'] } },
    markers: [{ path: /\/migrations\.list$/, isOfMigrations: true }],
  },
  {
    ...{ id: 'mybatis', title: 'MyBatis Migrations', conventions: ['mybatis'], markers: [] },
    packages: { jvm: ['mybatis-migrations', 'migrations-maven-plugin'] },
  },
  {
    ...{ id: 'node-pg-migrate', title: 'node-pg-migrate', conventions: ['node-pg-migrate'], markers: [] },
    packages: { npm: ['node-pg-migrate'] },
    writes: { path: scripts, says: /\bpgm\b/ },
  },
  {
    ...{ id: 'pop', title: 'pop', conventions: ['pop'] },
    markers: [{ path: /\/database\.yml$/, says: /^[ \t]+dialect[ \t]*:/m }],
    packages: { go: ['github.com/gobuffalo/pop'] },
    needs: 'database.yml',
  },
  {
    ...{ id: 'postgres-migrations', title: 'postgres-migrations', conventions: ['postgres-migrations'], markers: [] },
    packages: { npm: ['postgres-migrations'] },
  },
  {
    ...{ id: 'prisma', title: 'Prisma', conventions: ['prisma'] },
    // The schema may also be several files.
    markers: [{ path: /\.prisma$/ }],
    packages: { npm: ['prisma', '@prisma/client'] },
    needs: 'schema.prisma',
  },
  {
    ...{ id: 'refinery', title: 'refinery', conventions: ['refinery'] },
    markers: [{ path: /\/refinery\.toml$/ }],
    packages: { cargo: ['refinery', 'refinery_cli'] },
  },
  {
    ...{ id: 'sequelize', title: 'Sequelize', conventions: [] },
    markers: [{ path: /\/\.sequelizerc$/ }],
    packages: { npm: ['sequelize', 'sequelize-cli'] },
    writes: { path: scripts, says: /\bqueryInterface\b/i },
  },
  {
    ...{ id: 'sqitch', title: 'Sqitch', conventions: ['sqitch'], packages: {} },
    markers: [{ path: /\/sqitch\.conf$/ }, { path: /\/sqitch\.plan$/, isOfMigrations: true }],
  },
  {
    ...{ id: 'sql-migrate', title: 'sql-migrate', conventions: ['sql-migrate'] },
    markers: [{ path: /\/dbconfig\.yml$/ }],
    packages: { go: ['github.com/rubenv/sql-migrate'] },
  },
  {
    ...{ id: 'sqlx', title: 'sqlx', conventions: ['sqlx'], packages: { cargo: ['sqlx'] } },
    markers: [{ path: /\/sqlx\.toml$/ }, { path: /\/\.sqlx$/ }],
  },
  {
    ...{ id: 'supabase', title: 'Supabase', conventions: ['supabase'], packages: { npm: ['supabase'] } },
    markers: [{ path: /\/supabase\/config\.toml$/ }],
    needs: 'supabase/config.toml',
  },
  {
    ...{ id: 'tern', title: 'tern', conventions: ['tern'], packages: { go: ['github.com/jackc/tern'] } },
    markers: [{ path: /\/tern\.conf$/ }],
  },
  {
    ...{ id: 'typeorm', title: 'TypeORM', conventions: [] },
    markers: [{ path: config('ormconfig') }],
    packages: { npm: ['typeorm'] },
    writes: { path: scripts, says: /\bMigrationInterface\b/ },
  },
];
