import type { Connect, Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { readHistory, rollBack } from '../database/history';
import { secretsOf } from '../database/redact';
import type { Target } from '../database/target';
import type { Migration, Script, Source } from '../migrations/project';
import { type Check, checksIn } from '../migrations/validation';
import { whyNoQuery } from '../sql/read-only-query';
import type { Parser } from '../sql/parser';
import { errorOf } from './errors';
import type { RunError } from './events';
import { statusOf } from './status';

/** What became of a check that was asked again. */
export interface AskedCheck {
  readonly migration: Migration;
  readonly script: Script;
  readonly check: Check;
  /** Why it does not hold, in a sentence; absent where it does. */
  readonly wrong?: string;
}

/** The checks of what is applied, or why they could not be asked. */
export type ChecksAnswer =
  | { readonly ok: true; readonly checks: readonly AskedCheck[] }
  | { readonly ok: false; readonly why: 'locked' | 'no-connection' | 'failed'; readonly error: RunError };

/**
 * Asks the checks `after` of all applied migrations again, each in a transaction that cannot write, also by the functions
 * that it calls.
 */
export async function verifyChecks(source: Source, target: Target, connect: Connect): Promise<ChecksAnswer> {
  const answer = await connect(target, { purpose: 'read' });
  if (!answer.ok) {
    return { ok: false, why: answer.failure.kind === 'locked' ? 'locked' : 'no-connection', error: errorOf(answer.failure) };
  }
  const { connection } = answer;
  const secrets = target.kind === 'server' ? secretsOf(target.url) : [];
  try {
    const stored = await readHistory(connection, source.convention.history, source.migrations);
    const applied = statusOf(source, stored).migrations.filter(
      ({ state }) => state.kind === 'applied' || state.kind === 'changed',
    );
    const wanted = applied.flatMap(({ migration }) => {
      const { up } = migration;
      const checks = up === undefined ? [] : checksIn(up).filter(({ when }) => when === 'after');
      return checks.flatMap((check) => (up === undefined ? [] : [{ migration, script: up, check }]));
    });
    if (wanted.length === 0) return { ok: true, checks: [] };
    const { loadParser } = await import('../sql/parser');
    const parser = await loadParser();
    const checks: AskedCheck[] = [];
    for (const each of wanted) {
      const wrong = await wrongWith(each.check, { connection, parser, secrets });
      checks.push({ ...each, ...(wrong !== undefined && { wrong }) });
    }
    return { ok: true, checks };
  } catch (thrown) {
    const failure = failureOf(thrown, secrets);
    return { ok: false, why: failure.kind === 'connection' ? 'no-connection' : 'failed', error: errorOf(failure) };
  } finally {
    await connection.close();
  }
}

async function wrongWith(
  { sql }: Check,
  {
    connection,
    parser,
    secrets,
  }: { readonly connection: Connection; readonly parser: Parser; readonly secrets: readonly string[] },
): Promise<string | undefined> {
  const noQuery = whyNoQuery(parser.parse(sql));
  if (noQuery !== undefined) return `It ${noQuery.message}.`;
  try {
    await connection.script('BEGIN READ ONLY');
    // The same operand as when it was applied, so that the server takes and refuses the same.
    const { rows } = await connection.query({ text: `SELECT NOT (\n${sql}\n) AS fails` });
    const fails = rows[0]?.['fails'];
    return fails === false ? undefined : `Its query gives ${fails === true ? 'false' : 'NULL, or no row'}.`;
  } catch (thrown) {
    const failure = failureOf(thrown, secrets);
    if (failure.kind === 'connection') throw thrown;
    return failure.message;
  } finally {
    await rollBack(connection);
  }
}
