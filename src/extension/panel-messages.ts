import type { FromPanel } from '../panel/protocol';

type Plain = Exclude<FromPanel['kind'], 'open' | 'open-migration'>;

/** A table so that the compiler notices a kind that is missing. */
const plain: Readonly<Record<Plain, true>> = {
  ready: true,
  'dry-run': true,
  apply: true,
  'roll-back': true,
  cancel: true,
  refresh: true,
  'choose-target': true,
  'choose-source': true,
  'copy-command': true,
  'manage-trust': true,
};

/** A message from the panel, checked field by field: a page is never trusted. Undefined where it is none of ours. */
export function readMessage(message: unknown): FromPanel | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, path, line, id } = message as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string') return undefined;
  if (isPlain(kind)) return { kind };
  if (kind === 'open' && typeof path === 'string' && typeof line === 'number' && Number.isSafeInteger(line) && line > 0) {
    return { kind, path, line };
  }
  if (kind === 'open-migration' && typeof id === 'string') return { kind, id };
  return undefined;
}

const isPlain = (kind: string): kind is Plain => Object.hasOwn(plain, kind);
