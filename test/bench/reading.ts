/**
 * Measures reading, the model and the linter on generated SQL, and prints the figures as JSON. Work is told in processor
 * time, so that what else runs beside it does not count; what somebody waits for is told by the clock.
 */
import { lint } from '../../src/lint/linter';
import { judge, type Judgement } from '../../src/lint/judge';
import { buildChain, growChain } from '../../src/migrations/chain';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { withText } from '../../src/migrations/edited';
import type { Source } from '../../src/migrations/project';
import { sourceFile } from '../../src/migrations/source-file';
import { loadParser } from '../../src/sql/parser';
import { SqlReader } from '../../src/sql/reader';
import { splitStream } from '../../src/sql/stream';

const MB = 1024 * 1024;

/** Milliseconds of processor time that the work takes. */
function timed(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** Milliseconds that somebody waits for the work. */
function waited(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Statements as migrations have them, none like another. */
function* statements(): Generator<string> {
  for (let n = 0; ; n++) {
    yield `CREATE TABLE depot_${n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    label varchar(80) NOT NULL,
    gate_id bigint REFERENCES gate (id) ON DELETE SET NULL,
    capacity integer NOT NULL DEFAULT 0 CHECK (capacity >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);
`;
    yield `CREATE INDEX depot_${n}_idx ON depot_${n} (created_at) WHERE created_at IS NOT NULL;\n`;
    yield `INSERT INTO gate (id, note) SELECT id, code || ': ' || label FROM depot_${n} WHERE capacity > ${n} ORDER BY id LIMIT 5;\n`;
    yield `ALTER TABLE depot_${n} ADD COLUMN opened_on date DEFAULT '2025-01-01', ADD CONSTRAINT long_enough CHECK (length(label) > 2);\n`;
    yield `CREATE VIEW full_depot_${n} AS SELECT d.id, d.code, g.note FROM depot_${n} d JOIN gate g ON g.id = d.gate_id WHERE d.capacity > 10;\n`;
  }
}

function textOf(length: number, from: Iterable<string>): string {
  const parts: string[] = [];
  let size = 0;
  for (const part of from) {
    if (size >= length) break;
    parts.push(part);
    size += part.length;
  }
  // Flat, as an editor hands it over: a text in pieces would be joined by whoever reads it first.
  return Buffer.from(parts.join('')).toString('latin1');
}

function* rows(): Generator<string> {
  for (let n = 0; ; n++)
    yield `INSERT INTO gate (id, note) VALUES (${n}, 'gate number ${n}, which is opened at six and closed at ten');\n`;
}

const gate = 'CREATE TABLE gate (id bigint PRIMARY KEY, note text);\n';

function sourceOf(texts: readonly string[]): Source {
  const files = texts.map((text, n) => {
    const name = `${20250101000000 + n}_step_${n}.sql`;
    return sourceFile(name, `/bench/${name}`, { ok: true, bytes: Buffer.from(text) });
  });
  return {
    id: 'bench',
    path: '/bench',
    label: 'bench',
    convention: sqlx,
    reason: 'It is a benchmark.',
    companions: [],
    ...sqlx.read(files),
  };
}

/** Megabytes a second of processor time, once the code is warm; nothing is read twice. */
function throughput(reader: SqlReader): number {
  const text = textOf(8 * MB, statements());
  const half = text.indexOf('\nCREATE TABLE', text.length / 2) + 1;
  reader.read(text.slice(0, half));
  const time = timed(() => reader.read(text.slice(half)));
  return (text.length - half) / MB / (time / 1000);
}

/** Keystrokes in the middle of a migration of 5 MB: until its statements are read, and until its findings are known. */
function typing(reader: SqlReader): { readonly read: readonly number[]; readonly linted: readonly number[] } {
  const text = textOf(5 * MB, rows());
  const source = sourceOf([gate, text]);
  const [, migration] = source.migrations;
  if (migration?.up === undefined) throw new Error('The benchmark has no migration.');
  const chain = buildChain(source, reader);
  const middle = text.indexOf("');", text.length / 2);
  const tail = text.slice(middle);
  // One string a keystroke, as an editor hands it over: what the benchmark throws away must not count.
  const room = Buffer.alloc(text.length + 40);
  room.write(text, 'latin1');
  const textWith = (typed: string): string => {
    room.write(typed, middle, 'latin1');
    room.write(tail, middle + typed.length, 'latin1');
    return room.toString('latin1', 0, text.length + typed.length);
  };
  const read: number[] = [];
  const linted: number[] = [];
  let judgement: Judgement | undefined;
  for (let n = 0; n < 220; n++) {
    const typed = 'a note of some length '.repeat(1 + (n % 3)).slice(0, n % 40);
    const now = textWith(typed);
    const reading = waited(() => reader.read(now));
    const linting = waited(() => {
      const input = { source, migration, chain, reader, postgres: 16, script: withText(source, migration.up!, now) };
      const all = { ...input, standing: () => 'pending' as const, options: { rules: new Map() }, now: () => 0 };
      judgement = judge(all, judgement);
      lint(all, judgement);
    });
    // The first ones compile the code and fill the caches, as opening the file does.
    if (n < 20) continue;
    read.push(reading);
    linted.push(reading + linting);
  }
  return { read, linted };
}

/** Megabytes of memory above what there was before, at most, while 50 MB pass through. */
async function streaming(): Promise<number> {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / MB;
  };
  globalThis.gc?.();
  const before = used();
  let size = 0;
  let most = 0;
  function* chunks(): Generator<string> {
    for (const row of rows()) {
      if (size > 50 * MB) return;
      size += row.length;
      yield row;
    }
  }
  let n = 0;
  for await (const statement of splitStream(chunks())) {
    if (statement.end > 0 && n++ % 1000 === 0) most = Math.max(most, used());
  }
  return most - before;
}

/** A chain of a thousand migrations, parsed already and not, and what a change in its last one costs. */
function chains(reader: SqlReader): { readonly whole: number; readonly beyond: number; readonly last: number } {
  const each: string[] = [gate];
  const from = statements();
  while (each.length < 1000) each.push(`${from.next().value as string}${from.next().value as string}`);
  const source = sourceOf(each);
  const whole = waited(() => buildChain(source, reader));
  const beyond = waited(() => buildChain(source, reader));
  let chain = buildChain(source, reader);
  const times: number[] = [];
  for (let n = 0; n < 50; n++) {
    const last = sourceOf([...each.slice(0, -1), `${each.at(-1) ?? ''}ALTER TABLE gate ADD COLUMN c${n} int;\n`]);
    times.push(
      waited(() => {
        const growing = growChain(last, reader, chain);
        for (let next = growing.next(); ; next = growing.next()) {
          if (next.done !== true) continue;
          chain = next.value;
          break;
        }
      }),
    );
  }
  return { whole, beyond, last: quantile(times, 0.5) };
}

async function measure(): Promise<object> {
  const parser = await loadParser();
  const { read, linted } = typing(new SqlReader(parser));
  return {
    throughput: throughput(new SqlReader(parser)),
    read: { median: quantile(read, 0.5), p99: quantile(read, 0.99) },
    linted: { median: quantile(linted, 0.5), p99: quantile(linted, 0.99) },
    streaming: await streaming(),
    chain: chains(new SqlReader(parser)),
  };
}

void measure().then((figures) => {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
});
