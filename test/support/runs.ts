/** Sources from text, and runs over them. */
import { randomUUID } from 'node:crypto';
import { type Databases } from '../../src/database/databases';
import type { Query } from '../../src/migrations/history';
import type { Convention } from '../../src/migrations/convention';
import type { Source } from '../../src/migrations/project';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { companionsOf } from '../../src/migrations/companions';
import { sourceFile } from '../../src/migrations/source-file';
import type { Target } from '../../src/database/target';
import type { DryRunTools } from '../../src/run/dry-run';
import type { RunTools } from '../../src/run/context';
import type { Journal, JournalEntry } from '../../src/run/journal';
import type { RunEvent, RunReport } from '../../src/run/events';
import { run, type RunInput } from '../../src/run/run';

export type ServerTarget = Extract<Target, { kind: 'server' }>;

/** A source whose files have these texts. */
export function sourceOf(files: Readonly<Record<string, string>>, convention: Convention = sqlx): Source {
  const read = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => sourceFile(path, `/project/migrations/${path}`, { ok: true, bytes: Buffer.from(text) }));
  const { migrations, problems } = convention.read(read);
  const companions = companionsOf(convention, read);
  return {
    id: '/project/migrations',
    path: '/project/migrations',
    label: 'migrations',
    convention,
    reason: 'a test',
    migrations,
    problems,
    companions,
  };
}

export function serverTarget(url: string, role: Target['role'] = 'local'): ServerTarget {
  return { kind: 'server', name: 'test', role, from: 'a test', url };
}

/** What a run needs, with everything that it told. */
export function toolsOf(
  databases: Databases,
  more: Partial<RunTools> = {},
): RunTools & Pick<DryRunTools, 'onStatistics'> & { readonly events: readonly RunEvent[] } {
  const events: RunEvent[] = [];
  return {
    connect: databases.connect,
    now: () => Date.now(),
    random: () => 0.5,
    newId: () => randomUUID(),
    signal: new AbortController().signal,
    journal: memoryJournal(),
    isAsRead: () => Promise.resolve(true),
    onStatistics: (reading) => Promise.resolve(reading),
    ...more,
    on: (event) => {
      events.push(event);
      more.on?.(event);
    },
    events,
  };
}

/** A journal that lives as long as its test. */
export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    problem: undefined,
    write(entry) {
      entries.push(entry);
      return Promise.resolve();
    },
    read: () => Promise.resolve(entries),
  };
}

export function up(databases: Databases, input: Omit<RunInput, 'direction'>, more: Partial<RunTools> = {}): Promise<RunReport> {
  return run({ ...input, direction: 'up' }, toolsOf(databases, more));
}

export function down(databases: Databases, input: Omit<RunInput, 'direction'>, more: Partial<RunTools> = {}): Promise<RunReport> {
  return run({ ...input, direction: 'down' }, toolsOf(databases, more));
}

/** Rows of one statement, on a connection of its own. */
export async function rowsOf(
  databases: Databases,
  target: Target,
  text: string,
  values?: Query['values'],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connected = await databases.connect(target, { purpose: 'write' });
  if (!connected.ok) throw new Error(connected.failure.message);
  try {
    return (await connected.connection.query({ text, ...(values && { values }) })).rows;
  } finally {
    await connected.connection.close();
  }
}
