import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Lockkeeper keeps what belongs to a person and not to a project (embedded data directories, journals): one
 * place for editor and command line. `LOCKKEEPER_DATA_DIR` overrides the platform's own.
 */
export function dataDirectory(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const own = environment['LOCKKEEPER_DATA_DIR'];
  if (own !== undefined && own !== '') return own;
  switch (platform) {
    case 'win32':
      return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Lockkeeper');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Lockkeeper');
    default:
      return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'lockkeeper');
  }
}

/** Where it keeps what can be made anew at any time. `LOCKKEEPER_CACHE_DIR` overrides the platform's own. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const own = environment['LOCKKEEPER_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  switch (platform) {
    case 'win32':
      return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Lockkeeper', 'Cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'Lockkeeper');
    default:
      return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lockkeeper');
  }
}
