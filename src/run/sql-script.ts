import { resetRole } from '../database/session';
import type { HistoryEvent, Query } from '../migrations/history';
import type { Source } from '../migrations/project';
import type { ReadyStep } from './context';
import { nameOf } from './plan';

/** What the script is made for. */
export interface SqlScript {
  readonly source: Source;
  /** The database's name, by which some runners compute their lock. */
  readonly database: string;
  readonly hasHistory: boolean;
  readonly steps: readonly ReadyStep[];
  readonly runId: string;
}

/**
 * What psql would run to the same end as a run, bookkeeping included. The times that a run would measure and record
 * stand as 0.
 */
export function sqlScript({ source, database, hasHistory, steps, runId }: SqlScript): string {
  const { history } = source.convention;
  const { keys } = history.lock(database);
  return [
    '\\set ON_ERROR_STOP on',
    ...keys.map((key) => `SELECT pg_advisory_lock(${key});`),
    ...(hasHistory ? [] : ['BEGIN;', ...history.setup.map(inline), 'COMMIT;']),
    ...steps.flatMap((step) => [
      '',
      `-- ${oneLine(nameOf(step.migration))} (${step.direction})`,
      ...scriptOf(step, source, runId),
    ]),
    '',
    ...keys.map((key) => `SELECT pg_advisory_unlock(${key});`),
    '',
  ].join('\n');
}

function scriptOf(step: ReadyStep, source: Source, runId: string): readonly string[] {
  const { script, migration } = step;
  const event = (it: HistoryEvent): readonly string[] =>
    source.convention.history.record(it, migration, source.migrations).map(inline);
  const run = { id: runId };
  const body = script.statements.map(({ text, data }) => (data === undefined ? `${text};` : `${text};\n${data}\\.`));
  const end = event({ run, kind: step.direction === 'up' ? 'applied' : 'rolled-back', durationMs: 0 });
  const reset = [...resetRole.split('; '), 'RESET ALL'].map((command) => `${command};`);
  if (script.mode === 'none') {
    return [...event({ run, kind: 'started', direction: step.direction }), ...body, ...reset, ...end];
  }
  return [
    `${script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'};`,
    ...body,
    'SET CONSTRAINTS ALL IMMEDIATE;',
    ...reset,
    ...end,
    'COMMIT;',
  ];
}

/** A query with its values in place of `$1`, `$2` …; our own queries have no `$` elsewhere. */
function inline({ text, values = [] }: Query): string {
  return `${text.replace(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1]))};`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
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

function quoted(text: string): string {
  const inner = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${inner.replaceAll('\\', '\\\\')}'` : `'${inner}'`;
}

/** A comment ends with its line, and a name may hold anything. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
