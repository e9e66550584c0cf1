import type { AddedTarget } from '../workspace/targets';

/** Connections as they were stored, field by field: an older version may have written them. Undefined where that is no list. */
export function storedConnections(text: string): readonly AddedTarget[] | undefined {
  const stored = parsed(text);
  return Array.isArray(stored) ? stored.filter(isConnection) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isConnection(value: unknown): value is AddedTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { name, url, role } = value as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && typeof url === 'string' && (role === undefined || roles.includes(role));
}

const roles: readonly unknown[] = ['local', 'shared', 'production'];
