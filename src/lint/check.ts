import type { Migration, Script, Source } from '../migrations/project';
import { perObject } from '../sql/per-object';
import type { Statement } from '../sql/statement';
import { split } from '../sql/splitter';
import type { Finding } from './finding';
import type { MigrationStanding } from './judge';
import { meaningOf } from './named';
import { type LintOptions, severityIn } from './options';
import { readIgnores, silence } from './suppressions';
import { writtenFindings } from './written';

interface CheckInput {
  readonly options: LintOptions;
  readonly standing: (migration: Migration) => MigrationStanding;
  /** By path: what is wrong with the files of the folder as such. */
  readonly ofFolder: ReadonlyMap<string, readonly Finding[]>;
}

/** What is wrong with scripts as they are written and with the files of their folder, but not with what the SQL does. */
export function checkFiles(
  source: Source,
  scripts: readonly { readonly migration: Migration; readonly script: Script }[],
  { options, standing, ofFolder }: CheckInput,
): readonly Finding[] {
  const findings = [...ofFolder.values()].flat();
  const texts = new Map<string, string>();
  for (const { migration, script } of scripts) {
    texts.set(script.path, script.text);
    const written = { script, migration, source, statements: () => statementsOf(script) };
    findings.push(
      ...writtenFindings(written, (rule) => {
        const severity = severityIn(options, rule);
        return severity === 'off' ? undefined : standing(migration) === 'applied' ? 'hint' : severity;
      }),
    );
  }
  // What cannot be read cannot say that it is to be left alone.
  const byPath = new Map<string, Finding[]>();
  for (const finding of findings) byPath.set(finding.path, [...(byPath.get(finding.path) ?? []), finding]);
  return [...byPath].flatMap(([path, own]) => silence(own, readIgnores(texts.get(path) ?? '', [], meaningOf)).kept);
}

const statementsOf = perObject(({ text, body }: Script): readonly Statement[] => split(text, body));
