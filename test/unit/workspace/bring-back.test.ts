import assert from 'node:assert/strict';
import type { Edit } from '../../../src/migrations/edit';
import { supabase } from '../../../src/migrations/conventions/supabase';
import type { HistoryRow } from '../../../src/migrations/history';
import type { Source } from '../../../src/migrations/project';
import { bringBack } from '../../../src/workspace/bring-back';
import { sourceOf } from '../../support/runs';

/** A git that has had these texts, the newest first, by the names of files in the folder. */
const gitOf = (files: Readonly<Record<string, readonly string[]>>, existing: readonly string[] = []) => {
  const path = (name: string): string => `/project/migrations/${name}`;
  return {
    existing,
    pathsEver: () => Promise.resolve(Object.keys(files).map(path)),
    versionsOf: (_: string, paths: readonly string[]) =>
      Promise.resolve(
        new Map(Object.entries(files).flatMap(([name, texts]) => (paths.includes(path(name)) ? [[path(name), texts]] : []))),
      ),
  };
};

function rowOf({ migrations, convention }: Source, index: number): HistoryRow {
  const migration = migrations[index]!;
  const checksum = convention.history.checksum?.(migration);
  return { version: migration.version, name: migration.name, failed: false, ...(checksum !== undefined && { checksum }) };
}

const created = (edits: readonly Edit[]): readonly string[] =>
  edits.map((edit) => (edit.kind === 'create' ? `${edit.path.replace('/project/migrations/', '')}: ${edit.text}` : edit.kind));

describe('bringing a file back', () => {
  const was = sourceOf({ '1_a.up.sql': 'SELECT 1;\n', '1_a.down.sql': 'SELECT -1;\n', '2_b.up.sql': 'SELECT 2;\n' });
  const now = sourceOf({ '2_b.up.sql': 'SELECT 2;\n' });
  const row = rowOf(was, 0);

  it('takes the text that was applied, and its way back', async () => {
    const git = gitOf({
      '2_b.up.sql': ['SELECT 2;\n'],
      '1_a.up.sql': ['SELECT 99;\n', 'SELECT 1;\n'],
      '1_a.down.sql': ['SELECT -1;\n'],
      'README.md': ['1'],
    });
    const answer = await bringBack(now, row, git);
    assert.ok(answer.ok);
    assert.deepEqual(created(answer.edits), ['1_a.up.sql: SELECT 1;\n', '1_a.down.sql: SELECT -1;\n']);
  });

  it('says so where git has no such file, or no such text of it', async () => {
    assert.deepEqual(await bringBack(now, row, gitOf({ '2_b.up.sql': ['SELECT 2;\n'] })), {
      ok: false,
      reason: 'Git knows no file of 1 a below migrations, on no branch that is here.',
    });
    assert.deepEqual(await bringBack(now, row, gitOf({ '1_a.up.sql': ['SELECT 99;\n'] })), {
      ok: false,
      reason: 'Git knows 1_a.up.sql, but no text of it with the checksum that is stored for 1 a.',
    });
  });

  it('writes over no file', async () => {
    const answer = await bringBack(now, row, gitOf({ '1_a.up.sql': ['SELECT 1;\n'] }, ['1_a.up.sql']));
    assert.equal(answer.ok, false);
  });

  it('takes the last text where the history keeps no checksum', async () => {
    const source = sourceOf({}, supabase);
    const answer = await bringBack(
      source,
      { version: '20250101000000', name: 'a', failed: false },
      gitOf({
        '20250101000000_a.sql': ['SELECT 2;\n', 'SELECT 1;\n'],
      }),
    );
    assert.ok(answer.ok);
    assert.deepEqual(created(answer.edits), ['20250101000000_a.sql: SELECT 2;\n']);
  });
});
