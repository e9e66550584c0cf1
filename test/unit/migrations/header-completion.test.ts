import assert from 'node:assert/strict';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { HeaderSuggestion } from '../../../src/migrations/header-completion';
import { headerSuggestions } from '../../../src/migrations/header-completion';
import type { Source } from '../../../src/migrations/project';
import { sourceOf } from '../../support/chains';

/** 2025-06-01 00:00:00 UTC. */
const now = Date.UTC(2025, 5, 1);

const typed = sourceOf(
  {
    '20250101_120000_schema_quays.sql': '-- Version: 1.4.0\n-- Author: Ada\n\nCREATE TABLE quay ();\n',
    '20250102_120000_data_berths.sql': '-- Author: Grace\nSELECT 1;\n',
    '20250103_120000_perf_index.sql': 'SELECT 1;\n',
    '20250104_120000_schema_later.sql': 'SELECT 1;\n',
  },
  typedTimestamps,
);

const plain: Source = {
  ...sourceOf({ '001_crews.sql': 'SELECT 1;\n', '002_shifts.sql': 'SELECT 1;\n' }, numbered),
  ...{ id: '/app/crews', path: '/app/crews', label: 'crews' },
};

/** What is offered at the mark `|` of the third migration of a source. */
function offered(marked: string, source: Source = typed, nth = 2): readonly HeaderSuggestion[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const migration = source.migrations[nth]!;
  return headerSuggestions(text, offset, { source, migration, sources: [typed, plain], now });
}

const labels = (marked: string, source = typed, nth = 2): readonly string[] =>
  offered(marked, source, nth).map(({ label }) => label);

/** The text with the suggestion of that label in its place. */
function chosen(marked: string, label: string): string {
  const text = marked.replace('|', '');
  const found = offered(marked).find((each) => each.label === label);
  assert.ok(found, `${label} is not offered`);
  return text.slice(0, found.at.start) + found.text + text.slice(found.at.end);
}

