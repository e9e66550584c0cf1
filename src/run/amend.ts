import type { Connection } from '../database/connection';
import type { ErrorPage } from '../database/explained';
import { failureOf } from '../database/failure';
import { readHistory, rollBack, setUpHistory } from '../database/history';
import { describeTarget } from '../database/redact';
import type { Query } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import { type Amendment, type AmendPlan, type AmendWish, planAmendments, withOtherMeaning } from './amendments';
import type { RunTools } from './context';
import type { RunReport } from './events';
import { formerTexts, type Versions } from './former-texts';
import { type JournalEntry, RunJournal } from './journal';
import { type Journalled, journalled, versionOf } from './journalled';
import type { ShadowTools } from './on-shadow';
import { nameOf } from './plan';
import { proveEqual } from './proof';
import type { SchemaDifference } from './schema-difference';
import { secretsOfTarget } from './signals';
import { type SourceStatus, statusOf, withAppliedTexts } from './status';
import { withUnfinished } from './unfinished';
import { type BrokenOff, brokenOff, type LockedInput, underLock } from './under-lock';

/** Which history to amend, and how. */
export interface AmendInput extends LockedInput, Journalled {
  readonly wish: AmendWish;
  /** Tells what would be written, and writes nothing. */
  readonly isDryRun?: boolean;
}

/** What amending needs besides. */
export interface AmendTools extends RunTools, ShadowTools {
  readonly versionsOf: Versions;
}

/** What became of a history. */
export interface AmendReport {
  readonly command: AmendWish['kind'];
  readonly dryRun: boolean;
  /** The target as people may see it. */
  readonly target: string;
  readonly outcome: RunReport['outcome'];
  /** Why it did not end well, in a sentence. */
  readonly message?: string;
  /** Where more is said of that. */
  readonly page?: ErrorPage;
  /** What a file does otherwise than what was applied, where that is why. */
  readonly differences?: readonly SchemaDifference[];
  /** What was written; what would have been, where it was not. */
  readonly amendments: readonly Amendment[];
  readonly ms: number;
}

type Ending = Pick<AmendReport, 'outcome' | 'message' | 'page' | 'differences' | 'amendments'>;

/** Writes into a history what no script has done. Never rejects for what a server says. */
export async function amend(input: AmendInput, tools: AmendTools): Promise<AmendReport> {
  const started = tools.now();
  const ended =
    input.isDryRun === true
      ? await looked(input, tools)
      : await underLock(input, tools, ({ connection }) => locked(input, tools, connection));
  const ending: Ending = 'amendments' in ended ? ended : { ...ended, amendments: [] };
  const { wish, target, isDryRun = false } = input;
  return { command: wish.kind, dryRun: isDryRun, target: describeTarget(target), ...ending, ms: tools.now() - started };
}

/** What would be written, seen through a session that cannot write. */
async function looked(input: AmendInput, tools: AmendTools): Promise<Ending | BrokenOff> {
  const answer = await tools.connect(input.target, { purpose: 'read', signal: tools.signal });
  if (!answer.ok) return brokenOff(answer.failure, 'no-connection');
  try {
    const { plan } = await planned(input, tools, answer.connection);
    if (!plan.ok) return refusedBy(plan);
    return { outcome: plan.amendments.length === 0 ? 'nothing-to-do' : 'done', amendments: plan.amendments };
  } catch (thrown) {
    return brokenOff(failureOf(thrown, secretsOfTarget(input)), 'failed');
  } finally {
    await answer.connection.close();
  }
}

async function locked(input: AmendInput, tools: AmendTools, connection: Connection): Promise<Ending> {
  const { source, target, wish } = input;
  const { plan, status, id } = await planned(input, tools, connection);
  if (!plan.ok) return refusedBy(plan);
  const { amendments, queries } = plan;
  if (amendments.length === 0) return { outcome: 'nothing-to-do', amendments };
  const journal = new RunJournal(tools.journal, id, tools.now);
  const heading = {
    ...{ source, target, command: wish.kind, migrations: amendments.map(({ migration }) => migration) },
    ...(input.git !== undefined && { git: input.git }),
    ...(input.by !== undefined && { by: input.by }),
    ...(wish.reason !== undefined && { reason: wish.reason }),
  };
  return journalled(heading, { journal, now: tools.now }, async () => {
    if (!status.hasHistory) await setUpHistory(connection, source.convention.history);
    const wrong = await write(connection, { source, status, amendments, queries });
    if (wrong !== undefined) return { outcome: 'failed', message: wrong, amendments };
    for (const { migration, change, from, to, difference } of amendments) {
      await journal.tell({
        kind: 'amended',
        version: versionOf(migration),
        name: migration.title,
        change,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(difference !== undefined && { difference }),
      });
    }
    return { outcome: 'done', amendments };
  });
}

