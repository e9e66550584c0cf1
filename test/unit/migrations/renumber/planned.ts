import assert from 'node:assert/strict';
import type { Convention } from '../../../../src/migrations/convention';
import { companionsOf } from '../../../../src/migrations/discovery';
import type { Edit } from '../../../../src/migrations/edit';
import type { Migration, Source } from '../../../../src/migrations/project';
import { type Place, renumber, type RenumberInput } from '../../../../src/migrations/renumber/renumber';
import { text } from '../text';

export type Files = Readonly<Record<string, string>>;

/** 2025-03-04 12:30:15 UTC. */
export const noon = Date.UTC(2025, 2, 4, 12, 30, 15, 250);

export function sourceOf(convention: Convention, files: Files): Source {
  const read = text(Object.fromEntries(Object.entries(files).filter(([path]) => convention.reads(path))));
  const { migrations, problems } = convention.read([...read].sort((a, b) => (a.path < b.path ? -1 : 1)));
  const companions = companionsOf(convention, read);
  return { id: '/m', path: '/m', label: 'm', convention, reason: '', migrations, problems, companions };
}

/** The migration whose up script has this path. */
export function migrationAt({ migrations }: Source, path: string): Migration {
  const found = migrations.find(({ up }) => up?.path === `/m/${path}`);
  assert.ok(found, `${path} is none of ${migrations.map(({ id }) => id).join(', ')}`);
  return found;
}

export function inputOf(source: Source, files: Files): RenumberInput {
  return { source, sources: [source], existing: Object.keys(files), now: noon, appliedOn: () => undefined };
}

/** What renumbering makes of files, or why it does not. */
export function renumbered(
  convention: Convention,
  files: Files,
  wanted: { readonly paths: readonly string[]; readonly place: Place; readonly input?: Partial<RenumberInput> },
): Files | string {
  const source = sourceOf(convention, files);
  const migrations = wanted.paths.map((path) => migrationAt(source, path));
  const answer = renumber({ ...inputOf(source, files), ...wanted.input }, migrations, wanted.place);
  return answer.ok ? carriedOut(files, answer.edits) : answer.reason;
}

/** What renumbering makes of files; fails where it does not. */
export function renumberedFiles(...[convention, files, wanted]: Parameters<typeof renumbered>): Files {
  const after = renumbered(convention, files, wanted);
  if (typeof after === 'string') assert.fail(after);
  return after;
}

/** Files as edits leave them. */
export function carriedOut(files: Files, edits: readonly Edit[]): Files {
  const result = new Map(Object.entries(files));
  const relative = (path: string): string => path.replace(/^\/m\//, '');
  for (const edit of edits) {
    switch (edit.kind) {
      case 'replace': {
        const before = result.get(relative(edit.path));
        assert.ok(before !== undefined, `${edit.path} is there to be changed`);
        result.set(relative(edit.path), before.slice(0, edit.at.start) + edit.text + before.slice(edit.at.end));
        break;
      }
      case 'rename': {
        const [from, to] = [relative(edit.from), relative(edit.to)];
        const moved = [...result].filter(([path]) => path === from || path.startsWith(`${from}/`));
        assert.ok(moved.length > 0, `${from} is there to be renamed`);
        for (const [path, content] of moved) {
          const now = to + path.slice(from.length);
          assert.ok(!result.has(now), `${now} is free`);
          result.delete(path);
          result.set(now, content);
        }
        break;
      }
      case 'create':
      case 'delete':
        assert.fail(`Renumbering makes and deletes nothing: ${edit.path}`);
    }
  }
  return Object.fromEntries([...result].sort(([a], [b]) => (a < b ? -1 : 1)));
}
