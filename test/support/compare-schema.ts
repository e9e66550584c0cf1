/** Replays folders of migrations on a real server and in the model, and holds the one against the other: see scripts/compare-schema.mjs. */
import { Client } from 'pg';
import { changesOf } from '../../src/schema/changes';
import { begin, commit, fold, type State } from '../../src/schema/fold';
import { emptySchema, type Schema } from '../../src/schema/schema';
import { newSession } from '../../src/schema/session';
import { loadParser } from '../../src/sql/parser';
import { SqlReader } from '../../src/sql/reader';
import type { ReadStatement } from '../../src/sql/statement';
import { type Chain, chainsOf, type Step } from './folders';
import { inventoryOfSchema, inventoryOfServer, normalized, type Inventory } from './catalog';
import { type Major, startServer } from './servers';

export interface CompareOptions {
  readonly postgres: Major;
  /** Plain files in natural order, where no convention is to be asked. */
  readonly glob?: string;
  /** Whether every refused statement is told, not only the number of them. */
  readonly isVerbose: boolean;
}

/** Compares every chain below a folder, and tells what it finds line by line. */
export async function compareFolder(folder: string, options: CompareOptions, tell: (line: string) => void): Promise<void> {
  const reader = new SqlReader(await loadParser());
  const chains = await chainsOf(folder, reader, options.glob);
  if (chains.length === 0) tell(`${folder}: no migrations are recognised; try --glob.`);
  for (const chain of chains) await compareChain(chain, options, tell);
}

async function compareChain({ title, steps }: Chain, options: CompareOptions, tell: (line: string) => void): Promise<void> {
  tell(`\n${title}: ${steps.length} scripts, PostgreSQL ${options.postgres}`);
  // Roles belong to a server, so each chain has one to itself.
  const server = await startServer(options.postgres);
  const client = new Client({ connectionString: await server.createDatabase() });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let state: State = { schema: emptySchema, session: newSession };
    let [statements, refused, unknownSteps] = [0, 0, 0];
    const since = new Map<string, string>();
    const unknown = new Set<string>();
    for (const step of steps) {
      const was = unknownSteps;
      state = await replay(client, step, state, {
        refuse(statement, error) {
          refused += 1;
          if (options.isVerbose) tell(`  refused: ${step.path}: ${oneLine(statement)}: ${error}`);
        },
        unknown() {
          unknownSteps += 1;
        },
      });
      statements += step.statements.length;
      const now = differences(inventoryOfSchema(state.schema, { withRoles: true }), await serverOf(client), state.schema);
      for (const name of since.keys()) if (!now.wrong.has(name)) since.delete(name);
      for (const [name, text] of now.wrong) {
        if (since.has(name)) continue;
        since.set(name, step.path);
        // What a block or a function has made only the server knows, and what comes of that later, too.
        if (unknownSteps > was || isOfUnknown(name, text, unknown)) unknown.add(name);
      }
    }
    const last = differences(inventoryOfSchema(state.schema, { withRoles: true }), await serverOf(client), state.schema);
    const differ = [...last.wrong].filter(([name]) => !unknown.has(name));
    for (const [name, text] of options.isVerbose ? last.wrong : differ) {
      tell(`  ${since.get(name) ?? ''}: ${name}${unknown.has(name) ? ' (said to be unknown)' : ''}\n      ${text}`);
    }
    const agree = last.all - last.wrong.size - last.unknown;
    const said = last.all - agree - differ.length;
    const known = said === 0 ? '' : `, ${said} are said to be unknown`;
    tell(
      `  ${((100 * agree) / Math.max(1, last.all)).toFixed(2)} % of ${last.all} lines agree, ${differ.length} differ${known}; ` +
        `${refused} of ${statements} statements were refused by the server`,
    );
  } finally {
    await client.end();
    await server.stop();
  }
}

function serverOf(client: Client): Promise<Inventory> {
  return inventoryOfServer(client, { withRoles: true });
}

/** Lines that are not the same on both sides. What the model says it does not know is counted by itself. */
function differences(ofModel: Inventory, ofServer: Inventory, schema: Schema) {
  const [model, server] = [normalized(ofModel), normalized(ofServer)];
  const names = new Set([...Object.keys(model), ...Object.keys(server)]);
  const wrong = new Map<string, string>();
  let [all, unknown] = [0, 0];
  for (const name of names) {
    if (name.includes(' pg_temp.')) continue;
    all += 1;
    if (model[name] === server[name]) continue;
    if (model[name] === undefined && isOfPartlyKnown(name, schema)) unknown += 1;
    else wrong.set(name, `server: ${server[name] ?? '(none)'}\n      model:  ${model[name] ?? '(none)'}`);
  }
  return { all, unknown, wrong };
}

/** Whether a line is about a relation that is not known itself. */
function isOfUnknown(name: string, text: string, unknown: ReadonlySet<string>): boolean {
  const key = name.slice(name.indexOf(' ') + 1);
  const on = /: on (\S+)/.exec(text)?.[1] ?? '';
  return [key, key.slice(0, key.lastIndexOf('.')), on].some((each) => unknown.has(`table ${each}`));
}

/** Whether a line is about a table of which not all is known. */
function isOfPartlyKnown(name: string, schema: Schema): boolean {
  const key = name.slice(name.indexOf(' ') + 1);
  const relation = schema.relations.get(key) ?? schema.relations.get(key.slice(0, key.lastIndexOf('.')));
  return relation !== undefined && 'partlyKnown' in relation && relation.partlyKnown;
}

/** Runs a script a statement at a time; what the server refuses leaves no trace in either. */
async function replay(
  client: Client,
  step: Step,
  from: State,
  tell: { refuse(statement: ReadStatement, error: string): void; unknown(): void },
): Promise<State> {
  let state: State = { schema: from.schema, session: newSession };
  if (step.isWrapped) {
    await client.query('BEGIN');
    state = begin(state);
  }
  for (const statement of step.statements) {
    if (statement.kind === 'psql') continue;
    const changes = changesOf(statement);
    const isGuarded = state.session.inTransaction && !changes.some(({ kind }) => kind === 'transaction');
    try {
      if (isGuarded) await client.query('SAVEPOINT compare');
      await client.query(statement.text);
      if (isGuarded) await client.query('RELEASE compare');
    } catch (error) {
      tell.refuse(statement, error instanceof Error ? error.message : String(error));
      if (isGuarded) await client.query('ROLLBACK TO compare');
      continue;
    }
    // Once the schema is partly known it stays so: whether this statement would make it so is asked by itself.
    const known = { ...state, schema: { ...state.schema, partlyKnown: false } };
    if (fold(known, statement, changes, undefined).schema.partlyKnown) tell.unknown();
    state = fold(state, statement, changes, { path: step.path, statement: statement.at });
  }
  if (state.session.inTransaction) await client.query('COMMIT');
  await client.query('RESET ALL');
  return commit(state);
}

function oneLine({ text }: ReadStatement): string {
  return text.replace(/\s+/g, ' ').slice(0, 100);
}
