import assert from 'node:assert/strict';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { Convention } from '../../../src/migrations/convention';
import { type NewMigration, scaffold } from '../../../src/migrations/scaffold';
import { sourceOf } from '../../support/chains';

const now = Date.UTC(2025, 2, 4, 12, 30, 15);

/** The text of the first new file, and what stands at the cursor, or why there is none. */
function made(convention: Convention, files: Readonly<Record<string, string>>, wanted: Partial<NewMigration> = {}): string {
  const source = sourceOf(files, convention);
  const request = { description: 'Add berths', withDown: false, ...wanted };
  const it = scaffold(source, request, now, Object.keys(files));
  if (!it.ok) return it.reason;
  const [first] = it.edits;
  const text = first?.text ?? '';
  return `${text.slice(0, it.cursor.offset)}<cursor>${text.slice(it.cursor.offset)}`;
}

describe('the header of a new migration', () => {
  it('stands where the convention wants one, with the next schema version', () => {
    const before = { '20250101_000000_schema_a.sql': '-- Version: 1.9.3\n-- Type: schema\n' };
    const header = { author: 'Ada', dependsOn: ['20250101_000000'] };
    assert.equal(
      made(typedTimestamps, before, { type: 'data', header }),
      `-- Migration: 20250304_123015_data_add_berths
-- ID: 20250304_123015
-- Version: 1.10.0
-- Database: postgresql
-- Type: data
-- Author: Ada
-- Created: 2025-03-04T12:30:15Z
-- Breaking: no
-- Dependencies: 20250101_000000

-- Add berths

<cursor>`,
    );
    assert.match(
      made(typedTimestamps, before, { type: 'data', header: { breaking: true } }),
      /^-- Version: 2\.0\.0$[^]*^-- Breaking: yes$/m,
    );
    assert.match(made(typedTimestamps, {}, { type: 'data' }), /^-- Version: 0\.1\.0$/m);
    assert.match(made(typedTimestamps, {}, { type: 'data', header: { version: '7' } }), /^-- Version: 7$/m);
  });

  it('stands where the newest files have one, or where it is asked for, and nowhere else', () => {
    const bare = { '001_a.sql': '-- Version: 1.0.0\nSELECT 1;\n' };
    assert.equal(made(numbered, bare), '-- 002: Add berths\n\n<cursor>');
    assert.match(made(numbered, bare, { header: {} }), /^-- Migration: 002_add_berths\n-- ID: 002\n-- Version: 1\.1\.0\n/);
    const headed = { '001_a.sql': '-- Version: 1.0.0\n-- Breaking: no\nSELECT 1;\n' };
    assert.match(made(numbered, headed), /^-- Migration: 002_add_berths\n[^]*\n\n-- 002: Add berths\n\n<cursor>$/);
  });

  it('leaves the runner’s directive in front', () => {
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    assert.match(
      made(sqlx, {}, { header: {}, content }),
      /^-- no-transaction\n-- Migration: 20250304123015_add_berths\n[^]*\n\n-- Add berths\n\n<cursor>VACUUM;\n$/,
    );
  });

  it('names no engine that is not known', () => {
    assert.equal(made(sqlx, {}, { header: { database: 'neo4j' } }), 'neo4j is no database here: choose postgresql, timescaledb.');
  });
});
