import { lockModes, type Effect } from '../effects/effect';
import { paint, printableLine } from '../report/colour';
import { describeDuration, describeEffects, describeLock } from '../report/describe';
import { markdownText } from '../report/markdown';
import { objectChangeLines } from '../report/schema-change';
import { describeComparison, describeHiddenWrites, describeLocksHeld, isBorneOut } from '../report/measured';
import { sentences } from '../run/sentences';
import type { Measured, RunError, StatementResult } from '../run/events';
import type { MeasuredScript } from './measured-scripts';
import { ago } from './words';

/** Beside a statement so much of a sentence is shown. */
const longest = 80;
/** So many kinds of work are named. */
const mostWork = 2;

/** What stands behind a statement: «12 ms · ACCESS EXCLUSIVE · rewrites orders · 1,000 rows». */
export function hintLabel({ measured, skipped }: StatementResult, kind: MeasuredScript['kind']): string {
  if (measured === undefined) return shortened(skipped ?? 'not measured');
  if (measured.error !== undefined) return shortened(`fails: ${errorLabel(measured.error)}`);
  const time = `${kind === 'shadow' ? 'shadow ' : ''}${describeDuration(measured.ms)}`;
  return printableLine([time, ...lockLabel(measured), ...workLabels(measured), ...rowsLabel(measured)].join(' · '));
}

/** The strongest lock for which reads or writes of others wait; a lesser one nobody notices. */
function lockLabel({ effects }: Measured): readonly string[] {
  const held = effects.flatMap((effect) => (effect.kind === 'lock' ? [lockModes.indexOf(effect.mode)] : []));
  const strongest = lockModes[Math.max(-1, ...held)];
  if (strongest === undefined) return [];
  const { name, isSevere } = describeLock(strongest);
  return isSevere ? [name] : [];
}

function workLabels({ effects }: Measured): readonly string[] {
  const work = [...new Set(effects.flatMap((effect) => workLabel(effect) ?? []))];
  const more = work.length - mostWork;
  return more > 0 ? [...work.slice(0, mostWork), `${more} more`] : work;
}

/** What takes time on a table, in two or three words. */
function workLabel(effect: Effect): string | undefined {
  switch (effect.kind) {
    case 'rewrite':
      return `rewrites ${shortName(effect.on)}`;
    case 'scan':
      return `reads all of ${shortName(effect.on)}`;
    case 'fk-check':
      return `checks all of ${shortName(effect.on)}`;
    case 'copy':
      return `copies ${shortName(effect.on)}`;
    case 'empty':
      return `empties ${shortName(effect.on)}`;
    case 'index-build':
      return `builds an index on ${shortName(effect.on)}`;
    case 'lock':
    case 'waits-for-transactions':
    case 'data-loss':
    case 'error':
    case 'no-transaction':
    case 'unknown':
      return undefined;
  }
}

const shortName = (on: string): string => on.replace(/^public\./, '');

function rowsLabel({ rows }: Measured): readonly string[] {
  return rows === undefined ? [] : [`${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`];
}

/** All that is known of it, as Markdown. `isChanged`: the file has been changed since, but not this statement. */
export function hintTooltip(
  result: StatementResult,
  { target, kind, at }: Pick<MeasuredScript, 'target' | 'kind' | 'at'>,
  { now, isChanged }: { readonly now: number; readonly isChanged: boolean },
): string {
  const { measured, predicted, comparison, estimate = [], skipped } = result;
  const where = kind === 'shadow' ? `the shadow, for ${target.name}` : target.name;
  const parts = [`**Dry run on ${markdownText(where)}, ${markdownText(ago(at, now))}**`];
  if (isChanged) parts.push('The file has been changed since, but not this statement.');
  if (measured === undefined) parts.push(markdownText(skipped ?? 'It was not measured.'));
  else {
    const { error, notices, walBytes, schemaChanges = [] } = measured;
    if (error !== undefined)
      parts.push(`$(error) ${markdownText(sentences(errorWords(error), error.detail, error.hint, error.advice))}`);
    else {
      const facts = [
        ...describeEffects(measured.effects),
        ...describeHiddenWrites(measured),
        ...describeLocksHeld(measured),
        ...rowsLabel(measured),
        ...(walBytes === undefined ? [] : [`writes ${walBytes.toLocaleString('en-US')} bytes to the log`]),
      ];
      parts.push(
        list(`Measured, ${describeDuration(measured.ms)}`, facts.length === 0 ? ['nothing that others would notice'] : facts),
      );
    }
    if (schemaChanges.length > 0) parts.push(list('Schema', objectChangeLines(schemaChanges, paint(false))));
    if (notices.length > 0) parts.push(list('Notices', notices));
  }
  const difference = describeComparison(comparison);
  if (difference !== undefined) {
    if (difference.unforeseen.length > 0) parts.push(list('Measured, and not predicted', difference.unforeseen));
    if (difference.unmet.length > 0) parts.push(list('Predicted, and not measured', difference.unmet));
  } else if (isBorneOut(result)) parts.push('This is what was predicted.');
  else if (predicted !== undefined && predicted.length > 0) parts.push(list('Predicted', describeEffects(predicted)));
  if (estimate.length > 0) parts.push(list('Estimate', estimate));
  return parts.join('\n\n');
}

function list(title: string, lines: readonly string[]): string {
  return [`**${markdownText(title)}**`, '', ...lines.map((line) => `- ${markdownText(line)}`)].join('\n');
}

/** VS Code shows some forty letters: the condition would leave no room for the message. */
const errorLabel = ({ sqlstate, message }: RunError): string => [sqlstate, message].filter(Boolean).join(' ');

const errorWords = ({ sqlstate, condition, message }: RunError): string =>
  [sqlstate, condition, message].filter(Boolean).join(' ');

function shortened(text: string): string {
  const line = printableLine(text.replace(/\s+/g, ' ')).trim().replace(/\.$/, '');
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
