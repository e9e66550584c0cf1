import type { Change } from '../../../schema/change';

/** A statement or clause that can be told to do nothing where it was done already. */
export interface Guard {
  readonly words: 'IF NOT EXISTS' | 'IF EXISTS';
  /** The words before it, the first of these that the clause begins with. */
  readonly after: readonly (readonly string[])[];
  /** What PostgreSQL answers the second time. */
  readonly sqlstate: string;
  /** What is made or dropped. */
  readonly name: string;
}

/** The guard that a change could have and lacks. */
export function missingGuard(change: Change): Guard | undefined {
  if (('ifNotExists' in change && change.ifNotExists) || ('ifExists' in change && change.ifExists)) return undefined;
  switch (change.kind) {
    case 'create-table':
      return change.persistence === 'temporary' ? undefined : made('42P07', change.table.name, ['table']);
    case 'create-index':
      // A concurrent build that failed leaves an index that IF NOT EXISTS takes for a good one.
      return change.concurrently || change.index === undefined ? undefined : made('42P07', change.index, ['index']);
    case 'create-view':
      return change.materialized ? made('42P07', change.view.name, ['view']) : undefined;
    case 'create-sequence':
      return made('42P07', change.sequence.name, ['sequence']);
    case 'create-schema':
      return made('42P06', change.schema, ['create', 'schema']);
    case 'create-extension':
      return made('42710', change.extension, ['extension']);
    case 'add-column':
      return made('42701', change.column.name, ['add', 'column'], ['add']);
    case 'drop-table':
      return gone('42P01', change.table.name, ['table']);
    case 'drop-view':
      return gone('42P01', change.view.name, ['view']);
    case 'drop-sequence':
      return gone('42P01', change.sequence.name, ['sequence']);
    case 'drop-index':
      return gone('42704', change.index.name, change.concurrently ? ['concurrently'] : ['index']);
    case 'drop-type':
      return gone('42704', change.type.name, ['drop', 'type'], ['drop', 'domain']);
    case 'drop-function':
      return gone('42883', change.function.name, ['function'], ['procedure'], ['routine'], ['aggregate']);
    case 'drop-schema':
      return gone('3F000', change.schema, ['schema']);
    case 'drop-extension':
      return gone('42704', change.extension, ['extension']);
    case 'drop-trigger':
      return gone('42704', change.trigger, ['trigger']);
    case 'drop-policy':
      return gone('42704', change.policy, ['policy']);
    case 'drop-rule':
      return gone('42704', change.rule, ['rule']);
    case 'drop-column':
      return gone('42703', change.column, ['drop', 'column'], ['drop']);
    case 'drop-constraint':
      return gone('42704', change.constraint, ['constraint']);
    default:
      return undefined;
  }
}

function made(sqlstate: string, name: string, ...after: readonly (readonly string[])[]): Guard {
  return { words: 'IF NOT EXISTS', after, sqlstate, name };
}

function gone(sqlstate: string, name: string, ...after: readonly (readonly string[])[]): Guard {
  return { words: 'IF EXISTS', after, sqlstate, name };
}
