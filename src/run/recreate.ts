import type { Connection, Failure } from '../database/connection';
import { traitsOf } from '../database/database-traits';
import type { ErrorPage } from '../database/explained';
import { failureOf } from '../database/failure';
import { describeTarget, secretsOf } from '../database/redact';
import { markedRole } from '../database/role';
import { databaseOf } from '../database/server';
import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import type { RunTools } from './context';
import { maintenance } from './create-database';
import type { RunReport } from './events';
import { guardRecreate } from './guards';
import { RunJournal } from './journal';
import { type Journalled, journalled } from './journalled';
import { planOf } from './plan';
import { replaceDatabase } from './replace-database';
import { readyPlan, run } from './run';
import { sentences } from './sentences';
import { sessionsIn } from './sessions-in';
import { statusOf } from './status';
import { type BrokenOff, brokenOff } from './under-lock';

type ServerTarget = Extract<Target, { kind: 'server' }>;
type EmbeddedTarget = Extract<Target, { kind: 'embedded' }>;

/** Which database to make anew, and from what. */
export interface RecreateInput extends Journalled {
  readonly source: Source;
  readonly target: Target;
  /** Tells what would be done, and does nothing. */
  readonly isDryRun?: boolean;
  /** The target's name. */
  readonly confirmed?: string;
}

/** What making a database anew needs besides. */
export interface RecreateTools extends RunTools {
  /** Removes the data of an embedded target, which the next connection makes anew; answers who else has it open. */
  readonly remove: (target: EmbeddedTarget) => Promise<Failure | undefined>;
}

/** What became of it. */
export interface RecreateReport {
  readonly target: string;
  readonly dryRun: boolean;
  /** Of all of it: that of the run, where it came to one. */
  readonly outcome: RunReport['outcome'];
  /** Its name on the server. */
  readonly database?: string;
  /** How many migrations are to be applied. */
  readonly migrations: number;
  /** Why it did not end well, in a sentence. */
  readonly message?: string;
  /** Where more is said of that. */
  readonly page?: ErrorPage;
  /** What was applied to the new one. */
  readonly run?: RunReport;
}

type Replaced = BrokenOff | { readonly outcome: 'done'; readonly database?: string };

/**
 * Drops a database of one's own, makes it anew, and applies everything. Whether all can be applied is looked at first, and
 * the new one is there before the old one goes. Never rejects for what a server says.
 */
export async function recreate(input: RecreateInput, tools: RecreateTools): Promise<RecreateReport> {
  const { source, target, isDryRun = false } = input;
  const { on } = tools;
  const about = { target: describeTarget(target), dryRun: isDryRun };
  const fromNothing = { source, target, status: statusOf(source, { exists: false, rows: [] }) };
  const ready = await readyPlan(planOf('up', fromNothing));
  if (!ready.ok) {
    const message = sentences(ready.ending.message, 'Nothing was dropped.');
    const { outcome, page } = ready.ending;
    return { ...about, outcome, message, ...(page !== undefined && { page }), migrations: 0 };
  }
  const migrations = ready.steps.length;
  const replaced = await (target.kind === 'embedded'
    ? embedded({ ...input, target }, tools)
    : onServer({ ...input, target }, tools));
  if (replaced.outcome !== 'done' || isDryRun) {
    on({ kind: 'finished', outcome: replaced.outcome });
    return { ...about, ...replaced, migrations };
  }
  const { git, by } = input;
  const up = await run(
    { source, target, direction: 'up', ...(git !== undefined && { git }), ...(by !== undefined && { by }) },
    tools,
  );
  const outcome = up.outcome === 'nothing-to-do' ? 'done' : up.outcome;
  return { ...about, ...replaced, outcome, migrations, run: up };
}

async function embedded(
  { target, ...input }: RecreateInput & { readonly target: EmbeddedTarget },
  tools: RecreateTools,
): Promise<Replaced> {
  const refused = guardRecreate(target, target.role, input);
  if (refused !== undefined) return { outcome: 'refused', message: refused.reason };
  if (input.isDryRun === true) return { outcome: 'done' };
  return written({ ...input, target }, tools, async () => {
    const failure = await tools.remove(target);
    return failure === undefined ? { outcome: 'done' } : brokenOff(failure, 'failed');
  });
}

async function onServer(input: RecreateInput & { readonly target: ServerTarget }, tools: RecreateTools): Promise<Replaced> {
  const { target, isDryRun = false } = input;
  tools.on({ kind: 'waiting', for: `a connection to ${describeTarget(target)}` });
  const purpose = isDryRun ? 'read' : 'write';
  const answer = await tools.connect(target, { purpose, database: maintenance, signal: tools.signal });
  if (!answer.ok) {
    if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled before anything was begun.' };
    const { message, ...rest } = brokenOff(answer.failure, 'no-connection');
    return { ...rest, message: sentences(`There is no session in the database ${maintenance} of this server`, message) };
  }
  const { connection } = answer;
  try {
    return await renew(input, tools, connection);
  } catch (thrown) {
    return brokenOff(failureOf(thrown, secretsOf(target.url)), 'failed');
  } finally {
    await connection.close();
  }
}

async function renew(
  input: RecreateInput & { readonly target: ServerTarget },
  tools: RecreateTools,
  connection: Connection,
): Promise<Replaced> {
  const { target } = input;
  const database = await databaseOf(target);
  if (database === maintenance) {
    return { outcome: 'refused', message: `${database} is the database that every server has: it is not dropped.` };
  }
  const role = (await markedRole(connection, database)) ?? target.role;
  const refused = guardRecreate(target, role, input);
  if (refused !== undefined) return { outcome: 'refused', message: refused.reason };
  if (input.isDryRun === true) {
    const others = await sessionsIn(connection, database);
    return others === undefined ? { outcome: 'done', database } : { outcome: 'refused', message: others };
  }
  return written(input, tools, async () => {
    const traits = await traitsOf(connection, database);
    const beside = `lockkeeper_${tools.newId()}`;
    const blocked = await replaceDatabase(connection, { database, beside, ...(traits !== undefined && { traits }) });
    return blocked === undefined ? { outcome: 'done', database } : { outcome: 'refused', message: blocked };
  });
}

/** Does it with a line in the journal before and one after. */
function written(input: RecreateInput, { journal: log, newId, now }: RunTools, work: () => Promise<Replaced>): Promise<Replaced> {
  const journal = new RunJournal(log, newId(), now);
  return journalled<Replaced & { message?: string }>({ ...input, command: 'recreate', migrations: [] }, { journal, now }, work);
}
