import type { AlterRoleStmt, CreateRoleStmt, DropRoleStmt, Node } from '@pgsql/types';
import type { RoleOptions } from '../access-change';
import type { Change } from '../change';
import type { RoleAttribute } from '../schema';
import { only, roleName, roleNames, type Reading } from './reading';

export function createRole({ whole }: Reading, node: CreateRoleStmt): readonly Change[] {
  const said = options(node.options);
  // CREATE USER is CREATE ROLE that may log in.
  const attributes = { ...(node.stmt_type === 'ROLESTMT_USER' && { login: true }), ...said.attributes };
  return [{ kind: 'create-role', at: whole, role: node.role ?? '', ...said, attributes }];
}

/** ALTER ROLE; ALTER GROUP … ADD USER and DROP USER are GRANT and REVOKE by another name. */
export function alterRole({ whole }: Reading, node: AlterRoleStmt): readonly Change[] {
  const role = roleName(node.role ?? {});
  const { members, ...said } = options(node.options);
  if (members.length > 0) return [{ kind: 'grant-role', at: whole, roles: [role], to: members, revoke: node.action === -1 }];
  return [{ kind: 'alter-role', at: whole, role, members, ...said }];
}

export function dropRole({ whole }: Reading, node: DropRoleStmt): readonly Change[] {
  const ifExists = node.missing_ok === true;
  return roleNames(node.roles).map((role) => ({ kind: 'drop-role', at: whole, role, ifExists }));
}

const attributeNames: ReadonlyMap<string, RoleAttribute> = new Map([
  ['canlogin', 'login'],
  ['superuser', 'superuser'],
  ['createdb', 'createdb'],
  ['createrole', 'createrole'],
  ['inherit', 'inherit'],
  ['isreplication', 'replication'],
  ['bypassrls', 'bypassrls'],
]);

function options(nodes: readonly Node[] | undefined): Omit<RoleOptions, 'role'> {
  const attributes: Partial<Record<RoleAttribute, boolean>> = {};
  const lists: Record<string, readonly string[]> = {};
  for (const { defname = '', arg } of only('DefElem', nodes)) {
    const attribute = attributeNames.get(defname);
    if (attribute !== undefined && arg !== undefined && 'Boolean' in arg) attributes[attribute] = arg.Boolean.boolval === true;
    if (arg !== undefined && 'List' in arg) lists[defname] = roleNames(arg.List.items);
  }
  const { addroleto: memberOf = [], rolemembers = [], adminmembers = [] } = lists;
  return { attributes, memberOf, members: [...rolemembers, ...adminmembers] };
}
