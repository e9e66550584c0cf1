import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY);'];
const column = (definition: string) => ({ before, sql: `ALTER TABLE t ADD COLUMN a ${definition};` });

describeRule('add-column-volatile-default', {
  silent: {
    'a constant': column('int NOT NULL DEFAULT -1'),
    'now()': column('timestamptz NOT NULL DEFAULT now()'),
    current_date: column('date DEFAULT current_date'),
    'an expression of constants': column('int DEFAULT 1 + 2 * 3'),
    'an array': column("text[] DEFAULT ARRAY['a']::text[]"),
    'a cast': column("jsonb DEFAULT '{}'::jsonb"),
    'an immutable function with arguments': column("text DEFAULT lower('X')"),
    'a STABLE function of the project': {
      before: [...before, 'CREATE FUNCTION tenant() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;'],
      sql: 'ALTER TABLE t ADD COLUMN a int DEFAULT tenant();',
    },
    'a table created in the same migration': {
      sql: 'CREATE TABLE u (a int); ALTER TABLE u ADD COLUMN b uuid DEFAULT gen_random_uuid();',
    },
    'SET DEFAULT of a column that is there': {
      before: ['CREATE TABLE t (a uuid);'],
      sql: 'ALTER TABLE t ALTER COLUMN a SET DEFAULT gen_random_uuid();',
    },
  },
  found: {
    'gen_random_uuid()': {
      ...column('uuid DEFAULT gen_random_uuid()'),
      at: 'DEFAULT gen_random_uuid()',
      says: /^Rewrites all of t and blocks its reads and writes meanwhile/,
      fixes: ['Set the default for new rows only'],
    },
    'clock_timestamp() in an expression': {
      ...column("timestamptz DEFAULT clock_timestamp() + interval '1 day'"),
      at: "DEFAULT clock_timestamp() + interval '1 day'",
    },
    'random(), NOT NULL, which has no half-way fix': {
      ...column('float8 NOT NULL DEFAULT random()'),
      at: 'DEFAULT random()',
      fixes: [],
    },
    nextval: {
      before: [...before, 'CREATE SEQUENCE s;'],
      sql: "ALTER TABLE t ADD COLUMN a bigint DEFAULT nextval('s');",
      at: "DEFAULT nextval('s')",
    },
    'a VOLATILE function of the project': {
      before: [...before, 'CREATE FUNCTION dice() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 4; END $$;'],
      sql: 'ALTER TABLE t ADD COLUMN a int DEFAULT dice();',
      at: 'DEFAULT dice()',
    },
  },
});
