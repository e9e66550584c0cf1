import * as vscode from 'vscode';
import { downPlace } from '../migrations/down/place';
import { type MigrationState, reachedOf } from '../run/status';
import { markdownText } from '../report/markdown';
import { describeDuration, describeMissing, describeVersion } from '../report/describe';
import { nextStep, nextStepOfMissing } from '../report/next-step';
import { calledFor, missingFlags } from './called-for';
import { groupOf, sizeOf, type GroupKind } from './groups';
import { isApplied, isPending, lastApplied, standingWords } from './standing';
import { questions } from './migration-questions';
import { isDatabaseMissing, type FileFindings, type SourceModel } from './model';
import { isOwn } from './policy';
import { wordForReset } from '../run/guards';
import type { NodeOf } from './tree-nodes';
import { lastWords } from './ways-out';
import type { Verdict } from './verdict';
import { shortWords, tooltipWords } from './verdict-words';
import { migrationsWords, placeWords, stateWords, detailWords } from './words';

/** Icon and colour of a state; the words always stand beside them. */
const icons: Readonly<Record<GroupKind, readonly [icon: string, colour?: string]>> = {
  pending: ['circle-large-outline'],
  changed: ['warning', 'list.warningForeground'],
  'out-of-order': ['list-ordered', 'list.warningForeground'],
  failed: ['error', 'list.errorForeground'],
  blocked: ['circle-slash', 'list.errorForeground'],
  unknown: ['question'],
  missing: ['diff-removed', 'list.warningForeground'],
  problems: ['info'],
  applied: ['pass', 'testing.iconPassed'],
};

export function sourceItem({ id, model }: NodeOf<'source'>, folder: readonly string[]): vscode.TreeItem {
  const item = new vscode.TreeItem(model.source.label, vscode.TreeItemCollapsibleState.Expanded);
  const standing = standingWords([model]);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('folder-library');
  item.contextValue = sourceFlags(model).join('.');
  // The target stands last, since its groups say it again: a narrow view cuts the end off.
  item.description = [...folder, ...(standing === undefined ? [] : [standing]), model.target.name].join(' · ');
  item.accessibilityInformation = {
    label: `${[model.source.label, ...folder].join(', ')}, ${model.source.convention.title}, target ${model.target.name}, ${standing ?? 'status not read'}`,
  };
  return item;
}

