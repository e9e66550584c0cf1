import type { Finding, Severity } from './finding';
import type { Judged, ScriptInput } from './judge';
import { psqlMetaCommand } from './rules/system/psql-meta-command';

/** Lines that psql carries out itself; a runner sends them to the server, which cannot parse them. */
export function psqlFindings(
  judged: readonly Judged[],
  { script, source }: Pick<ScriptInput, 'script' | 'source'>,
  severity: Severity,
): readonly Finding[] {
  return judged
    .filter(({ statement }) => statement.kind === 'psql')
    .map(({ statement: { text, at }, effects }) => ({
      rule: psqlMetaCommand.id,
      severity,
      message: `Fails with 42601: ${/^\\\S*/.exec(text)?.[0] ?? '\\'} is a command of psql, and ${source.convention.title} sends the file to the server`,
      help: 'Write it in SQL, or take it out.',
      path: script.path,
      at,
      statement: at,
      related: [],
      fixes: [],
      effects,
    }));
}
