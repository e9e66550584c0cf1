import type { CopiedAction, FromPanel } from '../panel/protocol';

type Plain = Exclude<FromPanel['kind'], 'open' | 'open-migration' | 'explain' | 'copy-command' | 'show-run'>;

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
  'copy-report': true,
  'save-report': true,
  'copy-difference': true,
  'compare-schema': true,
  'manage-trust': true,
};

const copied: Readonly<Record<CopiedAction, true>> = {
  'dry-run': true,
  apply: true,
  'roll-back': true,
  redo: true,
  verify: true,
  export: true,
  status: true,
};

/** A message from the panel, checked field by field: a page is never trusted. Undefined where it is none of ours. */
export function readMessage(message: unknown): FromPanel | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, path, line, column, page, id, number, of } = message as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string') return undefined;
  if (isPlain(kind)) return { kind };
  if (kind === 'copy-command' && of === undefined) return { kind };
  if (kind === 'copy-command' && typeof of === 'string' && isCopied(of)) return { kind, of };
  if (kind === 'show-run' && typeof number === 'number') return { kind, number };
  if (kind === 'open' && typeof path === 'string' && isCount(line) && (column === undefined || isCount(column))) {
    return { kind, path, line, ...(column !== undefined && { column }) };
  }
  if (kind === 'explain' && typeof page === 'string') return { kind, page };
  if (kind === 'open-migration' && typeof id === 'string') return { kind, id };
  return undefined;
}

/** Lines and columns count from 1. */
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const isCopied = (of: string): of is CopiedAction => Object.hasOwn(copied, of);

const isPlain = (kind: string): kind is Plain => Object.hasOwn(plain, kind);
