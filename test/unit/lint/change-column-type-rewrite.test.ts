import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id int, v varchar(50), n numeric(10,2), x text, at timestamp, j json);';
const before = [t];
const to = (column: string, type: string) => ({ before, sql: `ALTER TABLE t ALTER COLUMN ${column} TYPE ${type};` });

describeRule('change-column-type-rewrite', {
  silent: {
    'a longer varchar': to('v', 'varchar(100)'),
    'varchar to text': to('v', 'text'),
    'text to varchar': to('x', 'varchar'),
    'more digits before the point': to('n', 'numeric(12,2)'),
    'numeric without limits': to('n', 'numeric'),
    'the type that it has': to('id', 'integer'),
    'a plain cast in USING': to('v', 'text USING v::text'),
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ALTER COLUMN id TYPE bigint;` },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t ALTER COLUMN id TYPE bigint;' },
    'a change that only rebuilds indexes': {
      before: ['CREATE EXTENSION citext; CREATE TABLE t (x text);'],
      sql: 'ALTER TABLE t ALTER COLUMN x TYPE citext;',
    },
  },
  found: {
    'integer to bigint': {
      ...to('id', 'bigint'),
      at: 'bigint',
      says: /^Rewrites all of t with its indexes, and blocks its reads and writes meanwhile, to change the type of id$/,
      fixes: [],
    },
    'a shorter varchar': { ...to('v', 'varchar(20)'), at: 'varchar(20)' },
    'another scale': { ...to('n', 'numeric(10,4)'), at: 'numeric(10,4)' },
    'integer to text': { ...to('id', 'text'), at: 'text' },
    'json to jsonb': { ...to('j', 'jsonb'), at: 'jsonb' },
    'USING that computes': { ...to('v', 'text USING lower(v)'), at: 'text USING lower(v)' },
    'two columns of one statement': {
      before,
      sql: 'ALTER TABLE t ALTER id TYPE bigint, ALTER v TYPE text, ALTER j TYPE jsonb;',
      at: ['bigint', 'jsonb'],
    },
    'a type changed by an earlier migration': {
      before: [t, 'ALTER TABLE t ALTER COLUMN id TYPE text;'],
      sql: 'ALTER TABLE t ALTER COLUMN id TYPE bigint USING id::bigint;',
      at: 'bigint USING id::bigint',
    },
  },
});
