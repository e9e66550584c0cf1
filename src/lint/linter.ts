import type { Change } from '../schema/change';
import { characterFindings, invisible, typographic } from './characters';
import { type KnownStatistics, withEstimate } from './estimated';
import type { Finding, Fix, Severity } from './finding';
import { keepsComments } from './fixes';
import { ignoreFixes } from './ignore-fix';
import type { Judged, Judgement, ScriptInput } from './judge';
import { type LintOptions, severityIn } from './options';
import { psqlFindings } from './psql';
import type { Report, Rule, RuleContext } from './rule';
import { contextOf, type SharedContext, sharedContext } from './rule-context';
import { rules } from './rules/index';
import { editedAppliedMigration } from './rules/meta/edited-applied-migration';
import { invisibleCharacter } from './rules/meta/invisible-character';
import { irreversibleOrMissingDown } from './rules/meta/irreversible-or-missing-down';
import { typographicQuote } from './rules/meta/typographic-quote';
import { unknownIgnore } from './rules/meta/unknown-ignore';
import { unusedIgnore } from './rules/meta/unused-ignore';
import { syntaxError } from './rules/meta/syntax-error';
import { syntaxNewerThanTarget } from './rules/meta/syntax-newer-than-target';
import { psqlMetaCommand } from './rules/system/psql-meta-command';
import { syntaxFindings } from './syntax';
import { type AppliedScript, editedFindings } from './edited';
import type { AttributesFile } from './line-ends';
import { failureFindings } from './failures';
import { meaningOf, nearestRule } from './named';
import { readIgnores, silence, type Ignore, type Ignored } from './suppressions';
import { newestSyntax } from '../sql/newer-syntax';
import { perObject } from '../sql/per-object';
import { shift } from '../sql/span';
import type { Parsed, Statement } from '../sql/statement';
import { withLine } from './user-text';
import { writtenFindings } from './written';
import { wayBackFindings } from './way-back';

/** All that findings of one script stand on. */
export interface LintInput extends ScriptInput {
  readonly options: LintOptions;
  /** UTC in milliseconds: the names of files that a fix adds carry it. */
  readonly now: () => number;
  /** What the migration was when it was applied, where it is and that is known. */
  readonly applied?: AppliedScript;
  /** Where git reads how it is to treat line ends; absent where there is no git. */
  readonly attributes?: AttributesFile;
  /** What is wrong with the script's file as such, where its comments are to silence that too. */
  readonly ofFile?: readonly Finding[];
  /** Of the target's tables. */
  readonly tableStats?: KnownStatistics;
  /** Nobody looks at the fixes. */
  readonly withoutFixes?: boolean;
}

type ChangeRule = Extract<Rule, { readonly scope: 'change' }>;

/** What is wrong with one script that was judged, in the order of its text. */
export function lint(input: LintInput, judgement: Judgement): readonly Finding[] {
  const { judged } = judgement;
  const ignores = readIgnores(input.script.text, judged, meaningOf);
  const shared = sharedContext(input, judgement);
  const active = rulesByChange(input);
  // Of INSERTs alike, as long files have them, the first tells of all.
  const telling = judged.filter(({ isDataOnly, isRepeated }) => !isDataOnly || !isRepeated);
  const notable = telling.filter(({ isDataOnly }) => !isDataOnly);
  const ruled = telling.filter((each) => !each.isDataOnly || isLookedAt(each, active));
  const found = [
    ...syntaxErrors(judged, input),
    ...psqlLines(judged, input),
    ...seemingFindings(notable, input),
    ...newerFindings(notable, input),
    ...ruleFindings(ruled, active, shared),
    ...editedFindings({ ...input, judged }),
    ...wayBack(judgement, input),
    ...written(judged, input),
  ];
  const failures = failureFindings(notable, found, input);
  const { kept, used } = silence([...found, ...failures, ...(input.ofFile ?? [])], ignores);
  const all = [...kept, ...ignoreFindings(ignores, used, input)];
  return all
    .map((finding) => ({ ...withEstimate(finding, rules, input.tableStats), fixes: fixesOf(finding, input) }))
    .sort((a, b) => a.at.start - b.at.start);
}

