import type { Connection } from '../database/connection';
import { describeTarget } from '../database/redact';
import { markedRole } from '../database/role';
import type { Role, Target } from '../database/target';
import type { Refusal } from './plan';

/**
 * Why this target may not be written to now: it is read-only, or its role asks for the target's name to be typed. What
 * the database says of its own role wins over what the workspace says.
 */
export async function guardWrites(
  connection: Connection,
  target: Target,
  confirmed: string | undefined,
): Promise<Refusal | undefined> {
  if (connection.readOnly) {
    return {
      kind: 'refused',
      reason: `${describeTarget(target)} is read-only: a standby, or a session that may not write. Connect to the primary server.`,
    };
  }
  const role = (target.kind === 'server' ? await markedRole(connection) : undefined) ?? target.role;
  return guardRole(target, role, confirmed);
}

/** The part of the guard that needs no connection. */
export function guardRole(target: Target, role: Role, confirmed: string | undefined): Refusal | undefined {
  switch (role) {
    case 'embedded':
    case 'local':
      return undefined;
    case 'shared':
    case 'production':
      if (confirmed === target.name) return undefined;
      return {
        kind: 'refused',
        reason: `${describeTarget(target)} is a ${role} database: confirm by its name, ${target.name}.`,
      };
  }
}
