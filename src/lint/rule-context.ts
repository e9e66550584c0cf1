import { originOf } from '../migrations/walk';
import type { Name, Table } from '../schema/schema';
import { resolve } from '../schema/session';
import { shift } from '../sql/span';
import { isNew, type Judged, type JudgedChange } from './judge';
import type { LintInput } from './linter';
import type { EffectOn, RuleContext } from './rule';

/** What a rule may ask about one change of one statement. */
export function contextOf(about: {
  readonly input: LintInput;
  readonly judged: readonly Judged[];
  readonly each: Judged;
  readonly passed: JudgedChange;
}): RuleContext {
  const { input, judged, each, passed } = about;
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
    statements: judged.map((other) => other.statement),
    script,
    migration,
    source,
    schema,
    session,
    postgres: input.postgres,
    now: input.now,
    transaction: source.convention.transaction(script),
    effects,
    inTransaction: session.inTransaction,
    isAlone: judged.filter((other) => other.statement.kind !== 'psql').length === 1,
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
