import type { Problem, Source } from '../migrations/project';
import type { Finding } from './finding';
import { type LintOptions, severityIn } from './options';
import type { Rule } from './rule';
import { rules } from './rules/index';

type FolderRule = Extract<Rule, { readonly scope: 'folder' }>;

/** What reading the folder of a source has found, each problem at the start of its file. */
export function lintFolder(source: Source, options: LintOptions): readonly Finding[] {
  const problems = new Set([...source.problems, ...source.migrations.flatMap((migration) => migration.problems)]);
  const seen = new Set<string>();
  return [...problems].flatMap((problem) => {
    // A problem of a pair stands with the migration and with the folder.
    const id = `${problem.kind} ${problem.path} ${problem.message}`;
    if (seen.has(id)) return [];
    seen.add(id);
    return rules.flatMap((rule) =>
      rule.scope === 'folder' && rule.problems.includes(problem.kind) ? findingOf(rule, problem, options) : [],
    );
  });
}

function findingOf(rule: FolderRule, problem: Problem, options: LintOptions): readonly Finding[] {
  const severity = severityIn(options, rule);
  if (severity === 'off') return [];
  const start = { start: 0, end: 0 };
  const { at = start } = problem;
  return [
    {
      rule: rule.id,
      severity,
      message: problem.message,
      path: problem.path,
      at,
      statement: at,
      related: problem.related.map((path) => ({ message: 'The other file', path, at: start })),
      fixes: [],
      effects: [],
    },
  ];
}