function refusedBy({ refused: { kind, reason, page }, differences }: Extract<AmendPlan, { ok: false }>): Ending {
  return {
    outcome: kind,
    message: reason,
    ...(page !== undefined && { page }),
    ...(differences !== undefined && { differences }),
    amendments: [],
  };
}

/** What is there, and what would be written. */
async function planned(
  { source, wish, git }: AmendInput,
  tools: AmendTools,
  connection: Connection,
): Promise<{ readonly plan: AmendPlan; readonly status: SourceStatus; readonly id: string }> {
  const stored = await readHistory(connection, source.convention.history, source.migrations);
  const known = withOwn(statusOf(source, stored), wish, await tools.journal.read());
  const id = tools.newId();
  const run = { id, ...(git !== undefined && { git }) };
  if (wish.kind !== 'repair') return { plan: planAmendments(wish, { source, status: known, run }), status: known, id };
  const former = await formerTexts(source, known, tools.versionsOf);
  const status = withAppliedTexts(known, former);
  const edited = withOtherMeaning(wish, status);
  const proof = edited.length === 0 ? undefined : await proveEqual({ source, status, former, edited }, tools);
  return { plan: planAmendments(wish, { source, status, run, ...(proof !== undefined && { proof }) }), status, id };
}

/** Of what is to be marked, what the journal knows counts too: a history without a mark of it does not know that it was begun. */
function withOwn(status: SourceStatus, wish: AmendWish, journal: readonly JournalEntry[]): SourceStatus {
  if (wish.kind !== 'mark') return status;
  return withUnfinished(
    status,
    journal.filter((entry) => !('version' in entry) || entry.version === wish.version),
  );
}

/** What is written, and over what. */
interface Writing {
  readonly source: Source;
  readonly status: SourceStatus;
  readonly amendments: readonly Amendment[];
  readonly queries: readonly Query[];
}

/**
 * Writes it in one transaction, and reads the history again before that is committed: it must say what was asked for,
 * and of everything else the same as before. Answers what it would say otherwise; then nothing was written.
 */
async function write(connection: Connection, { source, status, amendments, queries }: Writing): Promise<string | undefined> {
  const { history } = source.convention;
  await connection.script('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  try {
    for (const query of queries) await connection.query(query);
    const now = statusOf(source, await readHistory(connection, history, source.migrations));
    const wrong = surprise(status, now, amendments);
    if (wrong === undefined) await connection.script('COMMIT');
    else await rollBack(connection);
    return wrong;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

function surprise(before: SourceStatus, now: SourceStatus, amendments: readonly Amendment[]): string | undefined {
  const asked = new Map<string, Amendment['change']>(amendments.map(({ migration, change }) => [migration.id, change]));
  const said = (migration: Migration, standing: string): string =>
    `${nameOf(migration)} would count as ${standing} then, which was not asked for, so nothing was changed.`;
  for (const [index, { migration, state }] of now.migrations.entries()) {
    const was = before.migrations[index]?.state;
    const change = asked.get(migration.id);
    const standing = standingOf(state);
    const wanted = change === undefined ? standingOf(was) : change === 'not-applied' ? 'not applied' : 'applied';
    if (standing !== wanted) return said(migration, standing);
  }
  const gone = amendments.filter(({ migration }) => migration.up === undefined && migration.down === undefined).length;
  const lost = before.missing.length - now.missing.length;
  return lost === gone
    ? undefined
    : 'What the history has without files here would change otherwise than asked for, so nothing was changed.';
}

function standingOf(state: SourceStatus['migrations'][number]['state'] | undefined): string {
  if (state === undefined || !('row' in state)) return 'not applied';
  return state.kind === 'changed' || state.kind === 'failed' ? state.kind : 'applied';
}
