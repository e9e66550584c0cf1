import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { drizzle } from '../../../src/migrations/conventions/drizzle';
import { companionsOf } from '../../../src/migrations/companions';
import { discover } from '../../../src/migrations/discovery';
import type { Source } from '../../../src/migrations/project';
import { type NewMigration, scaffold } from '../../../src/migrations/scaffold';
import { nodeFiles } from '../../../src/system/files';
import { read } from './reading';
import { text } from './text';
import { Trees } from './tree-of';

const { history } = drizzle;
const run = { id: '00000000-0000-4000-8000-000000000001' };
/** 2025-03-04 12:30:15 UTC. */
const noon = Date.UTC(2025, 2, 4, 12, 30, 15, 250);

/** A journal of these tags and times, as drizzle-kit writes it. */
function journal(entries: readonly (readonly [string, number])[], dialect = 'postgresql'): string {
  const written = entries.map(([tag, when], idx) => ({ idx, version: '7', when, tag, breakpoints: true }));
  return JSON.stringify({ version: '7', dialect, entries: written }, undefined, 2);
}

function sourceOf(files: Readonly<Record<string, string>>): Source {
  const sources = text(files);
  const companions = companionsOf(drizzle, sources);
  return { id: '/m', path: '/m', label: 'm', convention: drizzle, reason: '', companions, ...drizzle.read(sources) };
}

/** The files after a new migration was made, or why none was. */
function made(files: Readonly<Record<string, string>>, wanted: Partial<NewMigration> = {}): Record<string, string> | string {
  const source = sourceOf(files);
  const answer = scaffold(source, { description: 'Add berths', withDown: false, ...wanted }, noon, Object.keys(files));
  if (!answer.ok) return answer.reason;
  const after: Record<string, string> = { ...files };
  for (const edit of answer.edits) {
    const path = edit.path.replace('/m/', '');
    const { start, end } = edit.kind === 'replace' ? edit.at : { start: 0, end: 0 };
    after[path] = (after[path] ?? '').slice(0, start) + edit.text + (after[path] ?? '').slice(end);
  }
  const { migrations, problems } = sourceOf(after);
  assert.deepEqual(problems, []);
  assert.equal(migrations.length, source.migrations.length + 1);
  return after;
}

const two = journal([
  ['0000_ports', 100],
  ['0001_berths', 200],
]);