/** The remedies, but for those that would lose what somebody wrote; and the comments that silence. */
function fixesOf({ fixes, ...finding }: Finding, { script, source, withoutFixes }: LintInput): readonly Fix[] {
  if (withoutFixes === true) return [];
  // What was applied is brought back as it was.
  const rulesOfComments = [unusedIgnore.id, unknownIgnore.id, editedAppliedMigration.id];
  const isAboutComment = rulesOfComments.includes(finding.rule);
  const kept = isAboutComment ? fixes : fixes.filter((fix) => keepsComments(fix, script));
  return [...kept, ...ignoreFixes({ ...finding, fixes }, script, source)];
}

/** The severity that a rule has here, or undefined where it is off. What has run already is beyond help: hints only. */
function severityOf(rule: Rule, { options, migration, standing }: LintInput): Severity | undefined {
  const severity = severityIn(options, rule);
  if (severity === 'off') return undefined;
  return standing(migration) === 'applied' ? 'hint' : severity;
}

/** Whether a rule may have something to say of a statement that only reads and writes rows, by its changes alone. */
function isLookedAt({ changes }: Judged, active: ReadonlyMap<string, readonly ActiveRule[]>): boolean {
  return changes.some(({ change }) => active.get(change.kind)?.some(({ rule }) => rule.concerns?.(change) ?? true) === true);
}

function ruleFindings(
  judged: readonly Judged[],
  active: ReadonlyMap<string, readonly ActiveRule[]>,
  shared: SharedContext,
): readonly Finding[] {
  const said = new Set<Rule>();
  const findings: Finding[] = [];
  for (const each of judged) {
    for (const passed of each.changes) {
      let context: RuleContext | undefined;
      for (const { rule, severity } of active.get(passed.change.kind) ?? []) {
        if (rule.once === true && said.has(rule)) continue;
        if (rule.concerns?.(passed.change) === false) continue;
        context ??= contextOf(shared, each, passed);
        const reports = [rule.check(passed.change, context) ?? []].flat();
        const place = { ...passed.change, path: shared.input.script.path };
        for (const report of rule.once === true ? reports.slice(0, 1) : reports) {
          said.add(rule);
          findings.push(findingOf({ rule, severity }, report, each, place));
        }
      }
    }
  }
  return findings;
}

interface ActiveRule {
  readonly rule: ChangeRule;
  readonly severity: Severity;
}

type RulesByChange = ReadonlyMap<string, readonly ActiveRule[]>;

/** What was chosen for the options of a project, by version and standing. */
const chosenFor = perObject<LintOptions, Map<string, RulesByChange>>(() => new Map());

/** The rules that are on and hold for the target's version, by the kind of change that they look at. */
function rulesByChange(input: LintInput): RulesByChange {
  const { options, postgres, standing, migration, script } = input;
  const id = `${postgres} ${standing(migration) === 'applied'} ${script.direction}`;
  const chosen = chosenFor(options);
  let found = chosen.get(id);
  if (found === undefined) chosen.set(id, (found = chooseRules(input)));
  return found;
}

function chooseRules(input: LintInput): RulesByChange {
  const byKind = new Map<string, ActiveRule[]>();
  for (const rule of rules) {
    if (rule.scope !== 'change') continue;
    const severity = severityOf(rule, input);
    const { since = 0, until = Infinity } = rule;
    if (severity === undefined || input.postgres < since || input.postgres > until) continue;
    if (rule.upOnly === true && input.script.direction === 'down') continue;
    for (const kind of rule.on) byKind.set(kind, [...(byKind.get(kind) ?? []), { rule, severity }]);
  }
  return byKind;
}

function findingOf(
  { rule, severity }: ActiveRule,
  report: Report,
  { statement, effects }: Judged,
  change: Pick<Finding, 'at' | 'path'> & Pick<Change, 'inBlock'>,
): Finding {
  const at = report.at ?? change.at;
  const { start } = statement.at;
  return {
    rule: rule.id,
    severity,
    message: report.message,
    ...(report.help === undefined ? {} : { help: report.help }),
    path: change.path,
    at: { start: at.start + start, end: at.end + start },
    statement: statement.at,
    related: report.related ?? [],
    // Within a block a fix would have to keep to its language; none does.
    fixes: change.inBlock === undefined ? (report.fixes ?? []) : [],
    effects,
  };
}

function written(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const { script, migration, source, reader } = input;
  const statements = (): readonly Statement[] => judged.map(({ statement }) => statement);
  const parse = (text: string): Parsed => reader.parse(text);
  return writtenFindings({ script, migration, source, statements, parse }, (rule) => severityOf(rule, input));
}

