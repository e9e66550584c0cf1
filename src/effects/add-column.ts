import type { ChangeOf } from '../schema/change';
import type { ColumnDefinition } from '../schema/definitions';
import { serialBase } from '../schema/types';
import type { Effect } from './effect';
import { refusedAlone } from './column-subject';
import { indexKey } from './keys';
import { dataException, fails, mayFail, unknown, willFail } from './outcome';
import { foreignKeyLocks, referenceFault } from './foreign-keys';
import { checkKeys, lockTree, subject, workOn } from './subject';
import { typeObject } from './type-change';
import { volatilityOf } from './volatility';
import { descendants, isPartitioned, type World } from './world';

export function addColumn(change: ChangeOf<'add-column'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const { column } = change;
  const syntax = newerSyntax(column, world);
  if (syntax !== undefined) return [syntax];
  const locks = lockTree(world, key, 'AccessExclusiveLock');
  if (table?.columns.some(({ name }) => name === column.name) === true) {
    return change.ifNotExists ? locks : [fails('42701', `column ${column.name} exists`)];
  }
  if (table?.partitionOf !== undefined) return [fails('42809', 'a partition gets its columns from its parent')];
  const refused = refusal(column, world) ?? refusedAlone(change, world, key);
  if (refused !== undefined) return [refused];

  if (column.identity !== undefined && isPartitioned(table) && world.postgres < 17) {
    return [fails('42P16', 'identity columns of partitioned tables came with PostgreSQL 17')];
  }
  if (column.identity !== undefined && !isPartitioned(table) && descendants(world, key).length > 0) {
    return [fails('42P16', `${key} has children, which do not share an identity`)];
  }
  const values = valuesOf(column, world);
  const work: Effect[] = [];
  if (values.kind === 'computed') work.push(...workOn(world, key, 'rewrite'));
  if (values.kind === 'computed' && (values.by === 'generated' || values.by === 'default')) {
    work.push(mayFail(dataException, 'the expression may not take a value'));
  }
  if (values.kind === 'unknown') work.push(unknown('work', values.why));
  if (values.kind === 'computed' && values.isRequired === true) work.push(mayFail('23502', 'the domain allows no NULL'));
  const isNull = values.kind === 'null';
  if (column.notNull && isNull && !isVirtual(column)) work.push(...workOn(world, key, 'scan'), mayFail('23502', 'rows get NULL'));
  return [...effects, ...locks, ...work, ...column.constraints.flatMap((each) => constraintEffects(column, each, world, key))];

  function constraintEffects(
    of: ColumnDefinition,
    constraint: ColumnDefinition['constraints'][number],
    here: World,
    on: string,
  ): readonly Effect[] {
    switch (constraint.kind) {
      case 'check':
        if (!constraint.enforced) return [];
        return [...workOn(here, on, 'scan'), mayFail('23514', 'the new values fail the check')];
      case 'foreign-key': {
        const to = constraint.references;
        const fault = to === undefined ? undefined : referenceFault(here, table?.persistence ?? 'permanent', to, [of]);
        if (fault !== undefined) return [fault];
        const locksOfPartner = foreignKeyLocks(here, on, constraint.references?.table);
        // Without a DEFAULT clause every value is NULL, and PostgreSQL skips the check; any clause makes it look.
        const isChecked = of.default !== undefined || of.generated !== undefined || serialBase(of.type) !== undefined;
        if (!isChecked || !constraint.enforced) return locksOfPartner;
        return [...locksOfPartner, ...checkKeys(here, on), mayFail('23503', 'the default is no row of the other table')];
      }
      case 'primary-key':
      case 'unique':
      case 'exclude': {
        if (isPartitioned(table)) return [fails('0A000', 'a key of a partitioned table needs the partition columns')];
        const taken = indexKey(on, constraint, [of.name]);
        if (constraint.name !== undefined && here.schema.relations.has(taken)) return [fails('42P07', `${taken} exists`)];
        if (constraint.kind === 'primary-key' && table?.constraints.some(({ kind }) => kind === 'primary-key') === true) {
          return [fails('42P16', 'there is a primary key')];
        }
        const repeats = isNull && constraint.kind !== 'primary-key' ? [] : [mayFail('23505', 'rows get equal values')];
        return [...workOn(here, on, 'index-build'), ...repeats];
      }
      case 'not-null':
        return [];
    }
  }
}

