import { lintablePaths } from '../../workspace/paths';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { findingsFormats, judging, readJudging } from '../judging';
import { printFindings } from '../print-findings';
import { selectSources } from '../select';
import { textsOf } from '../texts';

/** Looks at the names, the order and the folders of all migrations, without judging their SQL. */
export const check: Command = {
  name: 'check',
  words: '',
  summary: 'Report what is wrong with the names, the order and the folders of migrations.',
  options: {
    base: { value: 'REVISION', help: 'what this branch is going to be merged into (the default branch)' },
    ...judging,
  },
  formats: findingsFormats,
  async run(given, context) {
    const { engine, io } = context;
    const { preset, named, isAtThreshold } = readJudging(given);
    const sources = await selectSources(given, context);
    const paths = lintablePaths({ root: engine.root, sources });
    const base = given.text('base');
    const checked = await engine.check(paths, { ...(preset !== undefined && { preset }), ...(base !== undefined && { base }) });
    if (checked === undefined) {
      throw new UsageError(`git knows no revision ${base ?? ''} here, or none that HEAD has a commit in common with.`);
    }
    const findings = named === undefined ? checked : checked.filter(({ rule }) => named.includes(rule));
    const texts = textsOf(await engine.project(), io.cwd);
    printFindings(findings, texts, { ...context, paths, fails: isAtThreshold });
    return findings.some(isAtThreshold) ? exit.failed : exit.fine;
  },
};
