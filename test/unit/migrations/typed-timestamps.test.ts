import assert from 'node:assert/strict';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { HistoryEvent } from '../../../src/migrations/history';
import type { Migration, Script } from '../../../src/migrations/project';
import { text } from './text';

const { history } = typedTimestamps;
const run = { id: '00000000-0000-4000-8000-000000000001', git: { commit: 'f'.repeat(40), isDirty: true } };
const file = '20250101_120000_schema_create_orders.sql';

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = typedTimestamps.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

/** What is applied after these events, by the rows that they wrote. */
function after(...events: readonly HistoryEvent[]): readonly (readonly [string, boolean])[] {
  const migration = only({ [file]: 'SELECT 1;' });
  const rows = events.flatMap((event) =>
    history.record(event, migration, [migration]).map(({ text: sql, values }) => {
      const names = /\(([^)]+)\) VALUES/.exec(sql)![1]!.split(', ');
      return Object.fromEntries(names.map((name, index) => [name, values![index]]));
    }),
  );
  return history.read(rows, [migration]).map(({ version, failed }) => [version, failed]);
}

const applied: HistoryEvent = { kind: 'applied', run, durationMs: 5 };
const rolledBack: HistoryEvent = { kind: 'rolled-back', run, durationMs: 5 };
const started = (direction: Script['direction']): HistoryEvent => ({ kind: 'started', run, direction });
const failed = (direction: Script['direction'], isUndone: boolean): HistoryEvent => ({
  kind: 'failed',
  run,
  direction,
  durationMs: 5,
  isUndone,
});

describe('typed timestamps', () => {
  it('reads version, type and description', () => {
    const { version, name, title, type } = only({ [file]: '' });
    assert.deepEqual([version, name, title, type], ['20250101_120000', file, 'create orders', 'schema']);
  });

  it('finds the way back beside the up script, or in down/', () => {
    for (const down of [
      '20250101_120000_schema_create_orders.down.sql',
      'down/20250101_120000_schema_create_orders.sql',
      'down/20250101_120000_schema_create_orders.down.sql',
    ]) {
      assert.equal(only({ [file]: '', [down]: '' }).down?.path, `/m/${down}`);
    }
  });

  it('names what does not fit, and dates that do not exist', () => {
    const { problems } = typedTimestamps.read(
      text({ '20250230_120000_data_x.sql': '', '20250101_250000_perf_y.sql': '', '20250101_120000_other_z.sql': '' }),
    );
    assert.deepEqual(
      problems.map(({ kind, path }) => [kind, path]),
      [
        ['impossible-version', '/m/20250230_120000_data_x.sql'],
        ['impossible-version', '/m/20250101_250000_perf_y.sql'],
        ['unmanaged', '/m/20250101_120000_other_z.sql'],
      ],
    );
  });

  it('takes its directive from the comments at the top', () => {
    const mode = (content: string): string => typedTimestamps.transaction(only({ [file]: content }).up!);
    assert.equal(mode('-- lockkeeper: no-transaction\nSELECT 1;'), 'none');
    assert.equal(mode('\uFEFF-- ID: 1\r\n\r\n-- lockkeeper: no-transaction\r\nSELECT 1;'), 'none');
    assert.equal(mode('SELECT 1;\n-- lockkeeper: no-transaction\n'), 'file');
    assert.equal(mode("SELECT '\n-- lockkeeper: no-transaction\n';"), 'file');
  });

  describe('history', () => {
    it('is append-only, and where a migration stands follows from its newest row', () => {
      assert.deepEqual(after(applied), [['20250101_120000', false]]);
      assert.deepEqual(after(applied, rolledBack), []);
      assert.deepEqual(after(applied, rolledBack, applied), [['20250101_120000', false]]);
    });

    it('keeps failures that left nothing behind without counting them', () => {
      assert.deepEqual(after(failed('up', true)), []);
      assert.deepEqual(after(applied, failed('down', true)), [['20250101_120000', false]]);
    });

    it('counts what did not finish outside a transaction as failed', () => {
      assert.deepEqual(after(started('up')), [['20250101_120000', true]]);
      assert.deepEqual(after(started('up'), failed('up', false)), [['20250101_120000', true]]);
      assert.deepEqual(after(started('up'), failed('up', false), started('up'), applied), [['20250101_120000', false]]);
      assert.deepEqual(after(applied, started('down')), [['20250101_120000', true]]);
      assert.deepEqual(after(applied, started('down'), rolledBack), []);
    });

    it('stores file, id, checksum, durations, status, commit and run', () => {
      const migration = only({ [file]: 'abc' });
      const [insert] = history.record({ kind: 'applied', run, durationMs: 12.5, statementsMs: [1.2, 11] }, migration, [
        migration,
      ]);
      assert.deepEqual(insert!.values, [
        file,
        '20250101_120000',
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        13,
        'completed',
        'up',
        false,
        'f'.repeat(40),
        true,
        run.id,
        [1, 11],
      ]);
    });

    it('names its table with its schema in every query', () => {
      const migration = only({ [file]: '' });
      const queries = [...history.setup.slice(1), history.select, ...history.record(applied, migration, [])];
      for (const { text: sql } of queries) assert.match(sql, /lockkeeper\.migration_history/);
    });
  });
});
