import assert from 'node:assert/strict';
import { changesOf } from '../../../src/schema/changes';
import { fold, type State } from '../../../src/schema/fold';
import { emptySchema } from '../../../src/schema/schema';
import { newSession } from '../../../src/schema/session';
import { loadParser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';

const start: State = { schema: emptySchema, session: newSession };

describe('a DO block', () => {
  let reader: SqlReader;
  before(async () => {
    reader = new SqlReader(await loadParser());
  });

  const changes = (sql: string) => reader.read(sql).flatMap(changesOf);

  function run(sql: string, from: State = start): State {
    return reader.read(sql).reduce((state, statement) => fold(state, statement, changesOf(statement), statement.text), from);
  }

  const kinds = (sql: string) => changes(sql).map(({ kind, inBlock }) => `${kind} ${inBlock ?? ''}`.trim());

  const table: readonly (readonly [body: string, expected: readonly string[]])[] = [
    ['NULL;', []],
    ['ALTER TABLE t ADD COLUMN a int, DROP COLUMN b;', ['add-column always', 'drop-column always']],
    ['IF x THEN DROP TABLE t; END IF; DROP TABLE u;', ['drop-table perhaps', 'drop-table always']],
    ['BEGIN CREATE TYPE e AS ENUM (); EXCEPTION WHEN duplicate_object THEN NULL; END;', ['create-enum if-needed']],
    ['BEGIN CREATE TYPE e AS ENUM (); EXCEPTION WHEN others THEN NULL; END;', ['create-enum perhaps']],
    [
      'BEGIN CREATE TYPE e AS ENUM (); DROP TABLE t; EXCEPTION WHEN duplicate_object THEN NULL; END;',
      ['create-enum perhaps', 'drop-table perhaps'],
    ],
    [
      "IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'k') THEN ALTER TABLE t ADD CONSTRAINT k CHECK (true); END IF;",
      ['add-constraint if-needed'],
    ],
    [
      "IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'k') THEN ALTER TABLE t DROP CONSTRAINT k; END IF;",
      ['drop-constraint perhaps'],
    ],
    [
      "IF EXISTS (SELECT FROM information_schema.columns WHERE column_name = 'a') THEN ALTER TABLE t RENAME a TO b; END IF;",
      ['rename-column if-needed'],
    ],
    [
      "IF NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 't') THEN CREATE TABLE t (); ELSE DROP TABLE t; END IF;",
      ['create-table if-needed', 'drop-table perhaps'],
    ],
    [
      "IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'other') THEN CREATE TYPE e AS ENUM (); END IF;",
      ['create-enum perhaps'],
    ],
    ["EXECUTE 'DROP TABLE t'; EXECUTE q; DROP TABLE u;", ['drop-table always', 'drop-table always', 'do']],
    ['DROP TABLE t; COMMIT;', ['do']],
    ['v.a := 1; DROP TABLE t;', ['do']],
    ["EXECUTE 'DO $d$ BEGIN DROP TABLE t; END $d$';", ['drop-table always']],
    ["IF x THEN EXECUTE 'DO $d$ BEGIN DROP TABLE t; END $d$'; END IF;", ['drop-table perhaps']],
  ];
  for (const [body, expected] of table) {
    it(`does ${expected.join(', ') || 'nothing'}: ${body}`, () =>
      assert.deepEqual(kinds(`DO $$ BEGIN ${body} END $$`), expected));
  }

  it('says where each change stands in the statement', () => {
    for (const sql of [
      "DO $$ BEGIN ALTER TABLE t ADD COLUMN a text DEFAULT 'é'; END $$",
      "DO 'BEGIN ALTER TABLE \"é\" ADD COLUMN b text DEFAULT ''é''; END'",
    ]) {
      const [change] = changes(sql);
      assert.ok(change?.kind === 'add-column' && change.column.defaultAt);
      assert.match(sql.slice(change.at.start, change.at.end), /^ADD COLUMN . text DEFAULT '{1,2}é'{1,2}$/);
      assert.match(sql.slice(change.column.defaultAt.start, change.column.defaultAt.end), /'{1,2}é'{1,2}$/);
      assert.equal(sql.slice(change.column.typeAt.start, change.column.typeAt.end), 'text');
    }
  });

  const columns = ({ schema }: State) => {
    const found = schema.relations.get('public.t');
    return found?.kind === 'table' ? found.columns.map(({ name }) => name) : undefined;
  };

  it('changes the schema as its statements would', () => {
    const { schema, session } = run(
      'CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD COLUMN b int; CREATE TABLE u (); END $$',
    );
    assert.deepEqual(columns({ schema, session }), ['a', 'b']);
    assert.equal(schema.partlyKnown, false);
    assert.equal(session.inTransaction, false);
    assert.ok(session.fresh.has('public.u'));
    assert.equal(session.unseen.has('public.u'), false);
  });

  it('makes what it sees to be needed, and only then', () => {
    const block = 'DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0); EXCEPTION WHEN duplicate_object THEN NULL; END $$';
    const checks = ({ schema }: State) => {
      const found = schema.relations.get('public.t');
      return found?.kind === 'table' ? found.constraints.map(({ name, origin }) => [name, origin]) : [];
    };
    const once = run(`CREATE TABLE t (a int); ${block}`);
    assert.deepEqual(checks(once), [['k', block]]);
    assert.deepEqual(checks(run(block.replace('a > 0', 'a > 1'), once)), [['k', block]]);
    assert.equal(once.schema.partlyKnown, false);
  });

  it('is one transaction: SET LOCAL lasts to its end', () => {
    const [statement] = reader.read("DO $$ BEGIN SET LOCAL lock_timeout = '1s'; DROP TABLE t; END $$");
    assert.ok(statement);
    const after = fold(start, statement, changesOf(statement), 'here');
    assert.deepEqual(
      after.steps.map(({ session }) => [session.inTransaction, session.lockTimeout]),
      [
        [true, undefined],
        [true, 1000],
      ],
    );
    assert.equal(after.session.lockTimeout, undefined);
  });

  it('leaves the schema partly known where it may have built something, and only there', () => {
    const known = (body: string) => !run(`CREATE TABLE t (a int); DO $$ BEGIN ${body} END $$`).schema.partlyKnown;
    assert.equal(known('IF x THEN INSERT INTO t VALUES (1); END IF;'), true);
    assert.equal(known('IF x THEN RAISE EXCEPTION $q$no$q$; END IF; ALTER TABLE t ADD COLUMN b int;'), true);
    assert.equal(known('IF x THEN ALTER TABLE t ADD COLUMN b int; END IF;'), false);
    assert.equal(known('EXECUTE q;'), false);
    assert.deepEqual(
      columns(run('CREATE TABLE t (a int); DO $$ BEGIN IF x THEN ALTER TABLE t ADD COLUMN b int; END IF; END $$')),
      ['a'],
    );
  });

  it('may have filled a table', () => {
    const { session } = run('BEGIN; CREATE TABLE t (a int); DO $$ BEGIN IF x THEN INSERT INTO t VALUES (1); END IF; END $$');
    assert.ok(session.filled.has('public.t'));
  });
});
