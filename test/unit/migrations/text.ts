import { type SourceFile, sourceFile } from '../../../src/migrations/source-file';

/** Files of a source in the folder `/m`, as discovery hands them to a convention. */
export function text(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, content]) =>
    sourceFile(path, `/m/${path}`, { ok: true, bytes: Buffer.from(content) }),
  );
}