export function groupItem({ id, model, group }: NodeOf<'group'>): vscode.TreeItem {
  const collapsed = group.kind === 'applied' || group.kind === 'problems';
  const item = new vscode.TreeItem(
    `${group.title} (${sizeOf(group)})`,
    collapsed ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = id;
  item.contextValue = 'group';
  // Other files are the folder's business; everything else holds for one target alone.
  if (group.kind !== 'problems') item.description = `on ${model.target.name}`;
  return item;
}

/** What a migration's row says besides its state. */
interface RowFacts {
  readonly now: number;
  /** A run is at it now. */
  readonly isInHand: boolean;
  readonly verdict: Verdict | undefined;
}

export function migrationItem(node: NodeOf<'migration'>, { now, isInHand, verdict }: RowFacts): vscode.TreeItem {
  const { id, model, migration } = node;
  const state = model.states.get(migration.id);
  const script = migration.up ?? migration.down;
  const item = new vscode.TreeItem(migration.title === '' ? migration.version : migration.title);
  item.id = id;
  item.iconPath = isInHand ? new vscode.ThemeIcon('loading~spin') : state === undefined ? vscode.ThemeIcon.File : iconOf(state);
  const facts = [describeVersion(migration), migration.type];
  const detail = isInHand ? 'in hand' : state && detailWords(state, now);
  const tried = verdict === undefined || isInHand ? { wrong: [], right: [] } : shortWords(verdict);
  const stands = isInHand || isAsExpected(state) ? [...facts, detail] : [detail, ...facts];
  // A narrow view cuts the end off: what is wrong stands first.
  item.description = [...tried.wrong, ...stands, ...tried.right].filter(Boolean).join(' · ');
  item.contextValue = flagsOf(node, state).join('.');
  const words = isInHand ? 'in hand' : stateWords(state, now);
  item.accessibilityInformation = {
    label: [migration.title, describeVersion(migration), words, ...tried.wrong, ...tried.right].join(', '),
  };
  if (script !== undefined) {
    item.resourceUri = vscode.Uri.file(script.path);
    item.command = { command: 'vscode.open', title: 'Open', arguments: [item.resourceUri, { preview: true }] };
  }
  return item;
}

export function missingItem({ id, model, row }: NodeOf<'missing'>): vscode.TreeItem {
  const item = new vscode.TreeItem(row.name ?? row.version);
  const words = row.renamedTo === undefined ? [] : [describeMissing(row)];
  item.id = id;
  item.iconPath = row.renamedTo === undefined ? icon('missing') : renamedIcon;
  item.description = [...words, ...(row.name === undefined ? [] : [row.version])].join(' · ');
  item.contextValue = missingFlags(model, row).join('.');
  item.accessibilityInformation = {
    label: `${row.version || (row.name ?? '')}, applied, but its ${row.renamedTo === undefined ? 'file is missing' : `file was ${describeMissing(row)}`}`,
  };
  return item;
}

/** When it was applied, and what to do about its file. */
export function missingTooltip({ model, row }: NodeOf<'missing'>, now: number): vscode.MarkdownString {
  const when = row.appliedAt === undefined ? '' : ` ${detailWords({ kind: 'applied', row }, now)}`;
  const lines = [
    `**${markdownText(row.name ?? row.version)}**`,
    `Applied${when} on ${markdownText(model.target.name)}, but no file here ${row.version === '' ? 'has that name' : `has version ${markdownText(row.version)}`}.`,
    ...(model.report?.ok === true ? [next(nextStepOfMissing(model.report.status, row))] : []),
  ];
  return new vscode.MarkdownString(lines.join('\n\n'), true);
}

export function problemItem({ id, model, problem }: NodeOf<'problem'>): vscode.TreeItem {
  const uri = vscode.Uri.file(problem.path);
  const item = new vscode.TreeItem(problem.path.slice(model.source.path.length + 1) || problem.path);
  item.id = id;
  item.resourceUri = uri;
  item.iconPath = problem.kind === 'unmanaged' ? vscode.ThemeIcon.File : icon('problems');
  item.tooltip = problem.message;
  item.contextValue = 'problem';
  item.accessibilityInformation = { label: `${problem.path}: ${problem.message}` };
  if (problem.kind !== 'not-a-file')
    item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, { preview: true }] };
  return item;
}

/** What the story of a migration is told from, besides its state. */
interface TooltipFacts {
  readonly findings: FileFindings | undefined;
  readonly verdict: Verdict | undefined;
  readonly now: number;
}

/** The whole story of a migration, made when somebody looks. */
export function migrationTooltip(
  { model, migration }: NodeOf<'migration'>,
  { findings, verdict, now }: TooltipFacts,
): vscode.MarkdownString {
  const state = model.states.get(migration.id);
  const lines = [
    `**${markdownText(migration.title)}**`,
    `${markdownText(stateWords(state, now))} on ${markdownText(model.target.name)}`,
  ];
  if (state?.kind === 'applied' || state?.kind === 'changed') {
    const { appliedAt, durationMs } = state.row;
    if (appliedAt !== undefined)
      lines.push(
        `Applied ${markdownText(appliedAt.toLocaleString())}${durationMs === undefined ? '' : `, took ${markdownText(describeDuration(durationMs))}`}`,
      );
  }
  // What keeps it from running has been said with its state.
  const said = state?.kind === 'blocked' ? state.why : undefined;
  const reached = reachedOf(state);
  if (reached !== undefined) {
    lines.push(`$(error) ${markdownText(lastWords(reached))}`);
  }
  const step = state && nextStep(state, model.source);
  if (step !== undefined) lines.push(next(step));
  for (const problem of migration.problems.filter(({ message }) => message !== said))
    lines.push(`$(error) ${markdownText(problem.message)}`);
  for (const { icon: name, text } of verdict === undefined ? [] : tooltipWords(verdict, model.target.name, now))
    lines.push(`$(${name}) ${markdownText(text)}`);
  if (migration.down === undefined && model.source.convention.canHaveDown) lines.push('It has no down script.');
  if (findings !== undefined && findings.findings.length > 0) lines.push(`${findings.findings.length} found by the linter`);
  if (migration.up !== undefined) lines.push(`\`${migration.up.path.slice(model.source.path.length + 1)}\``);
  const text = new vscode.MarkdownString(lines.join('\n\n'), true);
  return text;
}

