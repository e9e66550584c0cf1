/** Schemas and statements made by chance: the same seed makes the same ones. */
export interface Generated {
  readonly setup: string;
  readonly statements: readonly string[];
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Types with the value that row `n` has, and the types that a change may go to. */
const types: readonly (readonly [string, string])[] = [
  ['integer', 'n'],
  ['bigint', 'n'],
  ['smallint', 'n'],
  ['numeric', 'n'],
  ['numeric(10,2)', 'n'],
  ['numeric(12,2)', 'n'],
  ['real', 'n'],
  ['double precision', 'n'],
  ['text', "'t' || n"],
  ['varchar', "'t' || n"],
  ['varchar(10)', "'t' || n"],
  ['varchar(20)', "'t' || n"],
  ['char(10)', "'t' || n"],
  ['boolean', 'n % 2 = 0'],
  ['date', "date '2024-01-01' + n"],
  ['timestamp', "timestamp '2024-01-01' + n * interval '1 hour'"],
  ['timestamptz', "timestamptz '2024-01-01' + n * interval '1 hour'"],
  ['timestamp(3)', "timestamp '2024-01-01' + n * interval '1 hour'"],
  ['time', "time '00:00' + n * interval '1 minute'"],
  ['interval', "n * interval '1 minute'"],
  ['uuid', 'md5(n::text)::uuid'],
  ['jsonb', 'to_jsonb(n)'],
  ['json', 'to_json(n)'],
  ['bytea', "convert_to(n::text, 'UTF8')"],
  ['inet', "('10.0.0.' || n % 250)::inet"],
  ['bit(8)', 'n::bit(8)'],
  ['text[]', "ARRAY['t' || n]"],
  ['integer[]', 'ARRAY[n]'],
  ['mood', "'ok'"],
  ['plain_int', 'n'],
  ['positive_int', 'n'],
  ['required_text', "'t' || n"],
];

const defaults: readonly (readonly [string, string])[] = [
  ['integer', '5'],
  ['integer', 'NULL'],
  ['integer', '(1 + 2)'],
  ['integer', 'vague()'],
  ['integer', 'sure()'],
  ['integer', 'plain_sql()'],
  ['bigint', "nextval('counter')"],
  ['double precision', 'random()'],
  ['text', "'x'"],
  ['text', 'current_user'],
  ['text', 'md5(random()::text)'],
  ['timestamptz', 'now()'],
  ['timestamptz', 'clock_timestamp()'],
  ['timestamp', "(now() AT TIME ZONE 'utc')"],
  ['uuid', 'gen_random_uuid()'],
  ['jsonb', "'{}'"],
  ['mood', "'ok'"],
  ['positive_int', '3'],
  ['plain_int', '3'],
  ['boolean', 'false'],
];

const prelude = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN plain_int AS integer;
CREATE DOMAIN positive_int AS integer CHECK (VALUE > 0);
CREATE DOMAIN required_text AS text NOT NULL;
CREATE SEQUENCE counter;
CREATE FUNCTION vague() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION sure() RETURNS integer LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION plain_sql() RETURNS integer LANGUAGE sql AS 'SELECT 1 + 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
`;

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Made {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly names: { readonly constraints: string[]; readonly indexes: string[] };
  readonly partitions: readonly string[];
}

/** A schema of some tables, all filled, and statements over it. */
export function generate(seed: number, size: { readonly tables: number; readonly statements: number }): Generated {
  const random = randomOf(seed);
  const roll = (below: number): number => Math.floor(random() * below);
  const pick = <T>(all: readonly T[]): T => all[roll(all.length)]!;
  const chance = (share: number): boolean => random() < share;

  const made: Made[] = [];
  const script: string[] = [prelude];
  for (let t = 0; t < size.tables; t += 1) table(t);
  const statements = Array.from({ length: size.statements }, () => statement());
  return { setup: script.join('\n'), statements };

  function table(t: number): void {
    const name = `t${t}`;
    const columns: Column[] = Array.from({ length: 3 + roll(6) }, (_, i) => ({ name: `c${i}`, type: pick(types)[0] }));
    const isPartitioned = chance(0.2);
    const constraints: string[] = [];
    const indexes: string[] = [];
    const lines = [isPartitioned ? 'id integer NOT NULL' : 'id integer PRIMARY KEY'];
    for (const { name: column, type } of columns) lines.push(`${column} ${type}${chance(0.2) ? ' NOT NULL' : ''}`);
    if (!isPartitioned) constraints.push(`${name}_pkey`);
    for (const { name: column, type } of columns) {
      if (!/^(small|big)?int(eger)?$|numeric|real|double|_int/.test(type) || type.includes('[') || !chance(0.3)) continue;
      constraints.push(`${name}_${column}_ok`);
      lines.push(`CONSTRAINT ${name}_${column}_ok CHECK (${column} ${chance(0.5) ? 'IS NOT NULL' : '> 0'})`);
    }
    const targets = made.filter(({ partitions }) => partitions.length === 0);
    if (targets.length > 0 && chance(0.6)) {
      lines.push('ref integer', `CONSTRAINT ${name}_ref FOREIGN KEY (ref) REFERENCES ${pick(targets).name} (id)`);
      constraints.push(`${name}_ref`);
      columns.push({ name: 'ref', type: 'integer' });
    }
    script.push(`CREATE TABLE ${name} (${lines.join(', ')})${isPartitioned ? ' PARTITION BY RANGE (id)' : ''};`);
    const partitions = isPartitioned ? [`${name}_low`, `${name}_high`] : [];
    if (isPartitioned) {
      script.push(`CREATE TABLE ${name}_low PARTITION OF ${name} FOR VALUES FROM (0) TO (100);`);
      script.push(
        `CREATE TABLE ${name}_high PARTITION OF ${name} ${chance(0.5) ? 'DEFAULT' : 'FOR VALUES FROM (100) TO (1000)'};`,
      );
    }
    for (const { name: column, type } of columns) {
      if (/json|bit|inet|\[|mood/.test(type) || !chance(0.4)) continue;
      const index = `${name}_${column}_idx`;
      const unique = !isPartitioned && !/boolean|inet|mood/.test(type) && chance(0.3) ? 'UNIQUE ' : '';
      const shape = unique === '' && /text|varchar/.test(type) && chance(0.3) ? `(lower(${column}))` : `(${column})`;
      const where = unique === '' && chance(0.2) ? ' WHERE id > 10' : '';
      script.push(`CREATE ${unique}INDEX ${index} ON ${name} ${shape}${where};`);
      indexes.push(index);
    }
    if (chance(0.2)) script.push(`CREATE VIEW ${name}_view AS SELECT id, ${columns[0]!.name} FROM ${name};`);
    if (chance(0.2)) {
      script.push(`CREATE TRIGGER ${name}_touch BEFORE UPDATE ON ${name} FOR EACH ROW EXECUTE FUNCTION touch();`);
    }
    const values = columns.map(({ name: column, type }) => (column === 'ref' ? 'n' : types.find(([each]) => each === type)![1]));
    script.push(`INSERT INTO ${name} SELECT n, ${values.join(', ')} FROM generate_series(1, 200) AS n;`);
    made.push({ name, columns, names: { constraints, indexes }, partitions });
  }

  function statement(): string {
    const it = pick(made);
    const column = pick(it.columns).name;
    const on = it.partitions.length > 0 && chance(0.1) ? pick(it.partitions) : it.name;
    const alter = `ALTER TABLE ${on}`;
    const clause = (): string => {
      switch (roll(17)) {
        case 0:
        case 1: {
          const [type, value] = pick(defaults);
          const rest = [chance(0.8) ? ` DEFAULT ${value}` : '', chance(0.3) ? ' NOT NULL' : ''].join('');
          return `ADD COLUMN fresh${roll(3)} ${type}${rest}${chance(0.1) ? ' UNIQUE' : ''}`;
        }
        case 2:
          return `ADD COLUMN fresh ${pick(types)[0]}${chance(0.2) ? ` CHECK (fresh IS NOT NULL)` : ''}`;
        case 3:
          return `ADD COLUMN fresh integer${chance(0.5) ? ' DEFAULT 1' : ''} REFERENCES ${pick(made).name} (id)`;
        case 4:
          return `ADD COLUMN fresh ${pick(['serial', 'bigint GENERATED ALWAYS AS IDENTITY', 'integer GENERATED ALWAYS AS (id * 2) STORED'])}`;
        case 5:
          return `DROP COLUMN ${column}${chance(0.2) ? ' CASCADE' : ''}`;
        case 6:
          return `ALTER COLUMN ${column} SET NOT NULL`;
        case 7:
          return `ALTER COLUMN ${column} DROP NOT NULL`;
        case 8:
        case 9:
        case 10:
          return `ALTER COLUMN ${chance(0.15) ? 'id' : column} TYPE ${pick(types)[0]}`;
        case 11:
          return `ADD CONSTRAINT fresh CHECK (${column} IS NOT NULL)${chance(0.5) ? ' NOT VALID' : ''}`;
        case 12:
          return `ADD CONSTRAINT fresh FOREIGN KEY (${chance(0.5) ? 'id' : column}) REFERENCES ${pick(made).name} (id)${chance(0.5) ? ' NOT VALID' : ''}`;
        case 13:
          return `ADD CONSTRAINT fresh UNIQUE (${column}${chance(0.3) ? ', id' : ''})`;
        case 14:
          return `ADD PRIMARY KEY (${chance(0.5) ? 'id' : column})`;
        case 15:
          return `DROP CONSTRAINT ${it.names.constraints.length > 0 ? pick(it.names.constraints) : 'missing'}${chance(0.3) ? ' CASCADE' : ''}`;
        default:
          return pick([
            `ALTER COLUMN ${column} DROP DEFAULT`,
            `ALTER COLUMN ${column} SET STATISTICS 200`,
            'ENABLE ROW LEVEL SECURITY',
            'SET (fillfactor = 80)',
            `VALIDATE CONSTRAINT ${it.names.constraints.length > 0 ? pick(it.names.constraints) : 'missing'}`,
          ]);
      }
    };
    switch (roll(12)) {
      case 0:
        return `CREATE ${chance(0.3) ? 'UNIQUE ' : ''}INDEX ${chance(0.5) ? 'fresh ' : ''}ON ${on} (${column})`;
      case 1:
        return it.names.indexes.length > 0 ? `DROP INDEX ${pick(it.names.indexes)}` : `DROP INDEX IF EXISTS missing`;
      case 2:
        return `DROP TABLE ${on}${chance(0.4) ? ' CASCADE' : ''}`;
      case 3:
        return pick([
          `TRUNCATE ${on}${chance(0.4) ? ' CASCADE' : ''}`,
          `${alter} RENAME COLUMN ${column} TO other`,
          `${alter} RENAME TO other`,
          `REINDEX TABLE ${it.name}`,
          `CREATE TABLE fresh (id integer REFERENCES ${it.name} (id))`,
          `CREATE TABLE fresh (LIKE ${on} INCLUDING ALL)`,
          `ALTER DOMAIN plain_int ADD CONSTRAINT fresh CHECK (VALUE > -1)`,
          `DROP TABLE ${pick(made).name}, ${on}`,
        ]);
      case 4:
        return `${alter} ${clause()}, ${clause()}`;
      default:
        return `${alter} ${clause()}`;
    }
  }
}
