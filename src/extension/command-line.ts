import { defaultDryRun } from '../run/default-dry-run';
import type { CurrentRun, SourceModel } from './model';
import { shownUrl } from '../workspace/targets';
import { policies } from './policy';

/** Which run a command line repeats. */
export type CommandLineOf = Pick<CurrentRun, 'kind' | 'to' | 'count' | 'report'>;

/** The command that does the same in a terminal at the workspace's root. No secret is in it. */
export function commandLine(model: SourceModel, run: CommandLineOf = { kind: 'apply' }): string {
  const { target } = model;
  const { kind, to, count, report } = run;
  const { place, name } = whereWords(model);
  const parts = [
    'npx lockkeeper',
    kind === 'roll-back' ? 'down' : 'up',
    ...(count === undefined ? [] : [String(count)]),
    ...place,
  ];
  if (to !== undefined) parts.push('--to', quoted(to));
  if (kind === 'dry-run') parts.push(`--dry-run=${report?.dryRun ?? defaultDryRun(target.role)}`);
  else if (policies[target.role].wantsName) parts.push('--confirm', name);
  return parts.join(' ');
}

/** The options that name source and target, and the name by which the target is confirmed, as a shell takes them. */
export function whereWords({ source, target }: Pick<SourceModel, 'source' | 'target'>): {
  readonly place: readonly string[];
  readonly name: string;
} {
  // A connection that only this editor knows is given as a variable, which the user sets.
  const isOwn = target.kind === 'server' && target.from === 'your connections';
  const given = isOwn ? '"$DATABASE_URL"' : quoted(target.name);
  return {
    place: ['--source', quoted(source.label), '--target', given],
    name: isOwn ? quoted(shownUrl(target.url)) : given,
  };
}

/** For the shells of Linux and macOS; plain words stay as they are. */
export const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