/** The whole story of a source. */
export function sourceTooltip({ model }: NodeOf<'source'>): vscode.MarkdownString {
  const { source, target, report } = model;
  const lines = [
    `**${markdownText(source.label)}**`,
    `${markdownText(source.convention.title)}: ${markdownText(source.reason)}`,
    `${migrationsWords(source.migrations.length)}, history in \`${source.convention.history.table}\``,
    `Target ${markdownText(target.name)} (${target.role}): ${markdownText(placeWords(target))}`,
  ];
  if (report?.ok === true) lines.push(markdownText(report.server));
  if (report?.ok === false) lines.push(`$(error) ${markdownText(report.error.message)}`);
  return new vscode.MarkdownString(lines.join('\n\n'), true);
}

/** What `when` clauses of the menus match on a source. */
function sourceFlags(model: SourceModel): readonly string[] {
  const { target, source } = model;
  const flags = ['source'];
  if (source.convention.history.can.down) flags.push('back');
  if (source.convention.history.can.down && wordForReset(target, target.role) !== undefined) flags.push('resettable');
  if (isOwn(model)) flags.push('own');
  if (isDatabaseMissing(model)) flags.push('lacking');
  return flags;
}

/** What they match on a migration. */
function flagsOf({ model, migration }: NodeOf<'migration'>, state: MigrationState | undefined): readonly string[] {
  const flags = ['migration'];
  if (migration.up !== undefined) flags.push('up');
  if (migration.down !== undefined) flags.push('down');
  if (downPlace(migration, model.source) !== undefined) flags.push('draftable');
  if (isPending(state)) flags.push('pending');
  if (questions.applyOnly.fits(migration, model)) flags.push('single');
  if (questions.testRollback.fits(migration, model)) flags.push('testable');
  if (questions.renumber.fits(migration, model)) flags.push('renumberable');
  if (state?.kind === 'changed') flags.push('changed');
  if (calledFor.repairable(migration, model)) flags.push('repairable');
  if (calledFor.baselinable(migration, model)) flags.push('baselinable');
  if (calledFor.markable(migration, model)) flags.push('markable');
  if (calledFor.unmarkable(migration, model)) flags.push('unmarkable');
  if (calledFor.late(migration, model)) flags.push('late');
  if (calledFor.unresolved(migration, model)) flags.push('unresolved');
  if (calledFor.renamed(migration, model)) flags.push('renamed');
  if (isApplied(state) && migration.down !== undefined) {
    flags.push('revertible');
    if (lastApplied(model) === migration.id) flags.push('last');
  }
  return flags;
}

const next = (step: string): string => `$(arrow-right) ${markdownText(step)}`;

const renamedIcon = new vscode.ThemeIcon('diff-renamed', new vscode.ThemeColor('list.warningForeground'));

/** Pending or applied, and nothing more to say of it. */
function isAsExpected(state: MigrationState | undefined): boolean {
  if (state === undefined) return true;
  return !('renamedFrom' in state) && (state.kind === 'pending' || state.kind === 'applied');
}

function iconOf(state: MigrationState): vscode.ThemeIcon {
  return 'renamedFrom' in state ? renamedIcon : icon(groupOf(state));
}

function icon(kind: GroupKind): vscode.ThemeIcon {
  const [name, colour] = icons[kind];
  return new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}
