import { defaultDryRun } from '../run/default-dry-run';
import { wordForReset } from '../run/guards';
import type { Target } from '../database/target';
import type { CurrentRun, SourceModel } from './model';
import { shownUrl } from '../workspace/targets';
import { policies } from './policy';
import { commandNames } from './run-kinds';

/** Which run a command line repeats. */
export type CommandLineOf = Pick<CurrentRun, 'kind' | 'to' | 'only' | 'count' | 'report'>;

/** The command that does the same in a terminal at the workspace's root. No secret is in it. */
export function commandLine({ source, target }: SourceModel, run: CommandLineOf = { kind: 'apply' }): string {
  const { kind, to, only, count, report } = run;
  // A connection that only this editor knows is given as a variable, which the user sets.
  const isOwn = target.kind === 'server' && target.from === 'your connections';
  const name = isOwn ? '"$DATABASE_URL"' : quoted(target.name);
  const parts = [
    'npx lockkeeper',
    commandNames[kind],
    ...(count === undefined ? [] : [String(count)]),
    '--source',
    quoted(source.label),
    '--target',
    name,
  ];
  if (to !== undefined) parts.push('--to', quoted(to));
  if (only !== undefined) parts.push('--only', quoted(only));
  if (kind === 'dry-run') parts.push(`--dry-run=${report?.dryRun ?? defaultDryRun(target.role)}`);
  const word = wordFor(kind, { name: isOwn ? shownUrl(target.url) : target.name, role: target.role });
  if (word !== undefined) parts.push('--confirm', quoted(word));
  return parts.join(' ');
}

/** What `--confirm` wants. */
function wordFor(kind: CommandLineOf['kind'], { name, role }: { name: string; role: Target['role'] }): string | undefined {
  switch (kind) {
    case 'dry-run':
    case 'verify':
      return undefined;
    case 'reset':
      return wordForReset({ name }, role);
    case 'recreate':
      return name;
    case 'apply':
    case 'roll-back':
    case 'redo':
      return policies[role].wantsName ? name : undefined;
  }
}

/** For the shells of Linux and macOS; plain words stay as they are. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
