import type { Problem, Source } from '../migrations/project';
import type { Finding, Severity } from './finding';
import { type LintOptions, presets, severityIn } from './options';
import type { Rule } from './rule';
import { rules } from './rules/index';
import type { ProjectFacts, SourceContext, SourceReport } from './source-context';
import { nameVote } from './name-vote';
import { fileFinding } from './written';

type FolderRule = Extract<Rule, { readonly scope: 'folder' }>;
type SourceRule = Extract<Rule, { readonly scope: 'source' }>;

/** What the findings of a folder stand on, besides the source itself. */
export interface FolderInput extends Pick<SourceContext, 'standing' | 'now'> {
  readonly options: LintOptions;
  readonly facts: ProjectFacts;
}

/** What is wrong with the files of a source as such, each at the start of its file unless a place is known. */
export function lintFolder(source: Source, input: FolderInput): readonly Finding[] {
  return [...problemFindings(source, input.options), ...sourceFindings(source, input)];
}

/** What reading the folder has found. */
function problemFindings(source: Source, options: LintOptions): readonly Finding[] {
  const problems = new Set([...source.problems, ...source.migrations.flatMap((migration) => migration.problems)]);
  const seen = new Set<string>();
  return [...problems].flatMap((problem) => {
    // A problem of a pair stands with the migration and with the folder.
    const id = `${problem.kind} ${problem.path} ${problem.message}`;
    if (seen.has(id)) return [];
    seen.add(id);
    return rules.flatMap((rule) =>
      rule.scope === 'folder' && rule.problems.includes(problem.kind) ? findingOf(rule, problem, source, options) : [],
    );
  });
}

function findingOf(rule: FolderRule, problem: Problem, source: Source, options: LintOptions): readonly Finding[] {
  const severity = severityIn(options, rule);
  if (severity === 'off') return [];
  const start = { start: 0, end: 0 };
  const { at = start } = problem;
  const help = problem.kind === 'unmanaged' ? nameVote(source) : undefined;
  return [
    {
      rule: rule.id,
      severity,
      message: problem.message,
      ...(help !== undefined && { help }),
      path: problem.path,
      at,
      statement: at,
      related: problem.related.map((path) => ({ message: 'The other file', path, at: start })),
      fixes: [],
      effects: [],
    },
  ];
}

function sourceFindings(source: Source, { options, facts, standing, now }: FolderInput): readonly Finding[] {
  const isStrict = presets.indexOf(options.preset ?? 'recommended') >= presets.indexOf('strict');
  const context: SourceContext = { ...facts, standing, now, isStrict };
  const applied = new Set<string>();
  for (const migration of source.migrations) {
    if (standing(migration) !== 'applied') continue;
    for (const script of [migration.up, migration.down]) if (script !== undefined) applied.add(script.path);
  }
  return rules.flatMap((rule) => {
    const severity = rule.scope === 'source' ? severityIn(options, rule) : 'off';
    if (rule.scope !== 'source' || severity === 'off') return [];
    return rule
      .check(source, context)
      .map((report) => fileFinding(rule, severityOf(rule, severity, report, { options, applied }), report));
  });
}

/** What has run already is beyond help: hints only, but for what goes on to do harm. */
function severityOf(
  rule: SourceRule,
  severity: Severity,
  { path, isMild }: SourceReport,
  { options, applied }: { readonly options: LintOptions; readonly applied: ReadonlySet<string> },
): Severity {
  if (applied.has(path) && rule.staysOnceApplied !== true) return 'hint';
  return isMild && !options.rules.has(rule.id) && severity !== 'hint' ? 'information' : severity;
}
