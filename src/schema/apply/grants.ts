import type { Granting } from '../access-change';
import type { Governed, Grants } from '../schema';
import { omit } from './edit';

/** What sort of object privileges are on. */
export type Sort = 'table' | 'column' | 'sequence' | 'function' | 'type' | 'schema';

/** What GRANT ALL gives. MAINTAIN, which 17 adds to tables, is left aside. */
const all: Readonly<Record<Sort, readonly string[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
  column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  function: ['EXECUTE'],
  type: ['USAGE'],
  schema: ['CREATE', 'USAGE'],
};

/** What everyone may do with a new object. https://www.postgresql.org/docs/current/ddl-priv.html */
const atFirst: Readonly<Record<Sort, Grants>> = {
  table: {},
  column: {},
  sequence: {},
  function: { public: ['EXECUTE'] },
  type: { public: ['USAGE'] },
  schema: {},
};

/** An object after a GRANT or REVOKE, whose columns are left aside. */
export function granted<T extends Governed>(it: T, sort: Sort, granting: Granting, names = plainNames(granting)): T {
  if (names.length === 0 && granting.privileges.length > 0) return it;
  const privileges =
    granting.privileges.length === 0 ? all[sort] : names.flatMap((name) => (name === 'ALL' ? all[sort] : [name]));
  let grants = it.grants ?? atFirst[sort];
  for (const role of granting.to) {
    // An owner's own privileges are its own affair.
    if (role !== it.owner && role !== 'current_user' && role !== 'session_user') {
      grants = { ...grants, [role]: changed(grants[role] ?? [], privileges, granting) };
    }
  }
  return withGrants(it, sort, grants);
}

/** Privileges of the whole object. */
function plainNames({ privileges }: Granting): readonly string[] {
  return privileges.filter(({ columns }) => columns.length === 0).map(({ privilege }) => privilege);
}

function changed(has: readonly string[], privileges: readonly string[], { revoke, grantOption }: Granting): readonly string[] {
  const next = new Set(has);
  for (const privilege of privileges) {
    const passable = `${privilege}*`;
    if (!revoke) {
      if (grantOption) next.delete(privilege);
      if (grantOption || !next.has(passable)) next.add(grantOption ? passable : privilege);
    } else if (!grantOption) {
      next.delete(privilege);
      next.delete(passable);
    } else if (next.delete(passable)) next.add(privilege);
  }
  return [...next].sort();
}

/** Grants as they are kept: none for who has nothing, and none at all where they are what a new object has. */
function withGrants<T extends Governed>(it: T, sort: Sort, grants: Grants): T {
  const sorted = Object.entries(grants)
    .filter(([role, privileges]) => privileges.length > 0 && role !== it.owner)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const kept: Grants = Object.fromEntries(sorted);
  if (JSON.stringify(kept) !== JSON.stringify(atFirst[sort])) return { ...it, grants: kept };
  return it.grants === undefined ? it : (omit<Governed>(it, 'grants') as T);
}

/** An object with an owner, whose privileges are not listed. */
export function owned<T extends Governed>(it: T, sort: Sort, owner: string): T {
  const next = { ...it, owner };
  return next.grants === undefined ? next : withGrants(next, sort, next.grants);
}
