import type { AlterObjectSchemaStmt, RenameStmt } from '@pgsql/types';
import type { Change } from '../change';
import { argumentsOf } from './function';
import { otherKinds } from './other';
import { nameOf, nameOfNode, type Reading } from './reading';

/** RENAME of objects and of their columns and constraints. */
export function rename(reading: Reading, node: RenameStmt): readonly Change[] {
  const change = renamed(node, reading.whole);
  return [change ?? { kind: 'other', at: reading.whole, tree: { RenameStmt: node } }];
}

function renamed(node: RenameStmt, at: Change['at']): Change | undefined {
  const to = node.newname ?? '';
  const relation = nameOf(node.relation);
  switch (node.renameType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return { kind: 'rename-table', at, table: relation, to };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return { kind: 'rename-view', at, view: relation, materialized: node.renameType === 'OBJECT_MATVIEW', to };
    case 'OBJECT_INDEX':
      return { kind: 'rename-index', at, index: relation, to, ...(node.missing_ok === true && { ifRelationExists: true }) };
    case 'OBJECT_SEQUENCE':
      return { kind: 'rename-sequence', at, sequence: relation, to };
    case 'OBJECT_COLUMN':
      return { kind: 'rename-column', at, table: relation, column: node.subname ?? '', to };
    case 'OBJECT_TABCONSTRAINT':
      return { kind: 'rename-constraint', at, table: relation, constraint: node.subname ?? '', to };
    case 'OBJECT_TRIGGER':
      return { kind: 'rename-trigger', at, table: relation, trigger: node.subname ?? '', to };
    case 'OBJECT_RULE':
      return { kind: 'rename-rule', at, table: relation, rule: node.subname ?? '', to };
    case 'OBJECT_ROLE':
      return { kind: 'rename-role', at, role: node.subname ?? '', to };
    case 'OBJECT_ATTRIBUTE':
      return {
        kind: 'alter-composite',
        at,
        type: relation,
        action: { kind: 'rename', attribute: node.subname ?? '', to },
        cascade: node.behavior === 'DROP_CASCADE',
      };
    case 'OBJECT_DOMCONSTRAINT':
      return {
        kind: 'alter-domain',
        at,
        type: nameOfNode(node.object),
        action: { kind: 'rename-constraint', constraint: node.subname ?? '', to },
      };
    case 'OBJECT_POLICY':
      return { kind: 'rename-policy', at, table: relation, policy: node.subname ?? '', to };
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return { kind: 'rename-type', at, type: nameOfNode(node.object), to };
    case 'OBJECT_SCHEMA':
      return { kind: 'rename-schema', at, schema: node.subname ?? '', to };
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE': {
      const args =
        node.object !== undefined && 'ObjectWithArgs' in node.object ? argumentsOf(node.object.ObjectWithArgs) : undefined;
      return { kind: 'rename-function', at, function: nameOfNode(node.object), ...(args && { arguments: args }), to };
    }
    default: {
      const what = node.renameType === undefined ? undefined : otherKinds.get(node.renameType);
      return what === undefined ? undefined : { kind: 'rename-object', at, what, name: nameOfNode(node.object), to };
    }
  }
}

/** SET SCHEMA. */
export function setSchema(reading: Reading, node: AlterObjectSchemaStmt): readonly Change[] {
  const at = reading.whole;
  const to = node.newschema ?? '';
  const moved = (what: Extract<Change, { kind: 'set-object-schema' }>['what']): readonly Change[] => [
    { kind: 'set-object-schema', at, what, name: node.relation ? nameOf(node.relation) : nameOfNode(node.object), to },
  ];
  switch (node.objectType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return [{ kind: 'set-table-schema', at, table: nameOf(node.relation), to }];
    case 'OBJECT_VIEW':
      return moved('view');
    case 'OBJECT_MATVIEW':
      return moved('materialized-view');
    case 'OBJECT_SEQUENCE':
      return moved('sequence');
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return moved('type');
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE':
      return moved('function');
    case 'OBJECT_EXTENSION':
      return [{ kind: 'alter-extension', at, extension: nameOfNode(node.object).name, schema: to }];
    default:
      return [{ kind: 'other', at, tree: { AlterObjectSchemaStmt: node } }];
  }
}
