import { createHash } from 'node:crypto';
import type { Migration, Source } from '../migrations/project';
import type { Prelude } from './prelude';

/**
 * For each of these migrations a key that stands for it and for all before it, in their order: whatever the replay makes of
 * an empty database follows from what is in it and in the prelude, the folder aside.
 */
export function chainKeys(
  { convention, path }: Source,
  applied: readonly Migration[],
  prelude?: Pick<Prelude, 'script'>,
): readonly string[] {
  let key = JSON.stringify([convention.id, convention.history.table, prelude?.script.text]);
  return applied.map(({ version, name, isRepeatable, facts, up }) => {
    const file = up?.path.startsWith(path) === true ? up.path.slice(path.length) : up?.path;
    const told = { version, name, isRepeatable, facts, file, body: up?.body, settings: up?.settings };
    const hash = createHash('sha256').update(key).update(JSON.stringify(told));
    key = hash
      .update(up?.bytes ?? '')
      .update(up?.text ?? '')
      .digest('hex');
    return key;
  });
}
