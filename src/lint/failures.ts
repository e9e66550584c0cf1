import type { Finding } from './finding';
import type { Judged, JudgedChange } from './judge';
import type { LintInput } from './linter';
import { severityIn } from './options';
import { rules } from './rules/index';
import { statementWillFail } from './rules/failure/statement-will-fail';
import { shift } from '../sql/span';

/** Statements that are certain to fail, but for those of which another rule has said something as grave. */
export function failureFindings(
  judged: readonly Judged[],
  others: readonly Finding[],
  { options, standing, migration, script, source }: LintInput,
): readonly Finding[] {
  const severity = severityIn(options, statementWillFail);
  // What has run already has not failed: the chain does not tell all there.
  if (severity === 'off' || standing(migration) === 'applied') return [];
  let whole: boolean | undefined;
  // A migration without an up script is done by a program, and nobody knows what it does.
  const isWhole = (): boolean =>
    (whole ??= source.migrations
      .slice(0, source.migrations.findIndex(({ id }) => id === migration.id) + 1)
      .every(({ up }) => up !== undefined));
  const findings: Finding[] = [];
  for (const { statement, changes, effects } of judged) {
    // Few statements fail, and of long files each is looked at.
    if (!effects.some(({ kind }) => kind === 'error')) continue;
    const failing = changes.map((each) => ({ each, fault: faultOf(each, isWhole) })).find(({ fault }) => fault !== undefined);
    if (failing?.fault === undefined) continue;
    if (others.some((other) => other.statement.start === statement.at.start && isGrave(other.rule))) continue;
    findings.push({
      rule: statementWillFail.id,
      severity,
      message: `Fails with ${failing.fault.sqlstate}: ${failing.fault.why.replace(/\bpublic\./g, '')}`,
      path: script.path,
      at: shift(failing.each.change.at, statement.at.start),
      statement: statement.at,
      related: [],
      fixes: [],
      effects,
    });
  }
  return findings;
}

function isGrave(id: string): boolean {
  return rules.some((rule) => rule.id === id && rule.severity === 'error');
}

/** The error that a change is certain to end in. Where not all is known, what the chain has made may be gone, too. */
function faultOf({ effects, schema }: JudgedChange, isWhole: () => boolean) {
  const faults = effects.filter((effect) => effect.kind === 'error').filter(({ when }) => when === 'always');
  return faults.find(({ sqlstate }) => (!schema.partlyKnown && isWhole()) || sqlstate.startsWith('25'));
}
