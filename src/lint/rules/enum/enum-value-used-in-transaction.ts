import { originOf } from '../../../migrations/walk';
import { changesOf } from '../../../schema/changes';
import { resolve } from '../../../schema/session';
import type { ReadStatement } from '../../../sql/statement';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { usesEnumValue, type EnumValue } from './enum-use';

/** 55P04 «unsafe use of new value»: https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES */
export const enumValueUsedInTransaction = changeRule({
  id: 'enum-value-used-in-transaction',
  title: 'Enum value used in the transaction that adds it',
  category: 'enum',
  severity: 'error',
  also: ['migrationpilot:MP054', 'pgsafe:enum-value-used-in-transaction'],
  on: ['add-enum-value'],
  check({ type, value }, context) {
    const known = context.type(type);
    const isThere = known?.kind === 'enum' && known.values.includes(value);
    if (!context.inTransaction || isThere || isSpared(known, context)) return undefined;
    const it: EnumValue = { type: known?.key ?? resolve(type, context.schema, context.session, 'type'), value };
    const use = firstUse(it, context);
    if (use === undefined) return usedInRun(it, context);
    return {
      message: `Fails with 55P04 further down: ‘${value}’ cannot be used before the transaction that adds it to ${plainName(it.type)} is committed`,
      help: 'Add the value in a migration of its own, and use it in the next one.',
      related: [{ message: `‘${value}’ is used here`, path: context.script.path, at: use.at }],
    };
  },
});

/** Used by a migration behind this one, which is applied in the same transaction. */
function usedInRun(it: EnumValue, context: RuleContext): Report | undefined {
  for (const { migration, script, statements } of context.laterInRun()) {
    const use = statements.find((statement) => usesEnumValue(statement, it, context));
    if (use === undefined) continue;
    const { title } = context.source.convention;
    return {
      message: `Makes ${migration.version} fail with 55P04: ‘${it.value}’ cannot be used before the transaction that adds it to ${plainName(it.type)} is committed, and ${title} applies all pending migrations in one`,
      help: 'Apply this migration by itself first, and the one that uses the value afterwards.',
      related: [{ message: `‘${it.value}’ is used here`, path: script.path, at: use.at }],
    };
  }
  return undefined;
}

/** Since 17 the values of a type that the same transaction has made can be used at once. */
function isSpared(known: ReturnType<RuleContext['type']>, context: RuleContext): boolean {
  if (context.postgres < 17 || known === undefined) return false;
  return originOf(known)?.path === context.script.path || (context.transaction === 'run' && context.madeHere(known.origin));
}

function firstUse(it: EnumValue, context: RuleContext): ReadStatement | undefined {
  for (const statement of context.later()) {
    if (usesEnumValue(statement, it, context)) return statement;
    if (changesOf(statement).some((change) => change.kind === 'transaction' && ends.has(change.what))) return undefined;
  }
  return undefined;
}

const ends = new Set<string>(['commit', 'rollback', 'prepare']);
