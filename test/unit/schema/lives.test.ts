import assert from 'node:assert/strict';
import { changesOf } from '../../../src/schema/changes';
import { fold, type State } from '../../../src/schema/fold';
import type { Life } from '../../../src/schema/lives';
import { emptySchema } from '../../../src/schema/schema';
import { newSession } from '../../../src/schema/session';
import { loadParser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';

describe('what became of an object', () => {
  let reader: SqlReader;
  before(async () => {
    reader = new SqlReader(await loadParser());
  });

  /** The lives after some statements; each is its own origin. */
  function livesAfter(sql: string): Readonly<Record<string, string>> {
    const start: State = { schema: emptySchema, session: newSession };
    const { schema } = reader
      .read(sql)
      .reduce((state, statement) => fold(state, statement, changesOf(statement), statement.text), start);
    const text = ({ born, made, touched, dropped }: Life): string =>
      [`${born} by ${made as string}`, ...touched, ...(dropped === undefined ? [] : [`gone by ${dropped as string}`])].join(
        ' | ',
      );
    return Object.fromEntries(
      [...schema.lives].flatMap(([key, life]) => [
        [key, text(life)],
        ...[...(life.columns ?? [])].map(([column, own]) => [`${key}.${column}`, text(own)]),
      ]),
    ) as Record<string, string>;
  }

  const cases: Readonly<Record<string, readonly [sql: string, lives: Readonly<Record<string, string>>]>> = {
    'is nothing while nobody touches it': ['create table t (a int); create index on t (a); insert into t values (1)', {}],
    'is every statement that changed it, once each': [
      'create table t (a int); alter table t add b int, add c int; alter table t alter b set not null',
      {
        'public.t':
          'public.t by create table t (a int) | alter table t add b int, add c int | alter table t alter b set not null',
        'public.t.b': 'b by alter table t add b int, add c int | alter table t alter b set not null',
      },
    ],
    'goes with it over a rename, with its columns': [
      'create table t (a int); alter table t rename a to b; alter table t rename to u',
      {
        'public.u': 'public.t by create table t (a int) | alter table t rename a to b | alter table t rename to u',
        'public.u.b': 'a by create table t (a int) | alter table t rename a to b',
      },
    ],
    'goes with it to another schema': [
      'create schema s; create table t (a int primary key); alter table t set schema s',
      {
        's.t': 'public.t by create table t (a int primary key) | alter table t set schema s',
        's.t_pkey': 'public.t_pkey by create table t (a int primary key) | alter table t set schema s',
      },
    ],
    'ends with the statement that drops it': [
      'create table t (a int, b int); alter table t drop b; create view v as select a from t; drop table t cascade',
      {
        'public.t': 'public.t by create table t (a int, b int) | alter table t drop b | gone by drop table t cascade',
        'public.t.b': 'b by create table t (a int, b int) | gone by alter table t drop b',
        'public.v': 'public.v by create view v as select a from t | gone by drop table t cascade',
      },
    ],
    'begins anew for another of the name': ['create table t (a int); drop table t; create table t (b int)', {}],
    'does not hold what only another’s name made of it': [
      'create table t (a int primary key); create table u (t_a int references t); alter table t rename to s',
      { 'public.s': 'public.t by create table t (a int primary key) | alter table t rename to s' },
    ],
    'forgets what was rolled back': ['create table t (a int); begin; alter table t add b int; drop table t; rollback', {}],
  };
  for (const [title, [sql, expected]] of Object.entries(cases)) {
    it(title, () => assert.deepEqual(livesAfter(sql), expected));
  }
});
