import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, note text);'];

describeRule('invisible-character', {
  silent: {
    'strings, comments and names in double quotes': {
      before,
      sql: 'INSERT INTO t (note) VALUES (\'a\u00a0b\u200b\'); -- \u00a0\nALTER TABLE t RENAME note TO "a\u00a0b";',
    },
    'letters of other scripts': { before, sql: 'ALTER TABLE t ADD COLUMN größe int, ADD COLUMN 数量 int, ADD COLUMN имя text;' },
    'the joiners that Persian and emoji are spelt with': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN می\u200cخواهم int, ADD COLUMN 👩\u200d🚀 int;',
    },
    'a body in another language': {
      sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$\nreturn\u00a01\n$$;',
    },
  },
  found: {
    'a no-break space behind a keyword that may be left out': {
      before,
      sql: 'ALTER TABLE t ALTER COLUMN\u00a0note DROP DEFAULT;',
      at: 'COLUMN\u00a0note',
      says: /U\+00A0/,
      fixes: ['Replace invisible characters'],
    },
    'zero-width characters in several names': {
      sql: 'CREATE TABLE\n  \u200bu (a int\u2060);',
      at: ['\u200bu', 'int\u2060'],
      says: /U\+200B/,
      fixes: ['Replace invisible characters'],
    },
    'a joiner between Latin letters': { before, sql: 'ALTER TABLE t ADD COLUMN a\u200db int;', at: 'a\u200db' },
    'a name in a block': {
      before,
      sql: "DO $$ BEGIN\n  UPDATE t SET note\u200b = 'a\u200b';\nEND $$;",
      at: 'note\u200b',
      fixes: ['Replace invisible characters'],
    },
    'what would be no SQL without it, with no fix': { sql: 'CREATE TABLE a\u00a0b (c int);', at: 'a\u00a0b', fixes: [] },
  },
});

describeRule('typographic-quote', {
  silent: {
    'strings, comments and names in double quotes': {
      before,
      sql: 'INSERT INTO t (note) VALUES (\'it’s\'); -- ‘so’\nALTER TABLE t RENAME note TO "‘a’";',
    },
  },
  found: {
    'what should be a string': {
      before,
      sql: 'ALTER TABLE t ALTER COLUMN note SET DEFAULT ‘new’;',
      at: '‘new’',
      says: /‘ is a letter/,
      fixes: ['Replace typographic quotes'],
    },
    'what should be a quoted name': { before, sql: 'ALTER TABLE t ALTER COLUMN “note” DROP DEFAULT;', at: '“note”' },
    'one that is meant, with no fix': { before, sql: 'ALTER TABLE t ADD COLUMN l’adresse text;', at: 'l’adresse', fixes: [] },
  },
});
