import assert from 'node:assert/strict';
import type { Change } from '../../../src/schema/change';
import { changesOf } from '../../../src/schema/changes';
import { largestStatement, loadParser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';

/** A Change as people read it: spans as the text that they cover, expressions as their text. */
type Readable = Readonly<Record<string, unknown>>;

describe('changesOf', () => {
  let reader: SqlReader;
  before(async () => {
    reader = new SqlReader(await loadParser());
  });

  function read(sql: string): readonly Readable[] {
    return reader.read(sql).flatMap((statement) => changesOf(statement).map((change) => readable(change, statement.text)));
  }

  function readable(change: Change, text: string): Readable {
    return JSON.parse(
      JSON.stringify(change, (key, value: unknown) => {
        if (key === 'tree') return undefined;
        if (typeof value !== 'object' || value === null) return value;
        if ('start' in value && 'end' in value) return text.slice(Number(value.start), Number(value.end));
        return 'text' in value && Object.keys(value).length === 2 ? value.text : value;
      }),
    ) as Readable;
  }

  it('knows the range of each clause of ALTER TABLE', () => {
    const changes = read(
      `ALTER TABLE ONLY "S".t ADD COLUMN a numeric(10, 2) DEFAULT (1 + 2) NOT NULL, -- comment
         ALTER b TYPE double precision USING (b::text)::float8,
         DROP COLUMN IF EXISTS c CASCADE, ADD CONSTRAINT k CHECK (a > 0) NOT VALID`,
    );
    assert.deepEqual(
      changes.map(({ kind, at }) => [kind, at]),
      [
        ['add-column', 'ADD COLUMN a numeric(10, 2) DEFAULT (1 + 2) NOT NULL'],
        ['change-column-type', 'ALTER b TYPE double precision USING (b::text)::float8'],
        ['drop-column', 'DROP COLUMN IF EXISTS c CASCADE'],
        ['add-constraint', 'ADD CONSTRAINT k CHECK (a > 0) NOT VALID'],
      ],
    );
    const [add, type, drop, constraint] = changes;
    assert.deepEqual(add?.['table'], { schema: 'S', name: 't' });
    assert.deepEqual(add['column'], {
      name: 'a',
      type: { name: 'numeric', modifiers: [10, 2], array: 0 },
      notNull: true,
      default: '(1 + 2)',
      constraints: [],
      at: 'a numeric(10, 2) DEFAULT (1 + 2) NOT NULL',
      typeAt: 'numeric(10, 2)',
      defaultAt: 'DEFAULT (1 + 2)',
      notNullAt: 'NOT NULL',
    });
    assert.equal(type?.['using'], '(b::text)::float8');
    assert.equal(type['typeAt'], 'double precision');
    assert.equal(drop?.['cascade'], true);
    assert.deepEqual(constraint?.['constraint'], {
      name: 'k',
      kind: 'check',
      columns: ['a'],
      expression: 'a > 0',
      notValid: true,
      enforced: true,
      deferrable: false,
      initiallyDeferred: false,
      at: 'CONSTRAINT k CHECK (a > 0) NOT VALID',
    });
  });

  it('knows the range of each part of a column, in any order', () => {
    const [change] = read(
      `create table "é😀" (a varchar(20)[] collate "C" check (a <> '{}') constraint d default array['x'] references o (b) deferrable not null, b int)`,
    );
    const [column] = change?.['columns'] as readonly Readable[];
    assert.equal(column?.['typeAt'], 'varchar(20)[]');
    assert.equal(column['defaultAt'], "constraint d default array['x']");
    assert.equal(column['default'], "array['x']");
    assert.equal(column['notNullAt'], 'not null');
    assert.deepEqual(
      (column['constraints'] as readonly Readable[]).map(({ kind, at, deferrable }) => [kind, at, deferrable]),
      [
        ['check', "check (a <> '{}')", false],
        ['foreign-key', 'references o (b)', true],
      ],
    );
  });

  it('knows the types that take several words', () => {
    const types = [
      'double precision',
      'character varying(3)',
      'timestamp(3) with time zone',
      'time without time zone',
      'interval day to second(3)',
      'bit varying(5)[]',
      'national character varying(4)',
      's.t%type',
      'int array[4]',
      '"My type"[][]',
      'public.geometry(point, 4326)',
    ];
    for (const type of types) {
      const [change] = read(`create table t (a ${type} not null)`);
      if (type.includes('%')) continue;
      assert.equal((change?.['columns'] as readonly Readable[])[0]?.['typeAt'], type);
    }
  });

  it('reads an index with its expressions', () => {
    const [change] = read('create unique index concurrently i on t using gist (lower(a) desc, b, (a || b) text_ops) where a > 0');
    assert.deepEqual(change, {
      kind: 'create-index',
      at: 'create unique index concurrently i on t using gist (lower(a) desc, b, (a || b) text_ops) where a > 0',
      table: { name: 't' },
      index: 'i',
      unique: true,
      method: 'gist',
      columns: [
        { expression: 'lower(a)', manner: 'desc', at: 'lower(a) desc' },
        { column: 'b', at: 'b' },
        { expression: 'a || b', manner: 'text_ops', at: '(a || b) text_ops' },
      ],
      include: [],
      nullsNotDistinct: false,
      predicate: 'a > 0',
      concurrently: true,
      ifNotExists: false,
      only: false,
      indexWordAt: 'index',
    });
  });

  it('knows what sorts a column of an index otherwise than usual, and what it includes', () => {
    const [change] = read(
      'create index on t (a asc nulls last, b desc nulls first, c nulls first, d collate "C" text_pattern_ops) include (e, f)',
    );
    assert.deepEqual(
      (change?.['columns'] as readonly Readable[]).map(({ manner }) => manner),
      [undefined, 'desc', 'nulls first', 'collate C text_pattern_ops'],
    );
    assert.deepEqual(change?.['include'], ['e', 'f']);
  });

  it('knows the place of each index that is dropped', () => {
    const dropped = (sql: string) => read(sql).map(({ nameAt, nth, count }) => [nameAt, nth, count]);
    assert.deepEqual(dropped('drop index concurrently if exists s.a , "B" cascade'), [
      ['s.a', 0, 2],
      ['"B"', 1, 2],
    ]);
    assert.deepEqual(dropped('drop index /* x */ a restrict'), [['a', 0, 1]]);
  });

  const kinds: Readonly<Record<string, readonly Change['kind'][]>> = {
    'drop index concurrently a, b': ['drop-index', 'drop-index'],
    'alter view v rename to w': ['rename-view'],
    'alter index i rename to j': ['rename-index'],
    'alter table t alter a set statistics 100': ['alter-table-other'],
    'alter table t alter a add generated always as identity': ['set-identity'],
    'with gone as (delete from a returning *) insert into b select * from gone': ['write', 'write'],
    "select set_config('lock_timeout', '1s', true)": ['set'],
    'select 1': ['read'],
    'select 1 into t': ['create-table'],
    'commit and chain': ['transaction', 'transaction'],
    'create schema s create table t (a int) create view v as select 1': ['create-schema', 'create-table', 'create-view'],
    'copy t from stdin;\n1\n\\.': ['write'],
    'copy t to stdout': ['read'],
    'vacuum full t': ['vacuum'],
    'reindex index concurrently i': ['reindex'],
    'create database d': ['no-transaction'],
    'truncate a, b': ['truncate', 'truncate'],
    'lock table t in exclusive mode': ['lock-table'],
    'do $$ begin execute x; end $$': ['do'],
    '\\connect x': [],
    'selec 1': [],
  };
  for (const [sql, expected] of Object.entries(kinds)) {
    it(`makes ${expected.join(', ') || 'nothing'} of ${JSON.stringify(sql)}`, () => {
      assert.deepEqual(
        read(sql).map(({ kind }) => kind),
        expected,
      );
    });
  }

  it('knows a statement too large to parse by its first words', () => {
    const rows = `('${'x'.repeat(1000)}'),`.repeat(largestStatement / 1000);
    const [change] = reader.read(`INSERT INTO app."T" VALUES ${rows}('')`).flatMap(changesOf);
    assert.ok(change?.kind === 'write');
    assert.deepEqual([change.verb, change.table], ['insert', { schema: 'app', name: 'T' }]);
  });
});
