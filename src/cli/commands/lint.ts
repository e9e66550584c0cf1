import { resolve, sep } from 'node:path';
import type { Finding, Severity } from '../../lint/finding';
import { presets } from '../../lint/options';
import { findingsJson } from '../../report/json';
import { findingsText } from '../../report/text';
import { lintablePaths } from '../../workspace/paths';
import { oneOf } from '../arguments';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { selectSources } from '../select';
import { textsOf } from '../texts';

const ranks: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Judges files, or all of them. Files named count as not applied; exit code 1 from the threshold on. */
export const lint: Command = {
  name: 'lint',
  words: '[FILE|DIR…]',
  summary: 'Report what would lock, rewrite, fail or lose data.',
  options: {
    preset: { value: 'PRESET', help: `rules that are on: ${presets.join(', ')} (lockkeeper.json's, or recommended)` },
    'severity-threshold': { value: 'SEVERITY', help: `exit with 1 from this severity on: ${ranks.join(', ')} (error)` },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const threshold = oneOf(given.text('severity-threshold'), ranks, '--severity-threshold') ?? 'error';
    const preset = oneOf(given.text('preset'), presets, '--preset');
    const project = await engine.project();
    const sources = await selectSources(given, context);
    const all = lintablePaths({ ...project, sources });
    const paths = given.words.length === 0 ? all : given.words.flatMap((word) => named(resolve(io.cwd, word), word, all));
    const configuration = await engine.configuration();
    const findings: Finding[] = [...(configuration?.findings ?? [])];
    for (const path of new Set(paths)) findings.push(...(await engine.lint(path, undefined, preset)));
    const texts = textsOf(project, io.cwd, configuration);
    const files = new Set(paths).size;
    io.out(
      format === 'json'
        ? printed(findingsJson(findings, files, texts))
        : findingsText(findings, texts, { colours: io.color, files }),
    );
    const isAtThreshold = ({ severity }: Finding): boolean => ranks.indexOf(severity) >= ranks.indexOf(threshold);
    return findings.some(isAtThreshold) ? exit.failed : exit.fine;
  },
};

/** A file, or all that lies below a directory. */
function named(path: string, word: string, all: readonly string[]): readonly string[] {
  const found = all.filter((known) => known === path || known.startsWith(path.endsWith(sep) ? path : path + sep));
  if (found.length === 0) throw new UsageError(`${word} is no migration of a source found here; see lockkeeper discover.`);
  return found;
}
