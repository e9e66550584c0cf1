import { defaultDryRun } from '../run/default-dry-run';
import { wordForReset } from '../run/guards';
import type { Target } from '../database/target';
import type { CopiedAction } from '../panel/protocol';
import type { CurrentRun, SourceModel } from './model';
import { shownUrl } from '../workspace/targets';
import { policies } from './policy';
import { commandNames } from './run-kinds';

/** Which run a command line repeats. */
export type CommandLineOf = Pick<CurrentRun, 'kind' | 'to' | 'only' | 'count' | 'resume' | 'report'>;

/** The command that does the same in a terminal at the workspace's root. No secret is in it. */
export function commandLine(model: SourceModel, run: CommandLineOf = { kind: 'apply' }): string {
  const { target } = model;
  const { kind, to, only, count, resume, report } = run;
  // A database of its own is tried on, so that no target is named.
  if (kind === 'test-rollback') {
    const words = [commandNames[kind], ...(only === undefined ? [] : [quoted(only)]), '--source', quoted(model.source.label)];
    return ['npx lockkeeper', ...words].join(' ');
  }
  const { place, name, word: named } = whereWords(model);
  const parts = ['npx lockkeeper', commandNames[kind], ...(count === undefined ? [] : [String(count)]), ...place];
  if (to !== undefined) parts.push('--to', quoted(to));
  if (only !== undefined) parts.push('--only', quoted(only));
  if (resume !== undefined) parts.push(resume === 'auto' ? '--resume' : `--resume=${resume}`);
  if (kind === 'dry-run') parts.push(`--dry-run=${report?.dryRun ?? defaultDryRun(target.role)}`);
  const word = wordFor(kind, { name: named, role: target.role });
  if (word !== undefined) parts.push('--confirm', word === named ? name : quoted(word));
  return parts.join(' ');
}

/** The command that repeats a run: on the target that it ran on, even if another one has been chosen since. */
export const repeating = (model: SourceModel, run: CommandLineOf & Pick<CurrentRun, 'target'>): string =>
  commandLine({ ...model, target: run.target }, run);

/** The command that does in a terminal what an action of the panel does here. */
export function actionCommandLine(model: SourceModel, action: CopiedAction): string {
  switch (action) {
    case 'status':
    case 'export':
      return [`npx lockkeeper ${action}`, ...whereWords(model).place].join(' ');
    case 'roll-back':
    case 'redo':
      return commandLine(model, { kind: action, count: 1 });
    default:
      return commandLine(model, { kind: action });
  }
}

/** What `--confirm` wants. */
function wordFor(
  kind: Exclude<CommandLineOf['kind'], 'test-rollback'>,
  { name, role }: { name: string; role: Target['role'] },
): string | undefined {
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

/** The options that name source and target, and the name by which the target is confirmed, as it is and as a shell takes it. */
export function whereWords({ source, target }: Pick<SourceModel, 'source' | 'target'>): {
  readonly place: readonly string[];
  readonly name: string;
  readonly word: string;
} {
  // A connection that only this editor knows is given as a variable, which the user sets.
  const isOwn = target.kind === 'server' && target.from === 'your connections';
  const word = isOwn ? shownUrl(target.url) : target.name;
  const given = isOwn ? '"$DATABASE_URL"' : quoted(target.name);
  return { place: ['--source', quoted(source.label), '--target', given], name: quoted(word), word };
}

/** For the shells of Linux and macOS; plain words stay as they are. */
export const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
