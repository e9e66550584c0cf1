import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];
const alone = '-- lockkeeper: no-transaction\n';

describeRule('transaction-nesting', {
  silent: {
    'a file that is one BEGIN … COMMIT': { before, sql: 'begin;\nALTER TABLE t ADD COLUMN b int;\nend;' },
    'transactions of a file that nobody wraps': {
      before,
      convention: 'typed',
      sql: `${alone}BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; ROLLBACK;`,
    },
    'BEGIN in what is sent as one query': { before, sql: '-- no-transaction\nBEGIN; SELECT 1; COMMIT; SELECT 2;' },
    savepoints: { before, sql: 'SAVEPOINT s; SELECT 1; ROLLBACK TO s; RELEASE s;' },
    'a chained transaction': { before, convention: 'typed', sql: `${alone}BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; COMMIT;` },
    'BEGIN of a function’s body': {
      sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;',
    },
  },
  found: {
    'BEGIN and COMMIT among others, in the runner’s transaction': {
      before,
      sql: 'SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;\nSELECT 3;',
      at: 'BEGIN',
      says: /^Opens nothing: sqlx has opened a transaction already, and COMMIT below ends that one before sqlx does$/,
      fixes: ['Remove BEGIN and COMMIT'],
    },
    'BEGIN alone': { before, sql: 'BEGIN;\nSELECT 1;', at: 'BEGIN', fixes: ['Remove BEGIN'] },
    'COMMIT alone': {
      before,
      sql: 'SELECT 1;\nCOMMIT;\nSELECT 2;',
      at: 'COMMIT',
      says: /^Ends the transaction that sqlx has opened: what follows/,
      fixes: ['Remove COMMIT'],
    },
    'ROLLBACK alone': {
      before,
      sql: 'SELECT 1;\nROLLBACK;',
      at: 'ROLLBACK',
      says: /^Ends the transaction that sqlx has opened, and all that the file has done so far is undone/,
      fixes: [],
    },
    'two transactions, the first of which is the runner’s': {
      before,
      sql: 'BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 2;\nCOMMIT;',
      at: 'BEGIN',
      fixes: [],
    },
    'BEGIN in a transaction of the file': {
      before,
      convention: 'typed',
      sql: `${alone}BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;`,
      at: 'BEGIN',
      says: /^Opens nothing: a transaction is open already, and COMMIT below ends that one$/,
      fixes: ['Remove BEGIN'],
    },
    'COMMIT of nothing': {
      before,
      convention: 'typed',
      sql: `${alone}SELECT 1;\nCOMMIT;`,
      at: 'COMMIT',
      says: /^COMMIT does nothing: no transaction is open$/,
      fixes: ['Remove COMMIT'],
    },
  },
});