describe('headerSuggestions', () => {
  it('offers the keys that are not there yet', () => {
    const all = ['Migration', 'ID', 'Version', 'Database', 'Type', 'Phase', 'Author', 'Created', 'Breaking', 'Dependencies'];
    assert.deepEqual(labels('|'), all);
    assert.deepEqual(labels('-- Type: schema\n-- author: Ada\n-- |\nSELECT 1;\n'), [
      ...['Migration', 'ID', 'Version', 'Database', 'Phase', 'Created', 'Breaking', 'Dependencies'],
    ]);
  });

  it('offers the keys of checks where their section is, in the header and behind it', () => {
    assert.deepEqual(labels('-- Type: schema\n-- VALIDATION\n-- |\nSELECT 1;\n'), ['before', 'after']);
    assert.deepEqual(labels('SELECT 1;\n-- VALIDATION:\n-- before: SELECT true\n-- a|\n'), ['before', 'after']);
    assert.deepEqual(labels('-- VALIDATION\n--|', plain, 1), ['before', 'after']);
    assert.equal(chosen('-- VALIDATION\n-- af|', 'after'), '-- VALIDATION\n-- after: ');
    assert.equal(chosen('-- VALIDATION\r\n--|\r\n', 'before'), '-- VALIDATION\r\n-- before: \r\n');
    // Behind the key stands a query.
    assert.deepEqual(labels('-- VALIDATION\n-- after: |'), []);
    assert.deepEqual(labels('-- VALIDATION happens elsewhere\nSELECT 1;\n-- |'), []);
    assert.deepEqual(labels('-- VALIDATION\nSELECT 1;\n-- |'), []);
    assert.deepEqual(labels('SELECT 1;\n-- VALIDATION\n-- ROLLBACK\n-- |'), []);
  });

  it('writes a key as a line of the header, and keeps what stands behind it', () => {
    assert.equal(chosen('|', 'Type'), '-- Type: ');
    assert.equal(chosen('--|', 'Type'), '-- Type: ');
    assert.equal(chosen('-- Ty|', 'Type'), '-- Type: ');
    assert.equal(chosen('-- ID: 7\r\n-- Ty|\r\nSELECT 1;', 'Type'), '-- ID: 7\r\n-- Type: \r\nSELECT 1;');
    assert.equal(chosen('-- Ph|ase: expand', 'Phase'), '-- Phase: expand');
    assert.equal(chosen('\uFEFF-- |\n', 'ID'), '\uFEFF-- ID: \n');
  });

  it('offers nothing in prose, in SQL, below the first statement, and where headers are not used', () => {
    for (const marked of [
      '-- This adds |',
      '-- |This adds a column',
      '|SELECT 1;',
      'SELECT |',
      'SELECT 1;\n-- |',
      '\n\nSELECT 1;\n|',
      '-- Type: schema\nSELECT 1;\n-- Type: |',
    ]) {
      assert.deepEqual(labels(marked), [], marked);
    }
    assert.deepEqual(labels('-- |', plain, 1), []);
  });

  it('offers the values that are known', () => {
    assert.deepEqual(labels('-- Database: |'), ['postgresql', 'timescaledb']);
    assert.deepEqual(labels('-- Type:|'), ['perf', 'schema', 'data', 'security']);
    assert.deepEqual(labels('-- phase: |'), ['expand', 'migrate', 'contract']);
    assert.deepEqual(labels('-- Breaking: |'), ['no', 'yes']);
    assert.deepEqual(labels('-- Author: |'), ['Grace', 'Ada']);
    assert.deepEqual(labels('-- Migration: |'), ['20250103_120000_perf_index']);
    assert.deepEqual(labels('-- ID: |'), ['20250103_120000']);
    assert.deepEqual(labels('-- Version: |'), ['1.5.0']);
    assert.deepEqual(labels('-- Created: |'), ['2025-06-01T00:00:00Z']);
  });

  it('writes a value in place of the word, and nothing behind another one', () => {
    assert.equal(chosen('-- Type:|', 'data'), '-- Type: data');
    assert.equal(chosen('-- Type: sch|em\nSELECT 1;', 'schema'), '-- Type: schema\nSELECT 1;');
    assert.equal(chosen('-- Breaking: n| (adds only)', 'yes'), '-- Breaking: yes (adds only)');
    assert.deepEqual(labels('-- Breaking: no (|'), []);
  });

  it('offers as dependencies what comes before, the newest first, and the migrations of other sources', () => {
    const found = offered('-- Dependencies: |');
    assert.deepEqual(
      found.map(({ label, detail, kind }) => `${kind} ${label} ${detail ?? ''}`),
      [
        'migration 20250102_120000 berths',
        'migration 20250101_120000 quays',
        'migration 002 shifts · crews',
        'migration 001 crews · crews',
        'value none nothing must come before',
      ],
    );
  });

  it('leaves out those that are named already, by whatever name', () => {
    assert.deepEqual(labels('-- Dependencies: 20250102_120000_data_berths.sql, |'), ['20250101_120000', '002', '001']);
    assert.equal(
      chosen('-- Dependencies: 20250102_120000,|\n', '20250101_120000'),
      '-- Dependencies: 20250102_120000, 20250101_120000\n',
    );
    assert.equal(chosen('-- Dependencies: ["2025|"]', '20250101_120000'), '-- Dependencies: ["20250101_120000"]');
    assert.equal(chosen('-- Dependencies: 20250102_120000|, 001', '20250101_120000'), '-- Dependencies: 20250101_120000, 001');
  });

  it('names a migration by its file where its version means another', () => {
    const other: Source = { ...plain, ...sourceOf({ '003_a.sql': '', '003_b.sql': '' }, numbered), path: '/app/b', label: 'b' };
    const migration = typed.migrations[2]!;
    const found = headerSuggestions('-- Dependencies: ', 17, { source: typed, migration, sources: [typed, other], now });
    assert.deepEqual(
      found.map(({ label }) => label).filter((label) => label.startsWith('003')),
      ['003_b', '003'],
    );
  });
});
