import assert from 'node:assert/strict';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { similarPairs } from '../../../src/migrations/similar';
import { sourceOf } from '../../support/chains';

const columns = (count: number): string =>
  Array.from({ length: count }, (_, nth) => `  column_${String(nth)} text NOT NULL DEFAULT 'none'`).join(',\n');
const table = `CREATE TABLE workflow_templates (\n${columns(12)}\n);\nCREATE INDEX workflow_idx ON workflow_templates (column_1);\n`;

const pairsOf = (files: Readonly<Record<string, string>>, others: Readonly<Record<string, string>> = {}) =>
  similarPairs([sourceOf(files, numbered), sourceOf(others, sqlx)]).map(
    ({ first, second, similarity }) =>
      [first.path.split('/').at(-1), second.path.split('/').at(-1), Math.floor(similarity * 100)] as const,
  );

describe('migrations that are like others', () => {
  it('are found across sources, comments, blanks and case aside', () => {
    const copy = `-- Moved\n${table.replaceAll('  ', '\t').replace('CREATE TABLE', 'create table')}`;
    assert.deepEqual(pairsOf({ '014_templates.sql': table }, { '17_templates.sql': copy }), [
      ['014_templates.sql', '17_templates.sql', 100],
    ]);
  });

  it('are near copies, too, down to nine tenths', () => {
    const [pair] = pairsOf({ '014_a.sql': table, '017_b.sql': `${table}COMMENT ON TABLE workflow_templates IS 'x';\n` });
    assert.ok(pair !== undefined && pair[2] >= 90 && pair[2] < 100, String(pair));
    assert.deepEqual(pairsOf({ '014_a.sql': table, '017_b.sql': table.replaceAll('text', 'int') }), []);
  });

  it('are none where they are short, or of one kind alone', () => {
    const short = 'DROP TABLE a;\n';
    assert.deepEqual(pairsOf({ '1_a.sql': short, '2_b.sql': short }), []);
    const other = `CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL, note text);\n`;
    const another = `CREATE TABLE berths (id bigint PRIMARY KEY, length int NOT NULL, harbor text);\n`;
    assert.deepEqual(pairsOf({ '1_a.sql': other, '2_b.sql': another }), []);
  });
});
