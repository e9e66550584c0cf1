/** The separator that an absolute path uses: Windows paths start with a drive or a share. */
function separator(absolute: string): '/' | '\\' {
  return /^[A-Za-z]:\\|^\\\\/.test(absolute) ? '\\' : '/';
}

/** An absolute path below `directory`; `relative` is written with `/` and may be empty. */
export function below(directory: string, relative: string): string {
  if (relative === '') return directory;
  const mark = separator(directory);
  const base = directory.endsWith(mark) ? directory : directory + mark;
  return base + (mark === '/' ? relative : relative.replaceAll('/', mark));
}

/** `path` relative to `directory`, with `/`; undefined where it lies elsewhere. Empty for the directory itself. */
export function relativeTo(directory: string, path: string): string | undefined {
  const mark = separator(directory);
  if (path === directory) return '';
  const base = directory.endsWith(mark) ? directory : directory + mark;
  if (!path.startsWith(base)) return undefined;
  const rest = path.slice(base.length);
  return mark === '/' ? rest : rest.replaceAll(mark, '/');
}

/** The last part of a path, relative or absolute. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file of a folder for people: its path from there, since under some conventions all base names are alike. */
export function nameIn(directory: string, path: string): string {
  return relativeTo(directory, path) ?? baseName(path);
}

/** The directory of a relative path, with `/`; empty for a file at the top. */
export function directoryName(relative: string): string {
  return relative.slice(0, Math.max(relative.lastIndexOf('/'), 0));
}
