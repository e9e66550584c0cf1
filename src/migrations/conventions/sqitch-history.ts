import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import { contentOf, digestOf } from '../hashes';
import type { Migration, Script } from '../project';
import { type Row, dateCell, present, textCell } from '../cells';
import type { Planned, PlannedChange } from './sqitch-plan';

const schema = 'sqitch';
const table = `${schema}.changes`;
const lockKey = '75474063';

/** When and by whom something of the registry was planned: the last columns of three of its tables. */
const planning = `committed_at timestamptz NOT NULL DEFAULT clock_timestamp(), committer_name text NOT NULL, committer_email text NOT NULL, planned_at timestamptz NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL`;

/** Sqitch's registry in the schema that it takes unless it is told another. */
export const sqitchHistory: History = {
  table,
  exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
  setup: [
    { text: `CREATE SCHEMA IF NOT EXISTS ${schema}` },
    { text: `COMMENT ON SCHEMA ${schema} IS 'Sqitch database deployment metadata v1.1.'` },
    {
      text: `CREATE TABLE ${schema}.releases (version real PRIMARY KEY, installed_at timestamptz NOT NULL DEFAULT clock_timestamp(), installer_name text NOT NULL, installer_email text NOT NULL)`,
    },
    {
      text: `CREATE TABLE ${schema}.projects (project text PRIMARY KEY, uri text UNIQUE, created_at timestamptz NOT NULL DEFAULT clock_timestamp(), creator_name text NOT NULL, creator_email text NOT NULL)`,
    },
    {
      text: `CREATE TABLE ${table} (change_id text PRIMARY KEY, script_hash text, change text NOT NULL, project text NOT NULL REFERENCES ${schema}.projects (project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', ${planning}, UNIQUE (project, script_hash))`,
    },
    {
      text: `CREATE TABLE ${schema}.tags (tag_id text PRIMARY KEY, tag text NOT NULL, project text NOT NULL REFERENCES ${schema}.projects (project) ON UPDATE CASCADE, change_id text NOT NULL REFERENCES ${table} (change_id) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', ${planning}, UNIQUE (project, tag))`,
    },
    {
      text: `CREATE TABLE ${schema}.dependencies (change_id text NOT NULL REFERENCES ${table} (change_id) ON UPDATE CASCADE ON DELETE CASCADE, type text NOT NULL, dependency text NOT NULL, dependency_id text REFERENCES ${table} (change_id) ON UPDATE CASCADE CONSTRAINT dependencies_check CHECK ((type = 'require' AND dependency_id IS NOT NULL) OR (type = 'conflict' AND dependency_id IS NULL)), PRIMARY KEY (change_id, dependency))`,
    },
    {
      text: `CREATE TABLE ${schema}.events (event text NOT NULL CONSTRAINT events_event_check CHECK (event IN ('deploy', 'revert', 'fail', 'merge')), change_id text NOT NULL, change text NOT NULL, project text NOT NULL REFERENCES ${schema}.projects (project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', requires text[] NOT NULL DEFAULT '{}', conflicts text[] NOT NULL DEFAULT '{}', tags text[] NOT NULL DEFAULT '{}', ${planning}, PRIMARY KEY (change_id, committed_at))`,
    },
    {
      text: `INSERT INTO ${schema}.releases (version, installer_name, installer_email) VALUES (1.1, session_user, session_user || '@localhost')`,
    },
  ],
  select: { text: `SELECT * FROM ${table} ORDER BY committed_at` },
  read(rows, migrations) {
    const [first] = migrations;
    const versions = new Map(migrations.map((migration) => [plannedOf(migration)?.id, migration.version]));
    return rows.flatMap((row) =>
      first !== undefined && textCell(row, 'project') !== first.facts?.['project'] ? [] : readRow(row, versions),
    );
  },
  record,
  checksum: ({ up }) => scriptHash(up),
  realign(migration) {
    const hash = scriptHash(migration.up);
    return [{ text: `UPDATE ${table} SET script_hash = $2 WHERE change_id = $1`, values: [plannedOf(migration)?.id, hash] }];
  },
  matches: (row, { up }) => row.checksum === undefined || up === undefined || row.checksum === scriptHash(up),
  lock: () => ({ keys: [lockKey], isRunners: true }),
  can: { failed: false, down: true, outOfOrder: false },
  cannotRecord: (migration) => {
    const { requires = [], conflicts = [] } = plannedOf(migration) ?? {};
    const other = [...requires.map(({ text }) => text), ...conflicts].find((text) => text.includes(':'));
    return other === undefined
      ? undefined
      : `it depends on ${other}, a change of another project, which only Sqitch looks for: let Sqitch deploy it.`;
  },
};

/** The SHA-1 of a deploy script's bytes. */
export function scriptHash(script: Pick<Script, 'bytes' | 'text'> | undefined): string {
  return digestOf('sha1', contentOf(script));
}

/** What the plan says, which reading put there. */
function plannedOf({ facts }: Migration): PlannedChange | undefined {
  const written = facts?.['change'];
  return written === undefined ? undefined : (JSON.parse(written) as PlannedChange);
}

