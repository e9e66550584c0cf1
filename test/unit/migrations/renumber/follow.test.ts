import assert from 'node:assert/strict';
import type { Convention } from '../../../../src/migrations/convention';
import { flyway } from '../../../../src/migrations/conventions/flyway';
import { goose } from '../../../../src/migrations/conventions/goose';
import { numbered } from '../../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../../src/migrations/conventions/sqlx';
import { followRename } from '../../../../src/migrations/renumber/follow';
import { carriedOut, type Files, inputOf, migrationAt, sourceOf } from './planned';

/** What follows when somebody has renamed an up script: all files as they are then. */
function followed(convention: Convention, files: Files, from: string, to: string): Files {
  const source = sourceOf(convention, files);
  const now = Object.fromEntries(Object.entries(files).map(([path, text]) => [path === from ? to : path, text]));
  const migration = migrationAt(source, from);
  const answer = followRename(inputOf(source, now), { migration, to: `/m/${to}`, edited: new Map() });
  if (!answer.ok) assert.fail(answer.reason);
  return carriedOut(now, answer.edits);
}

describe('followRename', () => {
  const files = {
    'versions/002_b.sql': '-- Migration: 002_b\n-- 002: B\n\nSELECT 2;\n',
    'down/002_b_down.sql': '-- Undo 002: B\n',
    'versions/003_c.sql': '-- Dependencies: 002_b\n',
  };

  it('gives the down script the same name, and headers the new one', () => {
    assert.deepEqual(followed(numbered, files, 'versions/002_b.sql', 'versions/0021_better.sql'), {
      'down/0021_better_down.sql': '-- Undo 0021: B\n',
      'versions/0021_better.sql': '-- Migration: 0021_better\n-- 0021: B\n\nSELECT 2;\n',
      'versions/003_c.sql': '-- Dependencies: 0021_better\n',
    });
    const pair = { '1_a.up.sql': '', '1_a.down.sql': '' };
    assert.deepEqual(followed(sqlx, pair, '1_a.up.sql', '2_b.up.sql'), { '2_b.down.sql': '', '2_b.up.sql': '' });
    assert.deepEqual(followed(flyway, { 'V1__a.sql': '', 'U1__a.sql': '' }, 'V1__a.sql', 'V2__b.sql'), {
      'U2__b.sql': '',
      'V2__b.sql': '',
    });
  });

  it('does nothing where the name is no migration’s, or the other is taken', () => {
    const names = (to: string, more: Files = {}): readonly string[] =>
      Object.keys(followed(numbered, { ...files, ...more }, 'versions/002_b.sql', to));
    assert.ok(names('versions/b.sql').includes('down/002_b_down.sql'));
    assert.ok(names('versions/004_d.sql', { 'down/004_d_down.sql': '' }).includes('down/002_b_down.sql'));
  });

  it('writes headers of files that hold both directions', () => {
    const text = '-- +goose Up\n-- 00001: A\nSELECT 1;\n-- +goose Down\nSELECT 2;\n';
    assert.deepEqual(followed(goose, { '00001_a.sql': text }, '00001_a.sql', '00002_a.sql'), {
      '00002_a.sql': text.replace('-- 00001:', '-- 00002:'),
    });
  });
});