describe('drizzle', () => {
  it('reads what the journal names, in its order', () => {
    const { chain, problems, migrations } = read(drizzle, {
      '0001_berths.sql': '',
      '0000_ports.sql': '',
      '0002_forgotten.sql': '',
      'meta/_journal.json': journal([
        ['0001_berths', 100],
        ['0000_ports', 200],
        ['0003_gone', 300],
      ]),
    });
    assert.deepEqual(chain, [
      ['0001_berths', '0001_berths', '0001_berths.sql', undefined],
      ['0000_ports', '0000_ports', '0000_ports.sql', undefined],
    ]);
    assert.equal(migrations[0]?.title, 'berths');
    assert.deepEqual(problems, [
      'refused There is no file 0003_gone.sql, which _journal.json names, so Drizzle runs nothing.',
      'unmanaged 0002_forgotten.sql is no migration: meta/_journal.json does not name it, so Drizzle does not run it.',
    ]);
  });

  it('tells what Drizzle would skip, run twice, or not understand', () => {
    const kinds = (entries: readonly (readonly [string, number])[]): readonly string[] =>
      read(drizzle, { '0_a.sql': '', '1_b.sql': '', 'meta/_journal.json': journal(entries) }).problems;
    const late = kinds([
      ['0_a', 200],
      ['1_b', 200],
    ]);
    assert.match(late.join('\n'), /^impossible-version 1_b has no later time in _journal\.json than 0_a/);
    assert.match(
      kinds([
        ['0_a', 1],
        ['1_b', 2],
        ['0_a', 3],
      ]).join('\n'),
      /^refused _journal\.json names 0_a twice/,
    );
    const broken = read(drizzle, { '0_a.sql': '', 'meta/_journal.json': '{"entries":' });
    assert.deepEqual(broken.chain, []);
    assert.equal(broken.problems.length, 2);
  });

  describe('folders', () => {
    const trees = new Trees();
    after(() => trees.remove());
    it('of other engines are nobody’s', async () => {
      for (const [dialect, ids] of [
        ['postgresql', ['drizzle']],
        ['pg', ['drizzle']],
        ['mysql', []],
        ['sqlite', []],
      ] as const) {
        const root = trees.make({ 'm/0000_a.sql': 'SELECT 1;', 'm/meta/_journal.json': journal([['0000_a', 1]], dialect) });
        const { sources } = await discover(root, nodeFiles);
        assert.deepEqual(
          sources.map(({ convention }) => convention.id),
          ids,
          dialect,
        );
      }
    });
  });

  it('runs all in one transaction, and has no way back', () => {
    const [migration] = sourceOf({ '0000_ports.sql': '', '0001_berths.sql': '', 'meta/_journal.json': two }).migrations;
    assert.equal(drizzle.transaction(migration!.up!), 'run');
    assert.deepEqual([drizzle.canHaveDown, history.can.down, history.can.outOfOrder], [false, false, false]);
  });

  it('stores the hash of the whole file and the journal’s time, and knows rows by either', () => {
    const source = sourceOf({ '0000_ports.sql': 'SELECT 1;\n', '0001_berths.sql': 'SELECT 2;\n', 'meta/_journal.json': two });
    const [ports, berths] = source.migrations;
    const hash = createHash('sha256').update('SELECT 2;\n').digest('hex');
    const [insert] = history.record({ run, kind: 'applied', durationMs: 1 }, berths!, source.migrations);
    assert.deepEqual(insert?.values, [hash, '200']);
    const versions = (rows: readonly Record<string, unknown>[]): readonly string[] =>
      history.read(rows, source.migrations).map(({ version }) => version);
    assert.deepEqual(versions([{ hash: 'x', created_at: '100' }]), ['0000_ports']);
    assert.deepEqual(versions([{ hash, created_at: '999' }]), ['0001_berths'], 'a journal written anew');
    assert.deepEqual(versions([{ hash: 'x', created_at: '999' }, { note: 'mine' }]), ['999']);
    assert.equal(
      history.matches({ version: '0000_ports', failed: false, checksum: 'x' }, ports!),
      true,
      'Drizzle never compares',
    );
  });

  it('writes a new migration into the journal, and leaves the rest of it as it is', () => {
    const before = `${two}\n`;
    const after = made({ '0000_ports.sql': '', '0001_berths.sql': '', 'meta/_journal.json': before });
    assert.ok(typeof after !== 'string');
    assert.equal(after['0002_add_berths.sql'], '-- Add berths\n\n');
    const entry = { idx: 2, version: '7', when: noon, tag: '0002_add_berths', breakpoints: true };
    const parsed = JSON.parse(before) as { entries: unknown[] };
    parsed.entries.push(entry);
    assert.equal(after['meta/_journal.json'], `${JSON.stringify(parsed, undefined, 2)}\n`);
  });

  it('goes on in the way that the tags have, and never behind the newest time', () => {
    const next = (tag: string, when = 100): readonly unknown[] => {
      const after = made({ [`${tag}.sql`]: '', 'meta/_journal.json': journal([[tag, when]]) });
      assert.ok(typeof after !== 'string');
      const { entries } = JSON.parse(after['meta/_journal.json'] ?? '') as { entries: { tag: string; when: number }[] };
      return [entries[1]?.tag, entries[1]?.when];
    };
    assert.deepEqual(next('0000_a'), ['0001_add_berths', noon]);
    assert.deepEqual(next('20240101000000_a'), ['20250304123015_add_berths', noon]);
    assert.deepEqual(next('1700000000_a'), ['1741091415_add_berths', noon]);
    assert.deepEqual(next('a'), ['add_berths', noon]);
    assert.deepEqual(next('0000_a', noon + 5), ['0001_add_berths', noon + 6]);
  });

  it('makes the journal where there is none, parts statements, and refuses what needs no transaction', () => {
    const content = { up: 'SELECT 1;\nSELECT 2;\n', down: '', outsideTransaction: false };
    const after = made({}, { content });
    assert.ok(typeof after !== 'string');
    assert.equal(after['0000_add_berths.sql'], '-- Add berths\n\nSELECT 1;--> statement-breakpoint\nSELECT 2;\n');
    assert.match(after['meta/_journal.json'] ?? '', /"dialect": "postgresql"/);
    const refusal = made({}, { content: { ...content, outsideTransaction: true } });
    assert.match(typeof refusal === 'string' ? refusal : 'not refused', /^Drizzle runs all pending migrations in one/);
  });

  it('keeps the layout of a journal with other indents and line ends', () => {
    const windows = two.replaceAll('  ', '\t').replaceAll('\n', '\r\n');
    const after = made({ '0000_ports.sql': '', '0001_berths.sql': '', 'meta/_journal.json': windows });
    assert.ok(typeof after !== 'string');
    assert.ok((after['meta/_journal.json'] ?? '').startsWith(windows.slice(0, windows.lastIndexOf('}', windows.length - 4))));
  });
});
