import { headerOf } from './header';

/** Names that people give to engines, and what they are called here. */
const known: readonly (readonly [RegExp, string, string])[] = [
  [/^(?:postgres(?:ql)?|pg|psql)(?![a-z])/i, 'postgresql', 'PostgreSQL'],
  [/^timescale(?:db)?(?![a-z])/i, 'timescale', 'TimescaleDB'],
  [/^(?:neo4j|cypher)(?![a-z])/i, 'neo4j', 'Neo4j'],
  [/^mysql(?![a-z])/i, 'mysql', 'MySQL'],
  [/^mariadb(?![a-z])/i, 'mariadb', 'MariaDB'],
  [/^sqlite3?(?![a-z])/i, 'sqlite', 'SQLite'],
  [/^(?:ms ?sql|sql ?server)(?![a-z])/i, 'sqlserver', 'SQL Server'],
  [/^oracle(?![a-z])/i, 'oracle', 'Oracle'],
  [/^mongo(?:db)?(?![a-z])/i, 'mongodb', 'MongoDB'],
  [/^clickhouse(?![a-z])/i, 'clickhouse', 'ClickHouse'],
  [/^cockroach(?:db)?(?![a-z])/i, 'cockroachdb', 'CockroachDB'],
  [/^cassandra(?![a-z])/i, 'cassandra', 'Cassandra'],
  [/^snowflake(?![a-z])/i, 'snowflake', 'Snowflake'],
  [/^h2(?![a-z])/i, 'h2', 'H2'],
  [/^hsql(?:db)?(?![a-z])/i, 'hsqldb', 'HSQLDB'],
  [/^db2(?![a-z])/i, 'db2', 'Db2'],
  [/^derby(?![a-z])/i, 'derby', 'Derby'],
];

/** What carries a file out: a database, or the language that it is written in. */
export interface FileEngine {
  /** `postgresql`, `timescale`, `neo4j`, … */
  readonly id: string;
  /** For people. */
  readonly title: string;
}

/** The engine that a word stands for; undefined for the name of a database, or any other word. */
export function engineNamed(name: string | undefined): FileEngine | undefined {
  const found = known.find(([pattern]) => name !== undefined && pattern.test(name));
  return found && { id: found[1], title: found[2] };
}

/** Whether Lockkeeper may run what is written for an engine: TimescaleDB is PostgreSQL with an extension. */
export const isPostgres = ({ id }: FileEngine): boolean => id === 'postgresql' || id === 'timescale';

const postgresql: FileEngine = { id: 'postgresql', title: 'PostgreSQL' };
const timescaleDb: FileEngine = { id: 'timescale', title: 'TimescaleDB' };

/** Directories, the last three of a path, whose name says that their files are for TimescaleDB. */
const timescale = /[/\\]timescale(?:db)?(?:[/\\][^/\\]+){1,3}$/i;

/** The engine of an SQL file: what its header says, else what its directory is named after, else PostgreSQL. */
export function engineOf(path: string, text: string): FileEngine {
  const isTimescale = timescale.test(path);
  return engineNamed(headerOf(text).database) ?? (isTimescale ? timescaleDb : postgresql);
}
