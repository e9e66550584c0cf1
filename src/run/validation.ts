import type { Script } from '../migrations/project';
import { type Check, checksIn, inFile } from '../migrations/validation';
import { whyNoQuery } from '../sql/read-only-query';
import type { PreparedScript } from './script';
import { type RunnableStatement, ScriptStatements } from './script-statements';

/**
 * A script with its checks as statements among its own: those of `before` come first, those of `after` last, so that they
 * share its transaction and end it as any other statement would.
 */
export async function withChecks(prepared: PreparedScript, script: Script): Promise<PreparedScript> {
  const checks = prepared.ok ? checksIn(script) : [];
  if (!prepared.ok || checks.length === 0) return prepared;
  const { loadParser } = await import('../sql/parser');
  const parser = await loadParser();
  for (const check of checks) {
    const wrong = whyNoQuery(parser.parse(check.sql));
    if (wrong === undefined) continue;
    const at = wrong.at === undefined ? check.at : inFile(check, wrong.at);
    const advice = 'Write one query that gives true where the check holds.';
    return {
      ok: false,
      error: { message: `The check ${wrong.message}.`, advice, path: script.path, statement: check.at, at },
    };
  }
  const { statements } = prepared.script;
  const asked = (when: Check['when']): readonly RunnableStatement[] =>
    checks.filter((check) => check.when === when).map((check) => ({ text: assertionOf(check), at: check.at, check: when }));
  // A query before SET TRANSACTION would be in its way (25001).
  let start = 0;
  while (/^set\s+transaction\b/i.test(statements.at(start)?.text ?? '')) start += 1;
  const all = ScriptStatements.joined(statements.slice(0, start), asked('before'), statements.slice(start), asked('after'));
  return { ok: true, script: { ...prepared.script, statements: all } };
}

/** What a statement is besides one of the file, for what is told of it. */
export function marksOf({ check, isAhead }: RunnableStatement): Pick<RunnableStatement, 'check' | 'isAhead'> {
  return { ...(check !== undefined && { check }), ...(isAhead && { isAhead }) };
}

/**
 * A block that fails unless the query gives true. As an operand the server itself takes nothing that writes or gives
 * several rows or columns, and NOT nothing that is no boolean; a column that is called like a variable of PL/pgSQL stays
 * the column. The first line says in reports and scripts what it is.
 */
function assertionOf({ when, sql }: Check): string {
  const [line = ''] = sql.split('\n', 1);
  let tag = '$check$';
  for (let nth = 1; sql.includes(tag); nth += 1) tag = `$check${nth}$`;
  const raise = (what: string): string =>
    `RAISE EXCEPTION USING ERRCODE = 'assert_failure', MESSAGE = 'The check does not hold: its query gives ${what}.';`;
  return `-- ${when}: ${line}
DO ${tag}
#variable_conflict use_column
BEGIN
  CASE NOT (
${sql}
  )
    WHEN false THEN NULL;
    WHEN true THEN ${raise('false')}
    ELSE ${raise('NULL, or no row')}
  END CASE;
END
${tag}`;
}
