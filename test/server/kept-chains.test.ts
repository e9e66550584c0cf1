import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Databases } from '../../src/database/databases';
import { writeKept } from '../../src/database/embedded/kept-file';
import { schemaHash } from '../../src/database/snapshot/snapshot';
import type { Source } from '../../src/migrations/project';
import { onShadow } from '../../src/run/on-shadow';
import { rehearsedSchema } from '../../src/run/rehearsed-schema';
import { testDatabases } from '../support/embedded';
import { sourceOf, toolsOf } from '../support/runs';
import { serverTimeout } from '../support/servers';

describe('a chain that was replayed before', function () {
  this.timeout(serverTimeout);
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-kept-'));
  const directory = join(home, 'chains');
  let databases: Databases;
  before(async () => {
    databases = await testDatabases({ keptChains: directory });
  });
  after(async () => {
    await databases.close();
    rmSync(home, { recursive: true, force: true });
  });

  const files: Record<string, string> = {};
  for (let i = 10; i < 22; i++) files[`${i}_t.sql`] = `CREATE TABLE t${i} (id int PRIMARY KEY);\n`;
  files['12_t.sql'] = 'CREATE TABLE t12 (id int);\nGRANT SELECT ON t12 TO pilots;\n';

  interface Replayed {
    readonly schema: string;
    readonly rows: unknown;
    /** How many migrations were carried out for it. */
    readonly replayed: number;
    readonly provided: readonly string[];
  }
  const replay = async (source: Source): Promise<Replayed> => {
    const tools = toolsOf(databases);
    const answer = await onShadow(
      { source, applied: source.migrations },
      { ...tools, fresh: databases.fresh },
      async ({ rehearsal, surroundings }) => {
        const { connection } = rehearsal;
        const { rows } = await connection.query({ text: 'SELECT count(*)::int AS n FROM _sqlx_migrations' });
        return {
          schema: schemaHash(await rehearsedSchema(rehearsal)),
          rows: rows[0]?.['n'],
          provided: surroundings.provided.map(({ name }) => name),
        };
      },
    );
    if (!answer.ok) throw new Error(answer.why);
    const replayed = tools.events.filter((event) => event.kind === 'waiting' && event.for.startsWith('the replay of')).length;
    return { ...answer.value, replayed };
  };
  const kept = (): readonly string[] => readdirSync(directory).map((name) => join(directory, name));

  it('is begun behind, as far as it is the same, with its history and the roles that it expects', async () => {
    const first = await replay(sourceOf(files));
    assert.deepEqual([first.replayed, first.rows, first.provided], [12, 12, ['pilots']]);
    assert.equal(kept().length, 1);
    if (process.platform !== 'win32') assert.equal(statSync(kept()[0] ?? '').mode & 0o777, 0o600);
    assert.deepEqual(await replay(sourceOf(files)), { ...first, replayed: 0 });

    const more = await replay(sourceOf({ ...files, '30_more.sql': 'ALTER TABLE t12 ADD COLUMN more int;\n' }));
    assert.deepEqual([more.replayed, more.rows, more.provided], [1, 13, ['pilots']]);
    assert.notEqual(more.schema, first.schema);

    const edited = await replay(sourceOf({ ...files, '11_t.sql': 'CREATE TABLE t11 (id bigint PRIMARY KEY);\n' }));
    assert.equal(edited.replayed, 12);
    assert.notEqual(edited.schema, first.schema);
  });

  it('is replayed where what was kept is damaged, or cannot be opened', async () => {
    for (const path of kept()) rmSync(path);
    const first = await replay(sourceOf(files));
    const [path = ''] = kept();
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    assert.deepEqual(await replay(sourceOf(files)), { ...first, replayed: 12 });
    // Whole by its checksum, and no data directory all the same.
    await writeKept(path, '[{"kind":"role","name":"pilots"}]', Buffer.from('no tar'));
    assert.deepEqual(await replay(sourceOf(files)), { ...first, replayed: 12 });
    assert.deepEqual(await replay(sourceOf(files)), { ...first, replayed: 0 });
  });
});
