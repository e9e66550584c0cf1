import assert from 'node:assert/strict';
import type { Convention } from '../../../src/migrations/convention';
import { companionsOf } from '../../../src/migrations/companions';
import type { Migration, Script } from '../../../src/migrations/project';
import { type NewMigration, scaffold } from '../../../src/migrations/scaffold';
import { text } from './text';

/** 2025-03-04 12:30:15 UTC. */
const noon = Date.UTC(2025, 2, 4, 12, 30, 15, 250);

/** What a convention reads from files: version, name and the files of each migration, and the problems as lines. */
export function read(
  convention: Convention,
  files: Readonly<Record<string, string>>,
): {
  readonly migrations: readonly Migration[];
  readonly chain: readonly (readonly [string, string, string | undefined, string | undefined])[];
  readonly problems: readonly string[];
} {
  const { migrations, problems } = convention.read(text(files));
  const nameOf = (script: Script | undefined): string | undefined => script?.path.replace(/^\/m\//, '');
  return {
    migrations,
    chain: migrations.map(({ version, name, up, down }) => [version, name, nameOf(up), nameOf(down)]),
    problems: problems.map(({ kind, message }) => `${kind} ${message}`),
  };
}

/**
 * The texts of the files that a new migration makes or changes, or why it makes none. What is made is read back: a
 * migration more, the last one, without a problem.
 */
export function made(
  convention: Convention,
  files: Readonly<Record<string, string>>,
  wanted: Partial<NewMigration> = {},
): Readonly<Record<string, string>> | string {
  const sources = text(files);
  const { migrations, problems } = convention.read(sources);
  const companions = companionsOf(convention, sources);
  const source = { id: '/m', path: '/m', label: 'm', convention, reason: '', migrations, problems, companions };
  const answer = scaffold(source, { description: 'Add berths', withDown: true, ...wanted }, noon, Object.keys(files));
  if (!answer.ok) return answer.reason;
  const texts = Object.fromEntries(
    answer.edits.map((edit) => {
      const path = edit.path.replace(/^\/m\//, '');
      if (edit.kind === 'create') return [path, edit.text];
      const before = files[path] ?? '';
      return [path, before.slice(0, edit.at.start) + edit.text + before.slice(edit.at.end)];
    }),
  );
  const after = convention.read(text({ ...files, ...texts }));
  assert.equal(after.migrations.length, migrations.length + 1);
  assert.ok(after.migrations.at(-1)?.up?.path.endsWith(Object.keys(texts)[0] ?? ''), 'it is the last');
  assert.deepEqual(after.problems, problems);
  return texts;
}
