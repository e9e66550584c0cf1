import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE a (id bigint PRIMARY KEY, x int); CREATE TABLE b (id bigint PRIMARY KEY, y int);'];

describeRule('statement-after-access-exclusive', {
  silent: {
    'the same work before the lock': { before, sql: 'CREATE INDEX i ON b (y); ALTER TABLE a ADD COLUMN z int;' },
    'work on a table made in the same migration': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int; CREATE TABLE c (id int); CREATE INDEX i ON c (id); INSERT INTO c SELECT id FROM b;',
    },
    'a lock on a table made in the same migration': {
      before,
      sql: 'CREATE TABLE c (id int); ALTER TABLE c ADD COLUMN z int; CREATE INDEX i ON b (y);',
    },
    'a lock on a table of an earlier pending migration': {
      before: [...before, 'CREATE TABLE c (id int);'],
      earlier: 'pending',
      sql: 'ALTER TABLE c ADD COLUMN z int; CREATE INDEX i ON b (y);',
    },
    'statements that each have their own transaction': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE a ADD COLUMN z int;\nCREATE INDEX i ON b (y);',
    },
    'what is committed in between': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nBEGIN; ALTER TABLE a ADD COLUMN z int; COMMIT;\nCREATE INDEX i ON b (y);',
    },
    'a lock that lets others read': {
      before,
      sql: 'ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b NOT VALID; CREATE INDEX i ON b (y);',
    },
    'a table that is gone': { before, sql: 'DROP TABLE a; CREATE INDEX i ON b (y);' },
    'work that keeps everyone out by itself': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int; ALTER TABLE a ALTER COLUMN x TYPE bigint;',
    },
    'rows that stand in the statement': { before, sql: 'ALTER TABLE a ADD COLUMN z int; INSERT INTO b VALUES (1, 1), (2, 2);' },
    'rows of the locked table, which another rule speaks of': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int; UPDATE a SET z = 1;',
    },
    'a lock that a rollback to a savepoint may have given up': {
      before,
      sql: 'SAVEPOINT s; ALTER TABLE a ADD COLUMN z int; ROLLBACK TO s; CREATE INDEX i ON b (y);',
    },
  },
  found: {
    'a rewrite of another table': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int;\nALTER TABLE b ALTER COLUMN y TYPE bigint;',
      at: 'ALTER COLUMN y TYPE bigint',
      says: /^Nobody can read or write a until every row of b is written anew: an earlier statement has locked it/,
    },
    'rows of another table': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int;\nUPDATE b SET y = 1;',
      at: 'UPDATE b SET y = 1',
      says: /until the rows of b are written/,
    },
    'an index on the same table': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int; CREATE INDEX i ON a (x);',
      at: 'CREATE INDEX i ON a (x)',
      says: /^Nobody can read or write a until an index on a is built/,
    },
    'a file once': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int; CREATE INDEX i ON b (y); CREATE INDEX j ON b (id, y);',
      at: 'CREATE INDEX i ON b (y)',
    },
    'statements that are sent as one query': {
      before,
      sql: '-- no-transaction\nALTER TABLE a ADD COLUMN z int;\nCREATE INDEX i ON b (y);',
      at: 'CREATE INDEX i ON b (y)',
    },
    'LOCK TABLE': { before, sql: 'LOCK TABLE a;\nCREATE INDEX i ON b (y);', at: 'CREATE INDEX i ON b (y)' },
    'many locked tables by a few names': {
      before: [...before, 'CREATE TABLE c (id int); CREATE TABLE d (id int);'],
      sql: 'LOCK TABLE a, c, d; ALTER TABLE b ADD COLUMN z int;\nCREATE INDEX i ON b (y);',
      at: 'CREATE INDEX i ON b (y)',
      says: /^Nobody can read or write a, c and 2 more tables until/,
    },
  },
});