/** What about a new column makes PostgreSQL write every row anew. */
export type RewriteCause = 'generated' | 'identity' | 'serial' | 'domain' | 'domain-default' | 'default';

/** Why adding the column rewrites the table; undefined where it does not, or where that is not known. */
export function rewriteCause(column: ColumnDefinition, world: World): RewriteCause | undefined {
  const values = valuesOf(column, world);
  return values.kind === 'computed' ? values.by : undefined;
}

/** What a row that is there already gets in the new column. */
type Values =
  | { readonly kind: 'null' | 'constant' }
  /** A value for each row of its own: the table is written anew. */
  | { readonly kind: 'computed'; readonly by: RewriteCause; readonly isRequired?: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

function valuesOf(column: ColumnDefinition, world: World): Values {
  if (column.generated !== undefined) return column.generated.stored ? { kind: 'computed', by: 'generated' } : { kind: 'null' };
  if (column.identity !== undefined) return { kind: 'computed', by: 'identity' };
  if (serialBase(column.type) !== undefined) return { kind: 'computed', by: 'serial' };
  const { schema, session } = world;
  const type = typeObject(column.type, { schema, searchPath: session.searchPath });
  const domain = type?.kind === 'domain' && column.type.array === 0 ? type : undefined;
  const chain = domain === undefined ? [] : domainChain(domain, world);
  // Rows must be checked against the domain, and only a rewrite does that.
  if (chain.some((each) => each.notNull || each.constraints.length > 0)) {
    return { kind: 'computed', by: 'domain', isRequired: column.default === undefined && chain.some((each) => each.notNull) };
  }

  const standard = column.default ?? chain.find((each) => each.default !== undefined)?.default;
  if (standard === undefined) {
    const isKnown = type !== undefined || column.type.schema === undefined;
    return isKnown || world.complete === true
      ? { kind: 'null' }
      : { kind: 'unknown', why: `${column.type.name} may be a domain that checks its values` };
  }
  const volatility = volatilityOf(standard, schema, session.searchPath);
  if (volatility.kind === 'volatile')
    return { kind: 'computed', by: column.default === undefined ? 'domain-default' : 'default' };
  if (volatility.kind === 'unknown') return { kind: 'unknown', why: `function ${volatility.by} may be volatile` };
  return { kind: isNullConstant(standard.tree) ? 'null' : 'constant' };
}

type Domain = Extract<NonNullable<ReturnType<typeof typeObject>>, { readonly kind: 'domain' }>;

/** The domain, the domain under it, and so on. */
function domainChain(domain: Domain, world: World): readonly Domain[] {
  const found: Domain[] = [domain];
  for (;;) {
    const base = typeObject(found.at(-1)?.base ?? domain.base, { schema: world.schema, searchPath: world.session.searchPath });
    if (base?.kind !== 'domain' || found.includes(base)) return found;
    found.push(base);
  }
}

function isNullConstant(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if ('TypeCast' in tree) {
    const cast = tree.TypeCast;
    return typeof cast === 'object' && cast !== null && 'arg' in cast && isNullConstant(cast.arg);
  }
  if (!('A_Const' in tree)) return false;
  const constant = tree.A_Const;
  return typeof constant === 'object' && constant !== null && 'isnull' in constant && constant.isnull === true;
}

function isVirtual(column: ColumnDefinition): boolean {
  return column.generated?.stored === false;
}

/** Virtual generated columns and constraints that are not enforced came with 18. */
function newerSyntax(column: ColumnDefinition, world: World): Effect | undefined {
  if (world.postgres >= 18) return undefined;
  if (isVirtual(column)) return fails('42601', 'virtual generated columns came with PostgreSQL 18');
  const unenforced = column.constraints.some(({ kind, enforced }) => !enforced && (kind === 'check' || kind === 'foreign-key'));
  return unenforced ? fails('42601', 'NOT ENFORCED came with PostgreSQL 18') : undefined;
}

function refusal(column: ColumnDefinition, world: World): Effect | undefined {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const type = typeObject(column.type, path);
  if (isVirtual(column) && type?.kind === 'domain') return fails('0A000', 'a virtual column cannot be of a domain');
  return undefined;
}
