import { defaultDryRun } from '../run/default-dry-run';
import type { CurrentRun, SourceModel } from './model';
import { policies } from './policy';

/** The command that does the same in a terminal at the workspace's root. No secret is in it. */
export function commandLine({ source, target }: SourceModel, kind: CurrentRun['kind'] = 'apply'): string {
  // A connection that only this editor knows is given as a variable, which the user sets.
  const name = target.from === 'your connections' ? '"$DATABASE_URL"' : quoted(target.name);
  const parts = ['npx lockkeeper', kind === 'roll-back' ? 'down' : 'up', '--source', quoted(source.label), '--target', name];
  if (kind === 'dry-run') parts.push(`--dry-run=${defaultDryRun(target.role)}`);
  else if (policies[target.role].wantsName) parts.push('--confirm', name);
  return parts.join(' ');
}

/** For the shells of Linux and macOS; plain words stay as they are. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