function readRow(row: Row, versions: ReadonlyMap<string | undefined, string>): readonly HistoryRow[] {
  const id = textCell(row, 'change_id');
  if (id === undefined) return [];
  return [
    {
      // A change that was planned anew has another id: what is there is not what the plan has.
      version: versions.get(id) ?? id,
      failed: false,
      ...present<Partial<HistoryRow>>({
        name: textCell(row, 'change'),
        appliedAt: dateCell(row, 'committed_at'),
        appliedBy: textCell(row, 'committer_name'),
        checksum: textCell(row, 'script_hash'),
      }),
    },
  ];
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  const change = plannedOf(migration);
  if (change === undefined) return [];
  const log = new Log(event, migration, change);
  switch (event.kind) {
    case 'applied':
      return [log.project(), log.change(), ...log.dependencies(), ...log.tags(), log.event('deploy')];
    case 'rolled-back':
      return log.revert();
    case 'failed':
      return event.direction === 'up' ? [log.project(), log.event('fail')] : [];
    case 'started':
      return [];
  }
}

/** The commands for one change. Who commits is whom git knows, and else the role of the session. */
class Log {
  readonly #project: string;
  readonly #uri: string | null;
  readonly #change: PlannedChange;
  readonly #hash: string;
  readonly #by: readonly (string | null)[];

  constructor({ run }: HistoryEvent, { facts, up }: Migration, change: PlannedChange) {
    const uri = facts?.['uri'] ?? '';
    this.#project = facts?.['project'] ?? '';
    this.#uri = uri === '' ? null : uri;
    this.#change = change;
    this.#hash = scriptHash(up);
    this.#by = [run.git?.user?.name ?? null, run.git?.user?.email ?? null];
  }

  project(): Query {
    return {
      text: `INSERT INTO ${schema}.projects (project, uri, creator_name, creator_email) VALUES ($3, $4, ${by}) ON CONFLICT (project) DO NOTHING`,
      values: [...this.#by, this.#project, this.#uri],
    };
  }

  change(): Query {
    const { id, name } = this.#change;
    return this.#planned(
      this.#change,
      `${table} (change_id, script_hash, change, project, note, ${columns}) VALUES ($7, $8, $9, $10, $3`,
      [id, this.#hash, name, this.#project],
    );
  }

  dependencies(): readonly Query[] {
    const { id, requires, conflicts } = this.#change;
    const text = `INSERT INTO ${schema}.dependencies (change_id, type, dependency, dependency_id) VALUES ($1, $2, $3, $4)`;
    return [
      ...requires.map((each) => ({ text, values: [id, 'require', each.text, each.id] })),
      ...conflicts.map((each) => ({ text, values: [id, 'conflict', each, null] })),
    ];
  }

  tags(): readonly Query[] {
    return this.#change.tags.map((tag) =>
      this.#planned(tag, `${schema}.tags (tag_id, tag, project, change_id, note, ${columns}) VALUES ($7, $8, $9, $10, $3`, [
        tag.id,
        `@${tag.name}`,
        this.#project,
        this.#change.id,
      ]),
    );
  }

  event(kind: 'deploy' | 'fail' | 'revert'): Query {
    const { id, name, requires, conflicts, tags } = this.#change;
    // What is taken back is what was there, whatever the plan says by now.
    const dependencies = (type: string): string =>
      `ARRAY(SELECT dependency FROM ${schema}.dependencies WHERE change_id = $8 AND type = '${type}')`;
    const lists =
      kind === 'revert'
        ? `${dependencies('require')}, ${dependencies('conflict')}, ARRAY(SELECT tag FROM ${schema}.tags WHERE change_id = $8)`
        : '$11, $12, $13';
    const given = kind === 'revert' ? [] : [requires.map(({ text }) => text), conflicts, tags.map((tag) => `@${tag.name}`)];
    return this.#planned(
      this.#change,
      `${schema}.events (event, change_id, change, project, requires, conflicts, tags, note, ${columns}) VALUES ($7, $8, $9, $10, ${lists}, $3`,
      [kind, id, name, this.#project, ...given],
    );
  }

  revert(): readonly Query[] {
    const { id } = this.#change;
    const remove = (from: string): Query => ({ text: `DELETE FROM ${from} WHERE change_id = $1`, values: [id] });
    return [this.event('revert'), remove(`${schema}.tags`), remove(`${schema}.dependencies`), remove(table)];
  }

  #planned({ note, plannedAt, plannerName, plannerEmail }: Planned, into: string, more: readonly unknown[]): Query {
    return {
      text: `INSERT INTO ${into}, ${by}, $4, $5, $6)`,
      values: [...this.#by, note, plannedAt, plannerName, plannerEmail, ...more],
    };
  }
}

const columns = 'committer_name, committer_email, planned_at, planner_name, planner_email';
const by = `coalesce($1, session_user), coalesce($2, session_user || '@localhost')`;
