import assert from 'node:assert/strict';
import { checksIn, inFile } from '../../../src/migrations/validation';
import type { Script } from '../../../src/migrations/project';

const script = (text: string, more: Partial<Script> = {}): Pick<Script, 'text' | 'body' | 'direction'> => ({
  ...{ text, body: { start: 0, end: text.length }, direction: 'up' },
  ...more,
});
const said = (text: string, more: Partial<Script> = {}): readonly string[] =>
  checksIn(script(text, more)).map(({ when, sql }) => `${when}: ${sql}`);

describe('the checks that a script names', () => {
  it('are the queries behind before and after, over several lines', () => {
    assert.deepEqual(
      said(
        '-- VALIDATION\n-- What must hold.\n-- before: SELECT true;\n--AFTER : SELECT count(*) = 1\n--   FROM a -- all\n--  WHERE b;\n\n-- after: SELECT false\nSELECT 1;\n',
      ),
      ['before: SELECT true', 'after: SELECT count(*) = 1\n  FROM a -- all\n WHERE b'],
    );
  });

  it('stand anywhere in the file, in sections that other lines end', () => {
    const text =
      "-- Author: a\n-- VALIDATION:\n-- before: SELECT 1\n-- Breaking: no\n\nSELECT '\n-- VALIDATION\n-- after: SELECT 2\n';\n\n  -- VALIDATION\r\n  -- after: SELECT 3\r\n  --\r\n  -- more\r\n-- ROLLBACK\n-- after: SELECT 4\n";
    assert.deepEqual(said(text), ['before: SELECT 1', 'after: SELECT 3']);
  });

  it('are none without a heading, under a heading that says more, and of a way back', () => {
    assert.deepEqual(said('-- before: SELECT true\nSELECT 1;\n'), []);
    assert.deepEqual(said('-- VALIDATION: after it this is true.\n-- after: SELECT true\n'), []);
    assert.deepEqual(said('-- VALIDATION\n-- SELECT count(*) FROM a;\n'), []);
    assert.deepEqual(said('-- VALIDATION\n-- after: SELECT true\n', { direction: 'down' }), []);
  });

  it('are those of the file’s head too, but not those of another section', () => {
    const text = '-- VALIDATION\n-- after: SELECT 1\n-- +up\nSELECT 1;\n-- +down\n-- VALIDATION\n-- after: SELECT 2\n';
    const up = { body: { start: text.indexOf('SELECT 1;'), end: text.indexOf('-- +down') } };
    assert.deepEqual(said(text, up), ['after: SELECT 1']);
    assert.deepEqual(said(`SELECT 0;\n${text}`, { body: { start: 30, end: 40 } }), []);
  });

  it('know where each of their places stands in the file', () => {
    const text = '\uFEFF-- VALIDATION\n-- after: SELECT a\n--    FROM wrong\n';
    const [check] = checksIn(script(text));
    assert.ok(check);
    const start = check.sql.indexOf('wrong');
    const at = inFile(check, { start, end: start + 5 });
    assert.equal(text.slice(at.start, at.end), 'wrong');
    assert.equal(text.slice(check.at.start, check.at.end), 'SELECT a\n--    FROM wrong');
  });
});
