import { defaultDryRun } from '../run/default-dry-run';
import type { CurrentRun, SourceModel } from './model';
import { shownUrl } from '../workspace/targets';
import { policies } from './policy';

/** Which run a command line repeats. */
export type CommandLineOf = Pick<CurrentRun, 'kind' | 'to' | 'count' | 'report'>;

/** The command that does the same in a terminal at the workspace's root. No secret is in it. */
export function commandLine({ source, target }: SourceModel, run: CommandLineOf = { kind: 'apply' }): string {
  const { kind, to, count, report } = run;
  // A connection that only this editor knows is given as a variable, which the user sets.
  const isOwn = target.kind === 'server' && target.from === 'your connections';
  const name = isOwn ? '"$DATABASE_URL"' : quoted(target.name);
  const parts = [
    'npx lockkeeper',
    kind === 'roll-back' ? 'down' : 'up',
    ...(count === undefined ? [] : [String(count)]),
    '--source',
    quoted(source.label),
    '--target',
    name,
  ];
  if (to !== undefined) parts.push('--to', quoted(to));
  if (kind === 'dry-run') parts.push(`--dry-run=${report?.dryRun ?? defaultDryRun(target.role)}`);
  else if (policies[target.role].wantsName) parts.push('--confirm', isOwn ? quoted(shownUrl(target.url)) : name);
  return parts.join(' ');
}

/** For the shells of Linux and macOS; plain words stay as they are. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
