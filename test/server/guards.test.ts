import assert from 'node:assert/strict';
import { failureOf } from '../../src/database/failure';
import { lintCase, withRule } from '../support/chains';
import { connectTo } from '../support/effects/harness';
import { allMajors, serverTimeout, sharedServer } from '../support/servers';

const id = 'missing-if-exists-guards';

const setup = `
CREATE SCHEMA gone;
CREATE TABLE t (a int, b int, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE dropped (a int);
CREATE VIEW v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE SEQUENCE s;
CREATE INDEX i ON t (b);
CREATE TYPE mood AS ENUM ('calm');
CREATE DOMAIN amount AS numeric;
CREATE EXTENSION unaccent;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE PROCEDURE p() LANGUAGE sql AS '';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY own ON t;
CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;
`;

const statements = [
  'CREATE TABLE made (a int)',
  'CREATE INDEX made_a ON t (a)',
  'CREATE MATERIALIZED VIEW mm AS SELECT 1 AS a',
  'CREATE SEQUENCE ss',
  'CREATE SCHEMA made',
  'CREATE EXTENSION pgcrypto',
  'ALTER TABLE t ADD COLUMN c int',
  'DROP TRIGGER g ON t',
  'DROP POLICY own ON t',
  'DROP RULE quiet ON t',
  'DROP INDEX i',
  'ALTER TABLE t DROP CONSTRAINT positive',
  'ALTER TABLE t DROP COLUMN b',
  'DROP TABLE dropped',
  'DROP VIEW v',
  'DROP MATERIALIZED VIEW m',
  'DROP SEQUENCE s',
  'DROP TYPE mood',
  'DROP DOMAIN amount',
  'DROP FUNCTION f()',
  'DROP PROCEDURE p()',
  'DROP EXTENSION unaccent',
  'DROP SCHEMA gone',
];

describe(`what ${id} says of a second attempt`, function () {
  this.timeout(serverTimeout);
  for (const major of allMajors) {
    it(`is so on PostgreSQL ${major}, and with the guard it succeeds`, async () => {
      const connection = await connectTo(await (await sharedServer(major)).createDatabase());
      try {
        await connection.script(setup);
        for (const statement of statements) {
          const sql = `-- lockkeeper: no-transaction\n${statement};\nSELECT 1;`;
          const [finding] = (await lintCase(withRule(id, { sql, before: [setup], convention: 'typed' }))).filter(
            ({ rule }) => rule === id,
          );
          assert.ok(finding, statement);
          const edit = finding.fixes[0]?.edits[0];
          assert.ok(edit?.kind === 'replace');
          await connection.script(statement);
          await assert.rejects(connection.script(statement), (error) => {
            assert.equal(/with (\w+)/.exec(finding.message)?.[1], failureOf(error).sqlstate, statement);
            return true;
          });
          await connection.script(sql.slice(0, edit.at.start) + edit.text + sql.slice(edit.at.end));
        }
      } finally {
        await connection.close();
      }
    });
  }
});
