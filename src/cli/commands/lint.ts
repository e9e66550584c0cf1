import { resolve, sep } from 'node:path';
import type { Finding } from '../../lint/finding';
import { lintablePaths } from '../../workspace/paths';
import type { Arguments, Command, CommandContext } from '../command';
import { exit, UsageError } from '../command';
import { applyFixes } from '../fixing';
import { findingsFormats, judging, readJudging } from '../judging';
import { printFindings } from '../print-findings';
import { selectSources } from '../select';
import { textsOf } from '../texts';

/** Judges files, or all of them. Files named count as not applied; exit code 1 from the threshold on. */
export const lint: Command = {
  name: 'lint',
  words: '[FILE|DIR…]',
  summary: 'Report what would lock, rewrite, fail or lose data.',
  options: {
    since: { value: 'REVISION', help: 'only files that are not as they were where this branch left REVISION' },
    ...judging,
    fix: { help: 'apply the fixes that are safe unseen first; with --rule, the rule’s own fix whatever it is' },
    'no-cache': { help: 'judge anew, and keep nothing of it for the next time' },
  },
  formats: findingsFormats,
  async run(given, context) {
    const { engine, io } = context;
    const { preset, named, isAtThreshold } = readJudging(given);
    const paths = await pathsOf(given, context);
    // Only two formats tell them.
    const withoutFixes = !given.has('fix') && context.format !== 'json' && context.format !== 'sarif';
    const judge = async (): Promise<readonly Finding[]> => {
      const configuration = await engine.configuration();
      const judged = await engine.lintAll(paths, { withoutFixes, ...(preset !== undefined && { preset }) });
      const findings: readonly Finding[] = [...(configuration?.findings ?? []), ...judged];
      return named === undefined ? findings : findings.filter(({ rule }) => named.includes(rule));
    };
    let findings = await judge();
    if (given.has('fix')) {
      const fixed = await applyFixes(findings, judge, { engine, isNamed: named !== undefined });
      if (!fixed.ok) {
        io.err(`${fixed.reason}\n`);
        return exit.failed;
      }
      findings = fixed.findings;
      if (fixed.applied.length > 0) {
        const labels = textsOf(await engine.project(), io.cwd);
        const names = fixed.applied.map((path) => labels.label(path)).join(', ');
        io.err(`Not fixed, because they have run already: ${names}\n`);
      }
    }
    const texts = textsOf(await engine.project(), io.cwd, await engine.configuration());
    printFindings(findings, texts, { ...context, paths, fails: isAtThreshold });
    return findings.some(isAtThreshold) ? exit.failed : exit.fine;
  },
};

/** The files that were named, or all of the sources; of these, where it is asked for, those that are new or changed. */
async function pathsOf(given: Arguments, context: CommandContext): Promise<readonly string[]> {
  const { engine, io } = context;
  const sources = await selectSources(given, context);
  const all = lintablePaths({ ...(await engine.project()), sources });
  const named = given.words.length === 0 ? all : given.words.flatMap((word) => below(resolve(io.cwd, word), word, all));
  const paths = [...new Set(named)];
  const revision = given.text('since');
  if (revision === undefined) return paths;
  const changed = await engine.changedSince(revision);
  if (changed === undefined) {
    throw new UsageError(`git knows no revision ${revision} here, or none that HEAD has a commit in common with.`);
  }
  return paths.filter((path) => changed.includes(path));
}

/** A file, or all that lies below a directory. */
function below(path: string, word: string, all: readonly string[]): readonly string[] {
  const found = all.filter((known) => known === path || known.startsWith(path.endsWith(sep) ? path : path + sep));
  if (found.length === 0) throw new UsageError(`${word} is no migration of a source found here; see lockkeeper discover.`);
  return found;
}
