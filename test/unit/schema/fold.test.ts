import assert from 'node:assert/strict';
import { changesOf } from '../../../src/schema/changes';
import { begin, commit, fold, type State } from '../../../src/schema/fold';
import { emptySchema, type Table } from '../../../src/schema/schema';
import { newSession } from '../../../src/schema/session';
import { loadParser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';

const start: State = { schema: emptySchema, session: newSession };

describe('fold', () => {
  let reader: SqlReader;
  before(async () => {
    reader = new SqlReader(await loadParser());
  });

  function run(sql: string, from: State = start): State {
    return reader.read(sql).reduce((state, statement) => fold(state, statement, changesOf(statement), statement.text), from);
  }

  const tables = ({ schema }: State) =>
    [...schema.relations.values()].filter((it): it is Table => it.kind === 'table').map((it) => it.key);
  const sorted = (keys: ReadonlySet<string>) => [...keys].sort();

  it('hands each change the state just before it', () => {
    const [statement] = reader.read('alter table t add column a int, add column b int');
    assert.ok(statement);
    const { steps } = fold(run('create table t (id int)'), statement, changesOf(statement), 'here');
    const columns = steps.map(({ before }) => {
      const table = before.relations.get('public.t');
      return table?.kind === 'table' ? table.columns.map(({ name }) => name) : [];
    });
    assert.deepEqual(columns, [['id'], ['id', 'a']]);
  });

  it('gives back the origin of every object unchanged', () => {
    const origin = { file: 'a.sql' };
    const [statement] = reader.read('create table t (id int)');
    assert.ok(statement);
    const { schema } = fold(start, statement, changesOf(statement), origin);
    assert.equal(schema.relations.get('public.t')?.origin, origin);
  });

  it('forgets what was rolled back, to the savepoint or the start', () => {
    assert.deepEqual(
      tables(run('begin; create table a (); savepoint s; create table b (); rollback to s; create table c (); commit')),
      ['public.a', 'public.c'],
    );
    assert.deepEqual(tables(run('create table a (); begin; drop table a; rollback')), ['public.a']);
    assert.deepEqual(tables(run('create table a (); drop table a; rollback', begin(start))), []);
  });

  it('knows who can see a table, and whether it is filled', () => {
    const open = run('begin; create table a (id int primary key); insert into a values (1); create table b ()');
    assert.deepEqual(sorted(open.session.unseen), ['public.a', 'public.a_pkey', 'public.b']);
    assert.deepEqual(sorted(open.session.filled), ['public.a']);
    assert.ok(open.session.fresh.has('public.a'), 'until the transaction commits');
    const { session } = commit(open);
    assert.deepEqual(sorted(session.unseen), []);
    assert.deepEqual(sorted(session.fresh), ['public.a_pkey', 'public.b']);
  });

  it('fills at once outside of a transaction', () => {
    assert.deepEqual(sorted(run('create table a (); insert into a default values').session.fresh), []);
    assert.deepEqual(sorted(run('create table a as select 1').session.fresh), []);
    assert.deepEqual(sorted(run('create table a (); delete from a').session.fresh), ['public.a']);
  });

  it('follows a fresh table through a rename, and forgets it when it is dropped', () => {
    assert.deepEqual(sorted(run('create table a (); alter table a rename to b').session.fresh), ['public.b']);
    assert.deepEqual(sorted(run('create schema s; create table a (); alter table a set schema s').session.fresh), ['s.a']);
    assert.deepEqual(sorted(run('create table a (); drop table a').session.fresh), []);
  });

  it('reads timeouts in milliseconds, and ends SET LOCAL with the transaction', () => {
    const timeouts = (state: State) => [state.session.lockTimeout, state.session.statementTimeout];
    assert.deepEqual(timeouts(run("set lock_timeout = '2s'; set statement_timeout to 1500")), [2000, 1500]);
    assert.deepEqual(timeouts(run("set lock_timeout = '1min'; set statement_timeout = '1.5 h'; reset lock_timeout")), [
      undefined,
      5_400_000,
    ]);
    assert.deepEqual(timeouts(run("begin; set local lock_timeout = '2s'")), [2000, undefined]);
    assert.deepEqual(timeouts(run("set lock_timeout = 5; begin; set local lock_timeout = '2s'; commit")), [5, undefined]);
    assert.deepEqual(timeouts(run('begin; set local lock_timeout = 1; set statement_timeout = 7; commit')), [undefined, 7]);
    assert.deepEqual(timeouts(run("begin; set lock_timeout = '2s'; rollback")), [undefined, undefined]);
    assert.deepEqual(timeouts(run("set local lock_timeout = '2s'")), [undefined, undefined]);
    assert.deepEqual(timeouts(run("set lock_timeout = 0; set statement_timeout = 'soon'")), [0, undefined]);
  });

  it('marks the schema partly known after what it cannot read', () => {
    assert.equal(run('creat table t ()').schema.partlyKnown, true);
    assert.equal(run("do $$ begin execute format('create table %I ()', x); end $$").schema.partlyKnown, true);
    assert.equal(run('\\echo x\nselect 1; do $$ begin perform 1; end $$').schema.partlyKnown, false);
  });

  it('marks a table partly known whose columns only the server knows', () => {
    const table = run('create table t as select * from u').schema.relations.get('public.t');
    assert.ok(table?.kind === 'table' && table.partlyKnown);
  });
});
