import type { AlterOwnerStmt, CommentStmt, Node, ObjectType } from '@pgsql/types';
import type { MemberSubject, ObjectSubject, Subject } from '../access-change';
import type { Change } from '../change';
import { argumentsOf } from './function';
import { nameOfList, nameOfNode, roleName, stringOf, strings, type Reading } from './reading';

const simple: ReadonlyMap<ObjectType, ObjectSubject['what']> = new Map([
  ['OBJECT_TABLE', 'relation'],
  ['OBJECT_VIEW', 'relation'],
  ['OBJECT_MATVIEW', 'relation'],
  ['OBJECT_INDEX', 'relation'],
  ['OBJECT_SEQUENCE', 'relation'],
  ['OBJECT_FOREIGN_TABLE', 'relation'],
  ['OBJECT_TYPE', 'type'],
  ['OBJECT_DOMAIN', 'type'],
  ['OBJECT_SCHEMA', 'schema'],
  ['OBJECT_EXTENSION', 'extension'],
  ['OBJECT_ROLE', 'role'],
]);

const members: ReadonlyMap<ObjectType, MemberSubject['what']> = new Map([
  ['OBJECT_COLUMN', 'column'],
  ['OBJECT_TABCONSTRAINT', 'constraint'],
  ['OBJECT_TRIGGER', 'trigger'],
  ['OBJECT_POLICY', 'policy'],
  ['OBJECT_RULE', 'rule'],
]);

const routines: ReadonlySet<ObjectType> = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_AGGREGATE']);

/** The object that a statement names; undefined for what no Schema has. */
function subjectOf(type: ObjectType | undefined, object: Node | undefined): Subject | undefined {
  if (type === undefined || object === undefined) return undefined;
  const what = simple.get(type);
  if (what !== undefined) return { what, name: nameOfNode(object) };
  const items = 'List' in object ? (object.List.items ?? []) : [];
  const member = members.get(type);
  if (member !== undefined) {
    return { what: member, name: nameOfList(items.slice(0, -1)), member: strings(items).at(-1) ?? '' };
  }
  if (type === 'OBJECT_DOMCONSTRAINT') {
    const [domain, constraint] = items;
    return { what: 'domain-constraint', name: nameOfNode(domain), member: constraint === undefined ? '' : stringOf(constraint) };
  }
  if (!routines.has(type)) return undefined;
  const args = 'ObjectWithArgs' in object ? argumentsOf(object.ObjectWithArgs) : undefined;
  return { what: 'function', name: nameOfNode(object), ...(args && { arguments: args }) };
}

/** COMMENT locks the relation that it is about, or whose column; what else belongs to a relation it merely looks up. */
export function comment({ whole }: Reading, node: CommentStmt): readonly Change[] {
  const on = subjectOf(node.objtype, node.object);
  const relation = on?.what === 'relation' || on?.what === 'column' ? on.name : undefined;
  const text = node.comment === undefined || node.comment === '' ? undefined : node.comment;
  return [{ kind: 'comment', at: whole, ...(relation && { relation }), ...(on && { on }), ...(text !== undefined && { text }) }];
}

/** OWNER TO of what does not come as a clause of ALTER TABLE. */
export function setOwner({ whole }: Reading, node: AlterOwnerStmt): readonly Change[] {
  const on = subjectOf(node.objectType, node.object);
  return on === undefined
    ? [{ kind: 'other', at: whole, tree: { AlterOwnerStmt: node } }]
    : [{ kind: 'set-owner', at: whole, on, to: roleName(node.newowner ?? {}) }];
}
