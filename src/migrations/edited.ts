import { relativeTo } from './paths';
import type { Script, Source } from './project';
import { editedFile } from './source-file';

/** The script as its convention reads the text of an unsaved editor. */
export function withText(source: Source, script: Script, text: string): Script {
  const relative = relativeTo(source.path, script.path) ?? script.path;
  const file = editedFile(relative, script.path, text);
  const { migrations } = source.convention.read([...source.companions, file]);
  const scripts = migrations.flatMap(({ up, down }) => [up, down]);
  const read = scripts.find((it) => it?.path === script.path && it.direction === script.direction);
  return read ?? { ...script, text, body: { start: 0, end: text.length } };
}
