import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, "Full Name" text);';
const before = [t];
const v = 'CREATE VIEW v AS SELECT id FROM t;';

describeRule('view-select-star', {
  silent: {
    'columns with names': { before, sql: v },
    'count(*)': { before, sql: 'CREATE VIEW v AS SELECT count(*) FROM t;' },
    'a star in a subquery': {
      before,
      sql: 'CREATE VIEW v AS SELECT id FROM (SELECT * FROM t) AS x WHERE EXISTS (SELECT * FROM t);',
    },
    'a query that is no view': { before, sql: 'SELECT * FROM t;' },
  },
  found: {
    'a star of a table with an alias': {
      before,
      sql: 'CREATE MATERIALIZED VIEW v AS SELECT 1 AS one, x.* FROM t AS x;',
      at: 'x.*',
      says: /^v keeps the columns of today/,
      fixes: ['Name the columns'],
    },
    'a part of a UNION': {
      before,
      sql: "CREATE VIEW v AS SELECT 1, 'é' UNION SELECT * FROM t;",
      at: '*',
      fixes: ['Name the columns'],
    },
    'two tables': { before, sql: 'CREATE VIEW v AS SELECT * FROM t, t AS u;', at: '*', fixes: [] },
    'a join': { before, sql: 'CREATE VIEW v AS SELECT * FROM t JOIN t AS u USING (id);', at: '*', fixes: [] },
    'a table that no migration makes': { sql: 'CREATE VIEW v AS SELECT * FROM other.t;', at: '*', fixes: [] },
    'a query of WITH': { before, sql: 'CREATE VIEW v AS WITH t AS (SELECT 1) SELECT * FROM t;', at: '*', fixes: [] },
  },
});

describeRule('unsafe-edit-of-published-view-columns', {
  silent: {
    'one column more': { before: [t, v], sql: 'CREATE OR REPLACE VIEW v AS SELECT id, "Full Name" FROM t;' },
    'another query for the same columns': { before: [t, v], sql: 'CREATE OR REPLACE VIEW v AS SELECT 1::bigint AS id;' },
    'a view that is new': { before, sql: 'CREATE OR REPLACE VIEW v AS SELECT id FROM t;' },
    'a view that was dropped here': { before: [t, v], sql: 'DROP VIEW v; CREATE OR REPLACE VIEW v AS SELECT 1 AS one;' },
    'columns that are not known': { before: [t, v], sql: 'CREATE OR REPLACE VIEW v AS SELECT * FROM other.t;' },
    'a column of the table renamed, which the view keeps under its name': {
      before: [t, v, 'ALTER TABLE t RENAME id TO key;'],
      sql: 'CREATE OR REPLACE VIEW v AS SELECT key AS id FROM t;',
    },
  },
  found: {
    'a column less': {
      before: [t, 'CREATE VIEW v AS SELECT id, "Full Name" FROM t;'],
      sql: 'CREATE OR REPLACE VIEW v AS SELECT id FROM t;',
      at: 'OR REPLACE',
      says: /Full Name of v would be gone$/,
      fixes: [],
    },
    'another name': {
      before: [t, v],
      sql: 'create or replace view v (key) as select id from t;',
      at: 'or replace',
      says: /id of v would be called key$/,
    },
  },
});
