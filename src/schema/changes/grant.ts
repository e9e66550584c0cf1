import type { AlterDefaultPrivilegesStmt, GrantRoleStmt, GrantStmt, Node, ObjectType } from '@pgsql/types';
import type { DefaultsOf, Granting, GrantTarget } from '../access-change';
import type { Change } from '../change';
import { argumentsOf } from './function';
import { nameOf, nameOfNode, only, roleNames, stringOf, strings, type Reading } from './reading';

export function grant({ whole }: Reading, node: GrantStmt): readonly Change[] {
  const onTables = node.objtype === 'OBJECT_TABLE' && node.targtype !== 'ACL_TARGET_ALL_IN_SCHEMA';
  return [
    {
      kind: 'grant',
      at: whole,
      tables: onTables ? only('RangeVar', node.objects).map(nameOf) : [],
      on: (node.objects ?? []).flatMap((object) => targetsOf(node, object)),
      ...granting(node),
    },
  ];
}

function granting(node: GrantStmt): Granting {
  return {
    privileges: only('AccessPriv', node.privileges).map(({ priv_name: name, cols }) => ({
      privilege: (name ?? '').toUpperCase(),
      columns: strings(cols),
    })),
    to: roleNames(node.grantees),
    revoke: node.is_grant !== true,
    grantOption: node.grant_option === true,
  };
}

const defaultsOf: Readonly<Partial<Record<ObjectType, DefaultsOf>>> = {
  OBJECT_TABLE: 'tables',
  OBJECT_SEQUENCE: 'sequences',
  OBJECT_FUNCTION: 'functions',
  OBJECT_PROCEDURE: 'functions',
  OBJECT_ROUTINE: 'functions',
  OBJECT_TYPE: 'types',
  OBJECT_SCHEMA: 'schemas',
};

function targetsOf({ objtype, targtype }: GrantStmt, object: Node): readonly GrantTarget[] {
  const kind = objtype === undefined ? undefined : defaultsOf[objtype];
  if (targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    return kind === undefined || kind === 'types' || kind === 'schemas'
      ? []
      : [{ what: 'all', of: kind, schema: stringOf(object) }];
  }
  const name = nameOfNode(object);
  switch (kind) {
    case 'tables':
    case 'sequences':
      return [{ what: 'relation', name }];
    case 'functions': {
      const args = 'ObjectWithArgs' in object ? argumentsOf(object.ObjectWithArgs) : undefined;
      return [{ what: 'function', name, ...(args && { arguments: args }) }];
    }
    case 'schemas':
      return [{ what: 'schema', name }];
    case 'types':
      return [{ what: 'type', name }];
    case undefined:
      return objtype === 'OBJECT_DOMAIN' ? [{ what: 'type', name }] : [];
  }
}

export function defaultPrivileges({ whole }: Reading, node: AlterDefaultPrivilegesStmt): readonly Change[] {
  const option = (name: string): readonly Node[] => {
    const arg = only('DefElem', node.options).find(({ defname }) => defname === name)?.arg;
    return arg !== undefined && 'List' in arg ? (arg.List.items ?? []) : [];
  };
  const of = defaultsOf[node.action?.objtype ?? 'OBJECT_TABLE'];
  if (node.action === undefined || of === undefined) {
    return [{ kind: 'other', at: whole, tree: { AlterDefaultPrivilegesStmt: node } }];
  }
  return [
    {
      kind: 'default-privileges',
      at: whole,
      of,
      schemas: strings(option('schemas')),
      roles: roleNames(option('roles')),
      ...granting(node.action),
    },
  ];
}

export function grantRole({ whole }: Reading, node: GrantRoleStmt): readonly Change[] {
  return [
    {
      kind: 'grant-role',
      at: whole,
      roles: only('AccessPriv', node.granted_roles).map((role) => role.priv_name ?? ''),
      to: roleNames(node.grantee_roles),
      revoke: node.is_grant !== true,
    },
  ];
}
