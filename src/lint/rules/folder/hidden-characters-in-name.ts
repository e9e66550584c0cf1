import { baseName, relativeTo } from '../../../migrations/paths';
import type { Rule } from '../../rule';
import { pathsOf } from './paths-of';

/** Controls, what turns the direction of writing, and what has no width. A joiner within an emoji is a part of it. */
const hidden =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<!\p{Extended_Pictographic}\ufe0f?)\u200d/u;

export const hiddenCharactersInName: Rule = {
  id: 'hidden-characters-in-name',
  title: 'File name with characters that nobody sees',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'source',
  check: (source) =>
    pathsOf(source).flatMap((path) => {
      const found = hidden.exec(relativeTo(source.path, path) ?? baseName(path))?.[0];
      if (found === undefined) return [];
      const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      return {
        path,
        message: `Its name holds U+${code}, which is not shown or turns what follows around: it is not the name that it seems to be`,
        help: 'Rename the file before it is applied anywhere.',
      };
    }),
};
