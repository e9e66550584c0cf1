import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { buildChain } from '../../src/migrations/chain';
import { type Draft, draftDown } from '../../src/migrations/down/draft';
import { discover } from '../../src/migrations/discovery';
import type { Migration, Script, Source } from '../../src/migrations/project';
import { loadParser } from '../../src/sql/parser';
import { createPrinter, type Printer } from '../../src/sql/printer';
import { SqlReader } from '../../src/sql/reader';
import { split } from '../../src/sql/splitter';
import { nodeFiles } from '../../src/system/files';
import { conventions } from '../../src/migrations/conventions/all';
import { conventionNamed, sourceOf } from '../support/chains';
import { inventoryOfServer, type Inventory } from '../support/catalog';
import { downCases } from '../support/down-cases';
import { downPlaces, firstStatements, secondStatements } from '../support/down-places';
import { describeOnServer } from '../support/on-server';
import { down, sourceOf as runSource, up } from '../support/runs';
import { type Major, serverTimeout, sharedServer } from '../support/servers';

const root = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/harbor');

/** The oldest that has all that is tried, and the newest. */
const majors: readonly Major[] = [15, 18];

/** The sample says of this one that it cannot be applied. */
const cannotRun = '012_index_gate_visits.sql';

describe('down drafts on a server', () => {
  let printer: Printer;
  let reader: SqlReader;
  before(async function () {
    this.timeout(serverTimeout);
    const parser = await loadParser();
    [printer, reader] = [await createPrinter(parser), new SqlReader(parser)];
    for (const major of majors) await sharedServer(major);
  });

  const draft = (source: Source, migration: Migration): Draft =>
    draftDown(source, migration, { chain: buildChain(source, reader), reader, printer });

  for (const { name, before: first, up, convention = 'typed', down } of downCases) {
    for (const major of majors)
      it(`undoes ${name}, on PostgreSQL ${major}`, async function () {
        this.timeout(serverTimeout);
        const paths =
          convention === 'sqlx' ? ['1_a.up.sql', '2_b.up.sql'] : ['20250101_000000_schema_a.sql', '20250102_000000_schema_b.sql'];
        const source = sourceOf({ [paths[0]!]: first ?? 'SELECT 1;', [paths[1]!]: up }, conventionNamed(convention));
        const [earlier, migration] = source.migrations;
        const made = draft(source, migration!);
        assert.ok(made.ok, made.ok ? '' : made.reason);
        const client = await connected(major);
        try {
          await carryOut(client, source, earlier!.up!);
          const were = await stateOf(client);
          await carryOut(client, source, migration!.up!);
          await carryOut(client, source, scriptOf(migration!, made.text));
          const is = await stateOf(client);
          if (made.gaps.length === 0) assert.deepEqual(is, were, made.text);
        } finally {
          await client.end();
        }
        const lines = made.text.split('\n\n').slice(1).join('\n\n').trimEnd();
        assert.equal(lines, down);
      });
  }

  it('undoes every migration of the sample workspace', async function () {
    this.timeout(serverTimeout);
    const { sources } = await discover(root, nodeFiles);
    const exact: string[] = [];
    for (const source of sources) {
      const client = await connected();
      try {
        for (const migration of source.migrations) {
          const name = migration.up!.path.split('/').at(-1)!;
          if (name === cannotRun) continue;
          const alone: Migration = { ...migration };
          Reflect.deleteProperty(alone, 'down');
          const bare = { ...source, migrations: source.migrations.map((each) => (each === migration ? alone : each)) };
          const made = draft(bare, alone);
          // A plain .sql file of sqlx has no way back, but what would be in it is asked all the same.
          if (!made.ok && source.convention.id === 'sqlx' && !name.endsWith('.up.sql')) {
            await carryOut(client, source, migration.up!);
            continue;
          }
          assert.ok(made.ok, made.ok ? '' : `${name}: ${made.reason}`);
          const were = await stateOf(client);
          await carryOut(client, source, migration.up!);
          await carryOut(client, source, scriptOf(migration, made.text));
          const is = await stateOf(client);
          if (made.gaps.length === 0) {
            exact.push(name);
            assert.deepEqual(is, were, made.text);
          }
          // From the state before, the chain goes on; a gap may have left something, so its own down script is no help.
          if (made.gaps.length > 0) await recreate(client, source, migration);
          await carryOut(client, source, migration.up!);
        }
      } finally {
        await client.end();
      }
    }
    assert.ok(exact.length >= 18, exact.join('\n'));
  });
});

