import type { Connection } from '../database/connection';
import { describeTarget } from '../database/redact';
import { markedRole } from '../database/role';
import type { Role, Target } from '../database/target';
import type { RunDirection } from './events';
import type { Refusal } from './plan';

/** What is about to be done, and the word that was typed for it. */
export interface Wish {
  /** Absent for what changes the history alone. */
  readonly direction?: RunDirection;
  readonly confirmed?: string;
}

/**
 * Why this target may not be written to now: it is read-only, or its role asks for the target's name to be typed. What
 * the database says of its own role wins over what the workspace says.
 */
export async function guardWrites(connection: Connection, target: Target, wish: Wish): Promise<Refusal | undefined> {
  if (connection.readOnly) {
    return {
      kind: 'refused',
      reason: `${describeTarget(target)} is read-only: a standby, or a session that may not write. Connect to the primary server.`,
    };
  }
  const role = (target.kind === 'server' ? await markedRole(connection) : undefined) ?? target.role;
  return guardRole(target, role, wish);
}

/**
 * What has to be typed before everything is rolled back; undefined where nothing can be. That of a shared database names
 * it, so that a script made for one's own does not empty it.
 */
export function wordForReset({ name }: Pick<Target, 'name'>, role: Role): string | undefined {
  switch (role) {
    case 'embedded':
    case 'local':
      return 'RESET';
    case 'shared':
      return `RESET ${name}`;
    case 'production':
      return undefined;
  }
}

/** The part of the guard that needs no connection. */
export function guardRole(target: Target, role: Role, { direction, confirmed }: Wish): Refusal | undefined {
  if (direction === 'reset') return guardReset(target, role, confirmed);
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

/** Why a database may not be dropped and made anew: only one's own may be, and only by its name. A dry run needs no word. */
export function guardRecreate(
  target: Target,
  role: Role,
  { confirmed, isDryRun = false }: { readonly confirmed?: string; readonly isDryRun?: boolean },
): Refusal | undefined {
  const what = `${describeTarget(target)} is ${role === 'embedded' ? 'the embedded' : `a ${role}`} database`;
  if (role === 'shared' || role === 'production') {
    return { kind: 'refused', reason: `${what}: only a local or the embedded one is dropped, whatever is confirmed.` };
  }
  if (isDryRun || confirmed === target.name) return undefined;
  return { kind: 'refused', reason: `${what}, and recreate drops everything in it: confirm by its name, ${target.name}.` };
}

function guardReset(target: Target, role: Role, confirmed: string | undefined): Refusal | undefined {
  const word = wordForReset(target, role);
  if (word !== undefined && word === confirmed) return undefined;
  const what = `${describeTarget(target)} is ${role === 'embedded' ? 'the embedded' : `a ${role}`} database`;
  const reason =
    word === undefined
      ? `${what}: not everything in it is rolled back at once, whatever is confirmed. Use down for the last migrations.`
      : `${what}, and reset rolls back everything in it: confirm by ${word}.`;
  return { kind: 'refused', reason };
}
