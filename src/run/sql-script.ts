import { resetRole } from '../database/session';
import type { HistoryEvent, LockedPlace, Query } from '../migrations/history';
import type { Source } from '../migrations/project';
import type { ReadyStep } from './context';
import { type Group, groupsOf } from './groups';
import { nameOf } from './plan';

/** What the script is made for. */
export interface SqlScript {
  readonly source: Source;
  readonly place: LockedPlace;
  readonly hasHistory: boolean;
  readonly steps: readonly ReadyStep[];
  readonly runId: string;
}

/**
 * What psql would run to the same end as a run, bookkeeping included. The times that a run would measure and record
 * stand as 0.
 */
export function sqlScript({ source, place, hasHistory, steps, runId }: SqlScript): string {
  const { history } = source.convention;
  const { keys, lease } = history.lock(place);
  return [
    '\\set ON_ERROR_STOP on',
    ...(lease === undefined
      ? []
      : [`-- A script cannot hold the row of ${lease.table} that keeps others out: see that nobody else migrates meanwhile.`]),
    ...keys.map((key) => `SELECT pg_advisory_lock(${key});`),
    ...(hasHistory ? [] : ['BEGIN;', ...history.setup.map(inline), 'COMMIT;']),
    ...groupsOf(steps).flatMap((group) => scriptOf(group, source, runId)),
    '',
    ...keys.map((key) => `SELECT pg_advisory_unlock(${key});`),
    '',
  ].join('\n');
}

const reset: readonly string[] = [...resetRole.split('; '), 'RESET ALL'].map((command) => `${command};`);

function scriptOf({ steps }: Group, source: Source, runId: string): readonly string[] {
  const run = { id: runId };
  const events = ({ migration }: ReadyStep, event: HistoryEvent): readonly string[] =>
    source.convention.history.record(event, migration, source.migrations).map(inline);
  const heading = ({ migration, direction }: ReadyStep): readonly string[] => [
    '',
    `-- ${oneLine(nameOf(migration))} (${direction})`,
  ];
  const end = (step: ReadyStep): readonly string[] =>
    events(step, { run, kind: step.direction === 'up' ? 'applied' : 'rolled-back', durationMs: 0 });
  const [first] = steps;
  if (first.script.mode === 'none') {
    const { direction } = first;
    const started = events(first, { run, kind: 'started', direction });
    return [...heading(first), ...started, ...bodyOf(first), ...reset, ...end(first)];
  }
  return [
    ...(steps.length === 1 ? heading(first) : ['']),
    `${first.script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'};`,
    ...steps.flatMap((step, nth) => [
      ...(steps.length === 1 ? [] : heading(step)),
      ...bodyOf(step),
      ...(nth === steps.length - 1 ? ['SET CONSTRAINTS ALL IMMEDIATE;'] : []),
      ...reset,
      ...end(step),
    ]),
    'COMMIT;',
  ];
}

function bodyOf({ script }: ReadyStep): readonly string[] {
  return Array.from(script.statements, ({ text, data }) => (data === undefined ? `${text};` : `${text};\n${data}\\.`));
}

/** A query with its values in place of `$1`, `$2` …; our own queries have no `$` elsewhere. */
function inline({ text, values = [] }: Query): string {
  return `${text.replace(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1]))};`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return quoted(arrayOf(value));
  if (value instanceof Date) return quoted(value.toISOString());
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'::bytea`;
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      // A name that holds a backslash means the same whatever standard_conforming_strings says.
      return quoted(typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** An array as text, whose type is that of its place, just as a parameter's would be. */
function arrayOf(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return arrayOf(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `"${text.replace(/["\\]/g, (mark) => `\\${mark}`)}"`;
  });
  return `{${elements.join(',')}}`;
}

function quoted(text: string): string {
  const inner = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${inner.replaceAll('\\', '\\\\')}'` : `'${inner}'`;
}

/** A comment ends with its line, and a name may hold anything. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
