import type { MemberSubject, Subject } from '../access-change';
import type { Governed, Relation, Schema } from '../schema';
import { resolve, type Session } from '../session';
import { withRelations, withType } from './edit';
import { editFunctions } from './function';
import type { Sort } from './grants';

/** What is done to an object, whatever it is; `sort` is absent for what has no privileges. */
export type Edit = <T extends Governed>(it: T, sort?: Sort) => T;

/** The Schema with one object through `edit`; an object that is not known stays so. */
export function editSubject(schema: Schema, subject: Subject, session: Session, edit: Edit): Schema {
  const { name } = subject;
  switch (subject.what) {
    case 'relation': {
      const relation = schema.relations.get(resolve(name, schema, session));
      // A table may be named by COMMENT ON TYPE and the like, but not the other way round.
      return relation === undefined ? schema : withRelations(schema, edit(relation, sortOf(relation)));
    }
    case 'column': {
      const relation = schema.relations.get(resolve(name, schema, session));
      if (relation !== undefined) return withRelations(schema, editColumnOf(relation, subject.member, edit));
      const type = schema.types.get(resolve(name, schema, session, 'type'));
      return type?.kind === 'composite'
        ? withType(schema, { ...type, attributes: editNamed(type.attributes, subject.member, edit) })
        : schema;
    }
    case 'constraint':
    case 'trigger':
    case 'policy':
    case 'rule': {
      const relation = schema.relations.get(resolve(name, schema, session));
      return relation === undefined ? schema : withRelations(schema, editMember(relation, subject, edit));
    }
    case 'type': {
      const type = schema.types.get(resolve(name, schema, session, 'type'));
      return type === undefined ? schema : withType(schema, edit(type, 'type'));
    }
    case 'domain-constraint': {
      const type = schema.types.get(resolve(name, schema, session, 'type'));
      return type?.kind === 'domain'
        ? withType(schema, { ...type, constraints: editNamed(type.constraints, subject.member, edit) })
        : schema;
    }
    case 'function':
      return editFunctions(schema, resolve(name, schema, session, 'function'), subject.arguments, (it) => edit(it, 'function'));
    case 'schema':
      return { ...schema, schemas: editIn(schema.schemas, name.name, (it) => edit(it, 'schema')) };
    case 'extension':
      return { ...schema, extensions: editIn(schema.extensions, name.name, edit) };
    case 'role':
      return { ...schema, roles: editIn(schema.roles, name.name, edit) };
  }
}

export function sortOf({ kind }: Relation): Sort {
  return kind === 'sequence' ? 'sequence' : 'table';
}

function editColumnOf(relation: Relation, column: string, edit: Edit): Relation {
  if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return relation;
  return { ...relation, columns: editNamed(relation.columns, column, (it) => edit(it, 'column')) };
}

function editMember(relation: Relation, { what, member }: MemberSubject, edit: Edit): Relation {
  if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return relation;
  switch (what) {
    case 'constraint':
      return { ...relation, constraints: editNamed(relation.constraints, member, edit) };
    case 'trigger':
      return { ...relation, triggers: editNamed(relation.triggers, member, edit) };
    case 'rule':
      return { ...relation, rules: editNamed(relation.rules, member, edit) };
    case 'policy':
      return { ...relation, policies: editNamed(relation.policies, member, edit) };
    default:
      return relation;
  }
}

function editNamed<T extends { readonly name: string }>(list: readonly T[], name: string, edit: (it: T) => T): readonly T[] {
  return list.map((it) => (it.name === name ? edit(it) : it));
}

function editIn<T>(map: ReadonlyMap<string, T>, key: string, edit: (it: T) => T): ReadonlyMap<string, T> {
  const it = map.get(key);
  return it === undefined ? map : new Map(map).set(key, edit(it));
}
