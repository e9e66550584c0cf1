import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import type { Target } from '../../../src/database/target';
import type { TableStatistics } from '../../../src/effects/statistics';
import type { Source } from '../../../src/migrations/project';
import { KeptStatistics } from '../../../src/workspace/known-statistics';
import { statisticsText } from '../../../src/workspace/statistics-file';

const directory = '/cache/statistics';
const source = (path: string): Source => ({ id: path, path }) as unknown as Source;
const server = (url: string): Target => ({ kind: 'server', name: 'staging', role: 'shared', from: 'a test', url });
const ports = source('/app/ports');
const piers = source('/app/piers');
const staging = server('postgres://me:secret@db.example.com/app');

function reading(seconds: number, { writes = 0, bytes = 1e9, target = 'staging' } = {}): TableStatistics {
  const table = { key: 'public.t', kind: 'table', rows: 1, heapBytes: bytes, toastBytes: 0, indexes: [], writes } as const;
  return { server: '17.4', target, readAt: new Date(seconds * 1000), relations: new Map([[table.key, table]]) };
}

/** A cache in memory. */
function cache() {
  const disk = new Map<string, string>();
  const kept = new KeptStatistics({
    statisticsDirectory: directory,
    realPath: (path) => Promise.resolve(path),
    today: () => 0,
    keepFile: (path, text) => {
      assert.equal(dirname(path), directory);
      disk.set(basename(path), text);
      return Promise.resolve();
    },
    files: {
      list: () => Promise.resolve(disk.size === 0 ? undefined : [...disk.keys()].map((name) => ({ name, kind: 'file' }))),
      readMany: (paths) =>
        Promise.resolve(paths.map((path) => ({ ok: true, bytes: Buffer.from(disk.get(basename(path)) ?? '') }))),
    },
  });
  const targetOf = async (of: Source, own?: TableStatistics): Promise<string | undefined> =>
    (await kept.of([ports, piers], own))?.(of)?.statistics.target;
  return { disk, kept, targetOf };
}

describe('statistics that are kept', () => {
  it('are those of a source, and name no host and no password', async () => {
    const { disk, kept, targetOf } = cache();
    assert.equal(await kept.of([ports], undefined), undefined);
    await kept.keep(ports, staging, reading(0));
    assert.equal(await targetOf(ports), 'staging');
    assert.equal(await targetOf(piers), undefined);
    for (const [name, text] of disk) assert.doesNotMatch(name + text, /secret|example|me:/);
  });

  it('tell the rate of writes by the reading before, of the same database alone', async () => {
    const { disk, kept } = cache();
    const rate = async (target: Target, it: TableStatistics): Promise<number | undefined> =>
      (await kept.keep(ports, target, it)).relations.get('public.t')?.writesPerSecond;
    assert.equal(await rate(staging, reading(0)), undefined);
    assert.equal(await rate(staging, reading(100, { writes: 500 })), 5);
    assert.equal(disk.size, 1);
    assert.equal(await rate(server('postgres://db.example.com/other'), reading(200, { writes: 9000 })), undefined);
    // By another password it is the same one.
    assert.equal(await rate(server('postgres://me:other@db.example.com/app'), reading(200, { writes: 700 })), 2);
  });

  it('are those of the largest database, unless the project has a file of its own', async () => {
    const { kept, targetOf } = cache();
    await kept.keep(ports, staging, reading(0, { bytes: 5e9, target: 'production' }));
    await kept.keep(ports, server('postgres://db.example.com/small'), reading(900, { bytes: 1e6, target: 'local' }));
    assert.equal(await targetOf(ports), 'production');
    assert.equal(await targetOf(piers, reading(0, { target: 'own' })), 'own');
  });

  it('are neither kept of the embedded database nor taken from what is damaged', async () => {
    const { disk, kept, targetOf } = cache();
    await kept.keep(ports, { kind: 'embedded', name: 'embedded', role: 'embedded', from: '', directory: '/e' }, reading(0));
    assert.equal(disk.size, 0);
    await kept.keep(ports, staging, reading(0));
    const [name = ''] = disk.keys();
    disk.set(name, statisticsText(reading(0)).slice(0, 100));
    kept.forget();
    assert.equal(await targetOf(ports), undefined);
  });
});
