import { predict, predictStatement, type World } from '../effects/predict';
import { settle } from '../effects/settle';
import type { Effect } from '../effects/effect';
import type { Chain } from '../migrations/chain';
import { beforeScript } from '../migrations/chain';
import type { Migration, Script, Source } from '../migrations/project';
import { originOf, walk, type Before, type Passed, type PassedChange, type Walk } from '../migrations/walk';
import type { Change } from '../schema/change';
import type { Key } from '../schema/schema';
import type { SqlReader } from '../sql/reader';
import { mayHaveLookalikes } from '../sql/lookalikes';
import { newerSyntax, type NewerSyntax } from '../sql/newer-syntax';
import { touches } from '../sql/span';
import type { ReadStatement } from '../sql/statement';

/** Whether a migration has run: by the target's history, or by the default branch where no history is known. */
export type MigrationStanding = 'applied' | 'pending' | 'unknown';

/** A script in its place. */
export interface ScriptInput {
  readonly source: Source;
  readonly migration: Migration;
  /** The script to judge: the migration's own, or the same with the text of an unsaved editor. */
  readonly script: Script;
  readonly chain: Chain;
  readonly reader: SqlReader;
  readonly standing: (migration: Migration) => MigrationStanding;
  /** The target's major version, 14 to 18. */
  readonly postgres: number;
}

/** A change with what PostgreSQL does to carry it out. */
export interface JudgedChange extends PassedChange {
  readonly effects: readonly Effect[];
}

/** A statement with what it does. */
export interface Judged {
  readonly statement: ReadStatement;
  readonly changes: readonly JudgedChange[];
  /** Of the whole statement: one lock a relation, and nothing twice. */
  readonly effects: readonly Effect[];
  /** What a version before the newest cannot read. */
  readonly newer: readonly NewerSyntax[];
  /** Reads and writes rows, in plain characters and up to a semicolon, and does nothing else: as nearly all statements of a long file do. */
  readonly isDataOnly: boolean;
  /** An INSERT into the very columns that the statement before it fills. */
  readonly isRepeated: boolean;
}

/** A script, walked and judged: what the linter, the hover and a dry run stand on. */
export interface Judgement {
  readonly walk: Walk;
  /** Every statement with its predicted effects. */
  readonly judged: readonly Judged[];
  readonly postgres: number;
}

/**
 * Judges every statement of a script. Of an earlier judgement of the same script whatever still holds is taken over, so
 * that a keystroke costs what it touches.
 */
export function judge(input: ScriptInput, earlier?: Judgement): Judgement {
  const { script, source, reader, postgres } = input;
  const walked = walk(script, { convention: source.convention, reader, before: startOf(input), earlier: earlier?.walk });
  return judgeWalk(walked, postgres, earlier);
}

/** The same of a script that was walked already, from what `startOf` makes of its place. */
export function judgeWalk(walked: Walk, postgres: number, earlier?: Judgement): Judgement {
  const known = earlier?.postgres === postgres ? earlier.judged : [];
  const { statements, kept } = walked;
  const judged = statements.map((passed, index) => {
    const place = kept[index] ?? -1;
    const same = known[place];
    // Behind the same as before, it repeats that or not as before.
    const isRepeated =
      same !== undefined && place > 0 && kept[index - 1] === place - 1
        ? same.isRepeated
        : insertsAlike(statements[index - 1]?.changes, passed.changes);
    if (same === undefined) return judgeOne(passed, postgres, isRepeated);
    if (same.statement === passed.statement && same.isRepeated === isRepeated) return same;
    const { changes, effects, newer, isDataOnly } = same;
    return { statement: passed.statement, changes, effects, newer, isDataOnly, isRepeated };
  });
  return { walk: walked, judged, postgres };
}

