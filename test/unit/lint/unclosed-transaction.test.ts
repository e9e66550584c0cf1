import { describeRule } from '../../support/rule-cases';

const alone = '-- lockkeeper: no-transaction\n';

describeRule('unclosed-transaction', {
  silent: {
    'a transaction that is committed': { convention: 'typed', sql: `${alone}BEGIN; SELECT 1; END;` },
    'one that is rolled back': { convention: 'typed', sql: `${alone}START TRANSACTION; SELECT 1; ABORT;` },
    'BEGIN in the runner’s transaction': { sql: 'BEGIN; SELECT 1;' },
  },
  found: {
    'a transaction without an end': {
      convention: 'typed',
      sql: `${alone}begin;\nselect 1`,
      at: 'begin',
      fixes: ['Add COMMIT at the end of the file'],
    },
    'the second of two': {
      convention: 'typed',
      sql: `${alone}BEGIN; SELECT 1; COMMIT;\nBEGIN; SELECT 2;\n-- Done.\n`,
      at: 'BEGIN',
    },
  },
});
