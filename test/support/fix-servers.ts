import type { Connection } from '../../src/database/connection';
import { failureOf } from '../../src/database/failure';
import { type Case, conventionNamed, filesOf, sourceOf } from './chains';
import { connectTo } from './effects/harness';
import type { Fixing } from './fix-proof';
import { rowsFor } from './rows';
import { runScript } from './run-script';
import { type Major, sharedServer } from './servers';

/** What a server says of the files of a case: nothing where it takes them all. */
type Verdict = string | undefined;

/**
 * What servers refuse of what fixes make, where they accept the original. Every file of the migration, and those that
 * came, as the runner would send them, upon tables with rows in them.
 */
export async function refusals(
  fixings: readonly Fixing[],
  major: Major,
): Promise<{ readonly refused: readonly string[]; readonly tried: number }> {
  const refused: string[] = [];
  let tried = 0;
  for (const { rule, name, it, fix, fixed } of fixings) {
    // A comment more is a comment more.
    if (fix.title.startsWith('Ignore ')) continue;
    tried++;
    const said = await verdict(it, fixed, major);
    // Only what is refused needs the original to compare with.
    if (said === undefined || isOfRows(rule, said) || (await verdict(it, filesOf(it), major)) !== undefined) continue;
    refused.push(`“${fix.title}” ${name}: ${said} in ${JSON.stringify(fixed)}`);
  }
  return { refused, tried };
}

/** What nobody has validated may well be violated: to find that out is what this fix is for. */
const isOfRows = (rule: string, said: string): boolean => rule === 'not-valid-never-validated' && said.startsWith('23514');

async function verdict(it: Case, files: Readonly<Record<string, string>>, major: Major): Promise<Verdict> {
  const convention = conventionNamed(it.convention ?? 'sqlx');
  const earlier = it.before ?? [];
  const own = sourceOf(files, convention).migrations.slice(earlier.length);
  return onDatabase(major, async (connection) => {
    const script = earlier.join('\n');
    if (script !== '') await connection.script(`${script}\n${await rowsFor(script)}\nRESET search_path`);
    for (const { up } of own) if (up !== undefined) await runScript(connection, convention, up);
  });
}

async function onDatabase(major: Major, use: (connection: Connection) => Promise<void>): Promise<Verdict> {
  const connection = await connectTo(await (await sharedServer(major)).createDatabase());
  const before = await rolesOn(connection);
  try {
    await use(connection);
    return undefined;
  } catch (error) {
    const { sqlstate, message } = failureOf(error);
    return `${sqlstate ?? ''} ${message}`;
  } finally {
    await dropRoles(connection, before);
    await connection.close();
  }
}

async function rolesOn(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query({ text: 'SELECT quote_ident(rolname) AS name FROM pg_roles' });
  return rows.map(({ name }) => String(name));
}

/** Roles belong to the server, so that those of one case would be there already in the next. */
async function dropRoles(connection: Connection, except: readonly string[]): Promise<void> {
  await connection.script('ROLLBACK; RESET ROLE; RESET SESSION AUTHORIZATION');
  for (const role of await rolesOn(connection)) {
    if (!except.includes(role)) await connection.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
}