function wayBack(judgement: Judgement, input: LintInput): readonly Finding[] {
  const severity = severityOf(irreversibleOrMissingDown, input);
  return severity === undefined ? [] : wayBackFindings(judgement, input, severity);
}

function syntaxErrors(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const severity = severityOf(syntaxError, input);
  return severity === undefined ? [] : syntaxFindings(judged, input.script, severity);
}

function psqlLines(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const severity = severityOf(psqlMetaCommand, input);
  return severity === undefined ? [] : psqlFindings(judged, input, severity);
}

/** Characters that are not what they seem. */
function seemingFindings(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const seeming = [
    { rule: invisibleCharacter, ...invisible },
    { rule: typographicQuote, ...typographic },
  ];
  return seeming.flatMap((each) => {
    const severity = severityOf(each.rule, input);
    return severity === undefined ? [] : characterFindings(judged, input, { ...each, severity });
  });
}

/** What only a later version than the target's can read. */
function newerFindings(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const severity = severityOf(syntaxNewerThanTarget, input);
  if (severity === undefined || input.postgres >= newestSyntax) return [];
  const findings: Finding[] = [];
  for (const { statement, effects, newer } of judged) {
    for (const { what, since, at } of newer) {
      if (since <= input.postgres) continue;
      findings.push({
        rule: syntaxNewerThanTarget.id,
        severity,
        message: `PostgreSQL ${input.postgres} refuses this: ${what} came with PostgreSQL ${since}`,
        path: input.script.path,
        at: shift(at, statement.at.start),
        statement: statement.at,
        related: [],
        fixes: [],
        effects,
      });
    }
  }
  return findings;
}

/** Names that mean no rule, and rules that had nothing to silence. Of squawk's comments neither is our business. */
function ignoreFindings(ignores: readonly Ignore[], used: ReadonlySet<Ignored>, input: LintInput): readonly Finding[] {
  const findings: Finding[] = [];
  for (const ignore of ignores) {
    if (ignore.of !== 'lockkeeper') continue;
    // Where a file holds both directions, the other one has comments of its own.
    const { body } = input.script;
    if (ignore.target !== 'file' && (ignore.comment.end <= body.start || ignore.comment.start >= body.end)) continue;
    if (ignore.names.length === 0) {
      const message = 'Silences nothing: it names no rule';
      findings.push(...ignoreFinding(unknownIgnore, { message, at: ignore.comment, ignore }, input));
    }
    for (const ignored of ignore.names) {
      const { name, at, rules: meant } = ignored;
      if (meant.length === 0) {
        const nearest = nearestRule(name);
        const help = nearest === undefined ? {} : { help: `Did you mean ${nearest}?` };
        findings.push(
          ...ignoreFinding(unknownIgnore, { message: `Silences nothing: there is no rule ${name}`, ...help, at, ignore }, input),
        );
      } else if (!used.has(ignored) && meant.some((id) => isOn(id, input))) {
        const message = `Silences nothing: ${name} finds nothing ${ignore.target === 'file' ? 'in this file' : 'here'}`;
        findings.push(...ignoreFinding(unusedIgnore, { message, at, ignore }, input));
      }
    }
  }
  return findings;
}

function isOn(id: string, { options }: LintInput): boolean {
  return rules.some((rule) => rule.id === id && severityIn(options, rule) !== 'off');
}

interface IgnoreReport {
  readonly message: string;
  readonly help?: string;
  readonly at: Finding['at'];
  readonly ignore: Ignore;
}

function ignoreFinding(rule: Rule, { message, help, at, ignore }: IgnoreReport, input: LintInput): readonly Finding[] {
  const severity = severityOf(rule, input);
  if (severity === undefined) return [];
  const { path, text } = input.script;
  const remove = { kind: 'replace', path, at: withLine(text, ignore.comment), text: '' } as const;
  return [
    {
      rule: rule.id,
      severity,
      message,
      ...(help === undefined ? {} : { help }),
      path,
      at,
      statement: ignore.comment,
      related: [],
      fixes: ignore.names.length > 1 ? [] : [{ title: 'Remove this comment', edits: [remove], preferred: true, safe: true }],
      effects: [],
    },
  ];
}
