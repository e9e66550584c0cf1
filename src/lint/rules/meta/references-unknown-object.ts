import type { ChangeOf } from '../../../schema/change';
import type { Name } from '../../../schema/schema';
import { distance } from '../../../sql/distance';
import { originOf } from '../../../migrations/walk';
import { certainFailure, namingKinds } from '../../certain-failure';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

type Naming = ChangeOf<(typeof namingKinds)[number]>;

/** Undefined table, column, object; schema that is not there. */
const undefinedObjects = new Set(['42P01', '42703', '42704', '3F000']);

export const referencesUnknownObject = changeRule({
  id: 'references-unknown-object',
  title: 'Object that is not there',
  category: 'meta',
  severity: 'error',
  also: [],
  on: namingKinds,
  check(change, context) {
    if (context.schema.partlyKnown) return undefined;
    const failure = certainFailure(context, undefinedObjects);
    if (failure !== undefined) {
      return { message: `Fails with ${failure.sqlstate}: ${plainName(failure.why)}`, ...suggestion(change, context) };
    }
    return gone(change, context);
  },
});

/** A column a slip of the pen away. */
function suggestion(change: Naming, context: RuleContext): Pick<Report, 'help'> {
  if (!('column' in change) || typeof change.column !== 'string' || !('table' in change)) return {};
  const { column } = change;
  const near = context
    .table(change.table)
    ?.columns.map(({ name }) => ({ name, far: distance(name, column) }))
    .sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.max(1, Math.floor(column.length / 3))
    ? { help: `Did you mean ${near.name}?` }
    : {};
}

/** A table or an index that the chain itself has dropped; one that it never made may well be made elsewhere. */
function gone(change: Naming, context: RuleContext): Report | undefined {
  const name = needed(change);
  if (name === undefined) return undefined;
  const key = context.resolve(name);
  const life = context.schema.relations.has(key) ? undefined : context.schema.lives.get(key);
  const dropped = life?.dropped === undefined ? undefined : originOf({ origin: life.dropped });
  if (dropped === undefined) return undefined;
  return {
    message: `Fails with ${change.kind === 'drop-index' ? '42704' : '42P01'}: ${plainName(key)} does not exist any more`,
    related: [{ message: `${plainName(key)} was dropped here`, path: dropped.path, at: dropped.statement }],
  };
}

/** The relation without which the server refuses the change. */
function needed(change: Naming): Name | undefined {
  if (change.kind === 'create-table' || change.ifRelationExists === true || change.inBlock === 'perhaps') return undefined;
  if ('ifExists' in change && change.ifExists && change.kind !== 'drop-column' && change.kind !== 'drop-constraint') {
    return undefined;
  }
  if (change.kind === 'drop-index') return change.index;
  return 'table' in change ? change.table : undefined;
}
