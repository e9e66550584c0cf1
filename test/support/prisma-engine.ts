/** Prisma's own schema engine, the WebAssembly of it: what `prisma migrate` asks for everything. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { Pool } from 'pg';
import type * as Bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const filters: Bindings.SchemaFilter = { externalTables: [], externalEnums: [] };

interface PrismaEngine {
  /** `migrate deploy`: the names of what it applied. */
  apply(): Promise<readonly string[]>;
  /** What `migrate status` goes by. */
  diagnose(): Promise<Bindings.DiagnoseMigrationHistoryOutput>;
  /** `migrate resolve --rolled-back`. */
  markRolledBack(migrationName: string): Promise<void>;
}

let loaded: Promise<typeof Bindings> | undefined;

/** The engine on a database, with a directory of migrations: their names and scripts. As each command does, each call connects anew. */
export function schemaEngine(url: string, scripts: Readonly<Record<string, string>>): PrismaEngine {
  const migrationsList: Bindings.MigrationList = {
    baseDir: '/project/migrations',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: Object.entries(scripts).map(([path, value]) => ({
      path,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } },
    })),
  };
  async function connected<T>(command: (engine: Bindings.SchemaEngine) => Promise<T>): Promise<T> {
    const { SchemaEngine } = await (loaded ??= load());
    const pool = new Pool({ connectionString: url });
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
    try {
      return await command(engine);
    } finally {
      engine.free();
      await pool.end();
    }
  }
  return {
    apply: () => connected(async (engine) => (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames),
    diagnose: () =>
      connected((engine) => engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false })),
    markRolledBack: (migrationName) =>
      connected(async (engine) => {
        await engine.markMigrationRolledBack({ migrationName });
      }),
  };
}

/** What of the global `WebAssembly` is used here: its types belong to those of browsers. */
interface Assembler {
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ readonly instance: { readonly exports: Exports } }>;
}

interface Exports {
  __wbindgen_start(): void;
}

/** The package expects a bundler that makes modules of WebAssembly: here it is put together by hand. */
async function load(): Promise<typeof Bindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const path = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/js$/, 'wasm');
  const { WebAssembly: assembler } = globalThis as unknown as { readonly WebAssembly: Assembler };
  const { instance } = await assembler.instantiate(await readFile(path), { './schema_engine_bg.js': { ...bindings } });
  (bindings as unknown as { __wbg_set_wasm(exports: Exports): void }).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}
