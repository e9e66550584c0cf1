import { relative, sep } from 'node:path';
import type { Project } from '../migrations/project';
import type { Texts } from '../report/texts';

/** Texts of the project's scripts as they were read, and paths as they are typed in this directory. */
export function textsOf(
  { sources }: Pick<Project, 'sources'>,
  cwd: string,
  other?: { readonly path: string; readonly text: string },
): Texts {
  const texts = new Map<string, string>();
  if (other !== undefined) texts.set(other.path, other.text);
  for (const { migrations } of sources) {
    for (const { up, down } of migrations) {
      for (const script of [up, down]) if (script !== undefined) texts.set(script.path, script.text);
    }
  }
  return {
    text: (path) => texts.get(path),
    label: (path) => {
      const label = relative(cwd, path).split(sep).join('/');
      return label === '' ? '.' : label;
    },
  };
}