describeOnServer('a down draft where its runner looks for it', (server) => {
  let printer: Printer;
  let reader: SqlReader;
  before(async () => {
    const parser = await loadParser();
    [printer, reader] = [await createPrinter(parser), new SqlReader(parser)];
  });

  for (const [id, { files, path, prelude = [] }] of Object.entries(downPlaces)) {
    it(`brings back, with ${id}, what was there before`, async () => {
      const convention = conventions.find((each) => each.id === id)!;
      for (const statement of prelude) await server.rows(statement);
      const texts = files(firstStatements, secondStatements);
      const bare = runSource(texts, convention);
      const first = await up(server.databases, { source: bare, target: server.target, count: 1 });
      assert.equal(first.outcome, 'done', first.message);
      const chain = buildChain(bare, reader);
      const made = draftDown(bare, bare.migrations[1]!, { chain, reader, printer });
      assert.ok(made.ok, made.ok ? '' : made.reason);
      const run = { source: runSource({ ...texts, [path]: made.text }, convention), target: server.target };
      const client = new Client({ connectionString: server.url });
      await client.connect();
      try {
        const were = await stateOf(client);
        for (let round = 0; round < 2; round++) {
          const there = await up(server.databases, run);
          assert.equal(there.outcome, 'done', there.message);
          assert.notDeepEqual(await stateOf(client), were);
          const back = await down(server.databases, { ...run, count: 1 });
          assert.equal(back.outcome, 'done', back.message);
          assert.deepEqual(await stateOf(client), were);
        }
      } finally {
        await client.end();
      }
    });
  }
});

/** An empty database's connection. */
async function connected(major: Major = 17): Promise<Client> {
  const client = new Client({ connectionString: await (await sharedServer(major)).createDatabase() });
  await client.connect();
  return client;
}

/** The chain once more, up to but without a migration. */
async function recreate(client: Client, source: Source, until: Migration): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  );
  for (const { name } of rows) await client.query(`DROP SCHEMA ${name} CASCADE`);
  await client.query('CREATE SCHEMA public');
  for (const migration of source.migrations) {
    if (migration === until) return;
    await carryOut(client, source, migration.up!);
  }
}

function scriptOf({ up }: Migration, text: string): Script {
  return { ...up!, direction: 'down', text, bytes: Buffer.from(text), body: { start: 0, end: text.length } };
}

/** As the runner would: in one transaction, or a command at a time. */
async function carryOut(client: Client, { convention }: Source, script: Script): Promise<void> {
  if (convention.transaction(script) === 'none') {
    if (convention.sendsWholeFile) await client.query(script.text);
    else for (const { text } of split(script.text)) await client.query(text);
  } else {
    await client.query('BEGIN');
    await client.query(script.text);
    await client.query('COMMIT');
  }
  await client.query('RESET ALL');
}

/** The catalog in words, with every definition as the server itself prints it. */
async function stateOf(client: Client): Promise<Inventory> {
  const { rows } = await client.query<{ name: string; text: string }>(definitions);
  return { ...(await inventoryOfServer(client)), ...Object.fromEntries(rows.map(({ name, text }) => [name, text])) };
}

const definitions = `
with ns as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
select 'definition of ' || conname || ' on ' || conrelid::regclass as name, pg_get_constraintdef(c.oid) as text
from pg_constraint c where connamespace in (select oid from ns) and conrelid <> 0
union all select 'definition of index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
from pg_index i join pg_class c on c.oid = indexrelid where relnamespace in (select oid from ns)
union all select 'definition of view ' || oid::regclass, pg_get_viewdef(oid) from pg_class
where relkind in ('v', 'm') and relnamespace in (select oid from ns)
union all select 'definition of routine ' || oid::regprocedure, pg_get_functiondef(oid) from pg_proc
where pronamespace in (select oid from ns) and prokind in ('f', 'p')
  and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype in ('e', 'i'))
union all select 'definition of trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(t.oid)
from pg_trigger t where not tgisinternal
union all select 'default of ' || adrelid::regclass || '.' || adnum, pg_get_expr(adbin, adrelid) from pg_attrdef
union all select 'policy ' || polname || ' on ' || polrelid::regclass, pg_get_expr(polqual, polrelid) from pg_policy
union all select 'rule ' || rulename || ' on ' || ev_class::regclass, pg_get_ruledef(oid) from pg_rewrite where rulename <> '_RETURN'
  and ev_class in (select oid from pg_class where relnamespace in (select oid from ns))
union all select 'extension ' || extname, '' from pg_extension where extname <> 'plpgsql'`;
