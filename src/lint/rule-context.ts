import { typeObject } from '../effects/type-change';
import { relativeTo } from '../migrations/paths';
import type { Script, Source } from '../migrations/project';
import { beforeScript } from '../migrations/chain';
import { originOf } from '../migrations/walk';
import type { Change } from '../schema/change';
import type { Key, Name, Table } from '../schema/schema';
import { resolve } from '../schema/session';
import { perObject } from '../sql/per-object';
import { shift } from '../sql/span';
import { heldBefore, type Held } from './held';
import { isNew, type Judged, type JudgedChange, type Judgement } from './judge';
import type { LintInput } from './linter';
import type { EffectOn, LaterScript, RuleContext } from './rule';

/** What is the same for all changes of a script. */
export interface SharedContext extends Pick<
  RuleContext,
  'transaction' | 'isAlone' | 'existingFiles' | 'found' | 'has' | 'leaves' | 'finally'
> {
  readonly judged: readonly Judged[];
  readonly input: LintInput;
  /** By the number of a statement. */
  readonly heldBefore: (index: number) => readonly Held[];
  /** Every change of the script. */
  readonly all: () => readonly Change[];
}

export function sharedContext(input: LintInput, { judged, walk }: Judgement): SharedContext {
  let held: ((index: number) => readonly Held[]) | undefined;
  let changes: readonly Change[] | undefined;
  let kinds: ReadonlySet<string> | undefined;
  return {
    has: (kind) => (kinds ??= kindsOf(judged)).has(kind),
    all: () => (changes ??= judged.flatMap((each) => each.changes.map(({ change }) => change))),
    input,
    judged,
    leaves: walk.after.schema,
    get finally() {
      return input.chain.end;
    },
    found: beforeScript(input.chain, input.migration, 'up').schema,
    transaction: input.source.convention.transaction(input.script),
    isAlone: judged.find(isSql) !== undefined && judged.find(isSql) === judged.findLast(isSql),
    existingFiles: () => filesOf(input.source),
    heldBefore: (index) => (held ??= heldBefore(judged))(index),
  };
}

/** What a script does beside reading and writing rows. */
function kindsOf(judged: readonly Judged[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const { isDataOnly, changes } of judged) if (!isDataOnly) for (const { change } of changes) kinds.add(change.kind);
  return kinds;
}

const isSql = ({ statement }: Judged): boolean => statement.kind !== 'psql';

/** The files of a source as the project has read them, relative to its folder. */
export const filesOf = perObject((source: Source): readonly string[] => {
  const paths = [
    ...source.migrations.flatMap(({ up, down }) => [up?.path, down?.path]),
    ...source.problems.map(({ path }) => path),
    ...source.companions.map(({ absolute }) => absolute),
  ];
  return paths.flatMap((path) => {
    const relative = path === undefined ? undefined : relativeTo(source.path, path);
    return relative === undefined ? [] : [relative];
  });
});

/** What a rule may ask about one change of one statement. */
export function contextOf(shared: SharedContext, each: Judged, passed: JudgedChange): RuleContext {
  const { input, judged, all, has, transaction, isAlone, existingFiles, found, leaves } = shared;
  const { script, source, migration } = input;
  const { statement } = each;
  const { schema, session, effects } = passed;
  const keyOf = (name: Name): string => resolve(name, schema, session);
  const table = (name: Name): Table | undefined => tableAt(keyOf(name));
  const tableAt = (key: Key): Table | undefined => {
    const found = schema.relations.get(key);
    return found?.kind === 'table' || found?.kind === 'foreign-table' ? found : undefined;
  };
  const isSparing = (key: string): boolean => session.fresh.has(key) || session.unseen.has(key);
  const position = (): number => judged.indexOf(each);
  return {
    statement,
    previous: () => judged[position() - 1]?.statement,
    later: () => judged.slice(position() + 1).map((other) => other.statement),
    before: () => judged.slice(0, position()),
    after: () => judged.slice(position() + 1),
    held: () => shared.heldBefore(position()),
    has,
    changesBefore: () => all().slice(0, all().indexOf(passed.change)),
    changesAfter: () => all().slice(all().indexOf(passed.change) + 1),
    script,
    migration,
    source,
    schema,
    leaves,
    get finally() {
      return shared.finally;
    },
    found,
    session,
    postgres: input.postgres,
    options: input.options,
    now: input.now,
    existingFiles,
    laterInRun: () => laterInRun(input),
    transaction,
    effects,
    whole: each.effects,
    inTransaction: session.inTransaction,
    isAlone,
    isOnlyChange: each.changes.length === 1,
    transactionSoFar: () => transactionBefore(passed, each, judged),
    resolve: keyOf,
    table,
    tableAt,
    index: (name) => {
      const found = schema.relations.get(keyOf(name));
      return found?.kind === 'index' ? found : undefined;
    },
    column: (name, column) => table(name)?.columns.find((known) => known.name === column),
    type: (name) => typeObject({ ...name, modifiers: [], array: 0 }, { schema, searchPath: session.searchPath }),
    functions: (name) => schema.functions.get(resolve(name, schema, session, 'function')) ?? [],
    read: (text) => input.reader.read(text)[0],
    createdHere: (name) => isSparing(keyOf(name)),
    madeHere: (origin) => {
      const made = originOf({ origin });
      return made !== undefined && isNew(input, made.path);
    },
    origin: (object, message) => {
      const made = object === undefined ? undefined : originOf(object);
      return made === undefined ? [] : [{ message, path: made.path, at: made.statement }];
    },
    harmful: (kind) => effects.filter((effect): effect is EffectOn => effect.kind === kind && !isSparing(effect.on)),
    inFile: (span) => shift(span, statement.at.start),
    replace: (at, text) => ({ kind: 'replace', path: script.path, at: shift(at, statement.at.start), text }),
  };
}

function laterInRun({ source, migration, script, standing, reader }: LintInput): readonly LaterScript[] {
  const { convention, migrations } = source;
  const isShared = (each: Script): boolean => convention.transaction(each) === 'run';
  if (script.direction === 'down' || !isShared(script) || standing(migration) !== 'pending') return [];
  const at = migrations.findIndex(({ id }) => id === migration.id);
  return migrations.slice(at + 1).flatMap((later) => {
    const { up } = later;
    if (up === undefined || !isShared(up) || standing(later) !== 'pending') return [];
    return [{ migration: later, script: up, statements: reader.read(up.text, up.body) }];
  });
}

/** The changes of the same transaction before one of a statement: those of the statement itself, and of others while it is open. */
function transactionBefore(passed: JudgedChange, each: Judged, judged: readonly Judged[]): readonly JudgedChange[] {
  const own = each.changes.slice(0, each.changes.indexOf(passed));
  if (!passed.session.inTransaction) return own;
  const before = judged.slice(0, judged.indexOf(each)).flatMap(({ changes }) => changes);
  const start = before.findLastIndex(({ change, session }) => !session.inTransaction || endsTransaction(change));
  return [...before.slice(start + 1), ...own];
}

function endsTransaction(change: Change): boolean {
  return change.kind === 'transaction' && ['commit', 'rollback', 'prepare'].includes(change.what);
}
