import { relativeTo } from '../migrations/paths';
import type { Source } from '../migrations/project';
import { beforeScript } from '../migrations/chain';
import { originOf } from '../migrations/walk';
import type { Change } from '../schema/change';
import type { Name, Table } from '../schema/schema';
import { resolve } from '../schema/session';
import { shift } from '../sql/span';
import { isNew, type Judged, type JudgedChange } from './judge';
import type { LintInput } from './linter';
import type { EffectOn, RuleContext } from './rule';

/** What is the same for all changes of a script. */
export interface SharedContext extends Pick<RuleContext, 'transaction' | 'isAlone' | 'existingFiles' | 'found'> {
  readonly judged: readonly Judged[];
  readonly input: LintInput;
  /** Every change of the script. */
  readonly all: () => readonly Change[];
}

export function sharedContext(input: LintInput, judged: readonly Judged[]): SharedContext {
  let files: readonly string[] | undefined;
  let changes: readonly Change[] | undefined;
  return {
    all: () => (changes ??= judged.flatMap((each) => each.changes.map(({ change }) => change))),
    input,
    judged,
    found: beforeScript(input.chain, input.migration, 'up').schema,
    transaction: input.source.convention.transaction(input.script),
    isAlone: judged.find(isSql) !== undefined && judged.find(isSql) === judged.findLast(isSql),
    existingFiles: () => (files ??= filesOf(input.source)),
  };
}

const isSql = ({ statement }: Judged): boolean => statement.kind !== 'psql';

function filesOf(source: Source): readonly string[] {
  const paths = [
    ...source.migrations.flatMap(({ up, down }) => [up?.path, down?.path]),
    ...source.problems.map(({ path }) => path),
  ];
  return paths.flatMap((path) => {
    const relative = path === undefined ? undefined : relativeTo(source.path, path);
    return relative === undefined ? [] : [relative];
  });
}

/** What a rule may ask about one change of one statement. */
export function contextOf(shared: SharedContext, each: Judged, passed: JudgedChange): RuleContext {
  const { input, judged, all, transaction, isAlone, existingFiles, found } = shared;
  const { script, source, migration } = input;
  const { statement } = each;
  const { schema, session, effects } = passed;
  const keyOf = (name: Name): string => resolve(name, schema, session);
  const table = (name: Name): Table | undefined => {
    const found = schema.relations.get(keyOf(name));
    return found?.kind === 'table' || found?.kind === 'foreign-table' ? found : undefined;
  };
  const isSparing = (key: string): boolean => session.fresh.has(key) || session.unseen.has(key);
  return {
    statement,
    previous: () => judged[judged.indexOf(each) - 1]?.statement,
    later: () => judged.slice(judged.indexOf(each) + 1).map((other) => other.statement),
    changesBefore: () => all().slice(0, all().indexOf(passed.change)),
    changesAfter: () => all().slice(all().indexOf(passed.change) + 1),
    script,
    migration,
    source,
    schema,
    found,
    session,
    postgres: input.postgres,
    now: input.now,
    existingFiles,
    transaction,
    effects,
    inTransaction: session.inTransaction,
    isAlone,
    resolve: keyOf,
    table,
    column: (name, column) => table(name)?.columns.find((known) => known.name === column),
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