function judgeOne({ statement, changes, found }: Passed, postgres: number, isRepeated: boolean): Judged {
  const predicted = predictions(changes, { ...found, postgres });
  const judged = changes.map((each, index) => ({ ...each, effects: likely(each.change, predicted[index] ?? []) }));
  const effects = settle(
    judged.flatMap((each) => each.effects),
    { schema: found.schema, session: found.session, postgres },
  );
  const newer = newerSyntax(statement);
  const isEnded = statement.end > statement.at.end;
  const isPlain = isEnded && statement.parsed.ok && newer.length === 0 && !mayHaveLookalikes(statement.text);
  const isDataOnly = isPlain && changes.every(({ change }) => isData(change));
  return { statement, changes: judged, effects, newer, isDataOnly, isRepeated };
}

/** Of each change; those of a block are statements of their own, while those of one statement know of each other. */
function predictions(changes: readonly PassedChange[], world: World): readonly (readonly Effect[])[] {
  const isOne = changes.length > 1 && changes.every(({ change }) => change.inBlock === undefined);
  return isOne
    ? predictStatement(
        changes.map(({ change }) => change),
        world,
      ).changes
    : changes.map(({ change, schema, session }) => predict(change, { ...world, schema, session }));
}

const isData = ({ kind }: Change): boolean => kind === 'write' || kind === 'read';

function insertsAlike(before: readonly PassedChange[] | undefined, after: readonly PassedChange[]): boolean {
  if (before?.length !== 1 || after.length !== 1) return false;
  const [a, b] = [before[0]?.change, after[0]?.change];
  if (a?.kind !== 'write' || b?.kind !== 'write' || a.rows === undefined || b.rows === undefined) return false;
  const isOneTable = a.table.name === b.table.name && a.table.schema === b.table.schema;
  const isOneShape = a.rows.from === b.rows.from && a.rows.width === b.rows.width;
  const isOneWay = a.rows.hasConflictClause === b.rows.hasConflictClause;
  return isOneTable && isOneShape && isOneWay && a.rows.columns.join() === b.rows.columns.join();
}

/** Whoever puts a condition before a statement means to keep it from failing, so what would fail then does not run. */
function likely({ inBlock }: Change, effects: readonly Effect[]): readonly Effect[] {
  return inBlock === 'perhaps' || inBlock === 'if-needed' ? effects.filter(({ kind }) => kind !== 'error') : effects;
}

/** The statement at an offset of the file, for a hover; undefined between statements. */
export function statementAt(judged: readonly Judged[], offset: number): Judged | undefined {
  return judged.find(({ statement }) => touches(statement.at, offset));
}

interface NamedChain {
  readonly chain: Pick<Chain, 'byPath'>;
}

/** Whether a migration's objects are new to everyone: its own, and those of pending ones before it. */
export function isNew(input: Pick<ScriptInput, 'migration' | 'standing'> & NamedChain, path: string): boolean {
  const { migration, chain, standing } = input;
  if (path === migration.up?.path || path === migration.down?.path) return true;
  const maker = chain.byPath.get(path);
  return maker !== undefined && standing(maker) === 'pending';
}

/** A chain counts every table as new until it is filled; here only those are that no applied migration has made. */
function startOf(input: ScriptInput): Before {
  const { chain, migration, script, standing } = input;
  const { schema, fresh } = beforeScript(chain, migration, script.direction);
  // A long chain has thousands of tables, and most of the time none of its migrations is pending.
  const isAnyNew = script.direction === 'down' || chain.steps.some((step) => standing(step.migration) === 'pending');
  return isAnyNew ? withNew({ schema, fresh }, (path) => isNew(input, path)) : { schema, fresh: new Set() };
}

/** Of what counts as new, that alone which was made by certain files. */
export function withNew({ schema, fresh }: Before, isNewIn: (path: string) => boolean): Before {
  const left: Key[] = [];
  for (const key of fresh) {
    const object = schema.relations.get(key);
    const origin = object === undefined ? undefined : originOf(object);
    if (origin !== undefined && isNewIn(origin.path)) left.push(key);
  }
  return { schema, fresh: new Set(left) };
}
