import type { FromPanel } from '../panel/protocol';

type Plain = Exclude<FromPanel['kind'], 'open' | 'open-migration' | 'explain'>;

/** A table so that the compiler notices a kind that is missing. */
const plain: Readonly<Record<Plain, true>> = {
  ready: true,
  'dry-run': true,
  apply: true,
  'roll-back': true,
  redo: true,
  verify: true,
  export: true,
  'create-database': true,
  cancel: true,
  refresh: true,
  'choose-target': true,
  'choose-source': true,
  'copy-command': true,
  'copy-report': true,
  'save-report': true,
  'copy-difference': true,
  'manage-trust': true,
};

/** A message from the panel, checked field by field: a page is never trusted. Undefined where it is none of ours. */
export function readMessage(message: unknown): FromPanel | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, path, line, column, page, id } = message as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string') return undefined;
  if (isPlain(kind)) return { kind };
  if (kind === 'open' && typeof path === 'string' && isCount(line) && (column === undefined || isCount(column))) {
    return { kind, path, line, ...(column !== undefined && { column }) };
  }
  if (kind === 'explain' && typeof page === 'string') return { kind, page };
  if (kind === 'open-migration' && typeof id === 'string') return { kind, id };
  return undefined;
}

/** Lines and columns count from 1. */
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const isPlain = (kind: string): kind is Plain => Object.hasOwn(plain, kind);
