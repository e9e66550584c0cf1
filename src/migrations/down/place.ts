import type { DownSection } from '../convention';
import type { Migration, Script, Source } from '../project';
import { relativeTo } from '../paths';
import type { Span } from '../../sql/span';

/** Where the way back that a migration lacks belongs. */
export type DownPlace =
  | { readonly kind: 'new file'; readonly path: string; readonly heading: string }
  | ({
      /** A file that is there: its section for the way back, or the whole of it. */
      readonly kind: 'file';
      /** Relative to the source's folder. */
      readonly path: string;
      readonly text: string;
      /** What is there already of the way back, with the mark that begins it; empty at the file's end where nothing is. */
      readonly at: Span;
    } & (
      | { readonly section: DownSection; /** The mark's own line. */ readonly mark: Span | undefined }
      | { readonly section?: undefined }
    ));

/** The place for a way back; undefined where there can be none, or one is there that does something. */
export function downPlace(
  migration: Migration,
  source: Pick<Source, 'path' | 'migrations' | 'convention'>,
): DownPlace | undefined {
  const { up, down } = migration;
  const own = up && relativeTo(source.path, up.path);
  if (up === undefined || own === undefined || (down !== undefined && !isBlank(down))) return undefined;
  const { convention } = source;
  if (down !== undefined && down.path !== up.path) {
    const path = relativeTo(source.path, down.path);
    return path === undefined ? undefined : { kind: 'file', path, text: down.text, at: down.body };
  }
  const file = down === undefined ? convention.downFile?.(migration, source) : undefined;
  if (file !== undefined) return { kind: 'new file', ...file };
  const section = convention.downSection;
  if (section === undefined || migration.isRepeatable) return undefined;
  const { text } = up;
  const mark = section.mark(text);
  const start = mark?.start ?? text.length;
  const end = mark === undefined ? text.length : (down?.body.end ?? text.length);
  return { kind: 'file', path: own, text, at: { start, end }, section, mark };
}

/** Whether nothing stands in a script but comments, and the frame of a transaction: read only as far as needed. */
function isBlank({ text, body }: Script): boolean {
  for (let start = body.start; start < body.end;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 || feed > body.end ? body.end : feed;
    if (!/^\s*(?:--.*|(?:begin|commit)\s*;)?\s*$/i.test(text.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}
