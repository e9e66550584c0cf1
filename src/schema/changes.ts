import type { Node } from '@pgsql/types';
import type { ReadStatement } from '../sql/statement';
import type { Change } from './change';
import { alterTable } from './changes/alter-table';
import { doBlock } from './changes/body';
import * as data from './changes/data';
import { drop } from './changes/drop';
import { alterExtension, createExtension } from './changes/extension';
import { alterFunction, createAggregate, createFunction } from './changes/function';
import { createIndex, reindex } from './changes/index';
import { defaultPrivileges, grant, grantRole } from './changes/grant';
import { cluster, createSubscription, vacuum } from './changes/maintenance';
import { createOther, createRule, createStatistics } from './changes/other';
import { alterPolicy, createPolicy } from './changes/policy';
import { nameOfList, only, Reading, roleName, type NodeKey, type NodeOf } from './changes/reading';
import { rename, setSchema } from './changes/rename';
import { alterSequence, createSequence } from './changes/sequence';
import { alterRole, createRole, dropRole } from './changes/role';
import { comment, setOwner } from './changes/subject';
import { createForeignTable, createTable, createTableAs, storageParameters } from './changes/table';
import { setVariable, transaction } from './changes/transaction';
import { alterComposite, alterDomain, alterEnum, createComposite, createDomain, createEnum, createRange } from './changes/type';
import { createTrigger } from './changes/trigger';
import { createView, refreshView } from './changes/view';

/**
 * What a statement does to a schema, in PostgreSQL's own order, with positions from the statement's start. Empty for
 * a psql line and for what could not be read; a statement too large to parse is known by its first words.
 */
export function changesOf(statement: ReadStatement): readonly Change[] {
  const { parsed, text } = statement;
  if (!parsed.ok) return parsed.unread === 'size' ? data.changesAtAGlance(text) : [];
  const reading = new Reading(text);
  if ('DoStmt' in parsed.tree) return doBlock(reading, parsed.tree.DoStmt, parsed.body, changesOf);
  return changesOfTree(reading, parsed.tree);
}

type Readers = { readonly [K in NodeKey]?: (reading: Reading, node: NodeOf<K>) => readonly Change[] };

const readers: Readers = {
  CreateStmt: createTable,
  CreateForeignTableStmt: createForeignTable,
  CreateTableAsStmt: createTableAs,
  AlterTableStmt: (reading, node) => (node.objtype === 'OBJECT_TYPE' ? alterComposite(reading, node) : alterTable(reading, node)),
  IndexStmt: createIndex,
  ReindexStmt: reindex,
  ViewStmt: createView,
  RefreshMatViewStmt: refreshView,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateEnumStmt: createEnum,
  AlterEnumStmt: alterEnum,
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CompositeTypeStmt: createComposite,
  CreateRangeStmt: createRange,
  CreateFunctionStmt: createFunction,
  CreateTrigStmt: createTrigger,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  InsertStmt: data.insert,
  UpdateStmt: data.update,
  DeleteStmt: data.deleteFrom,
  MergeStmt: data.merge,
  CopyStmt: data.copy,
  SelectStmt: data.select,
  TruncateStmt: data.truncate,
  LockStmt: data.lockTable,
  TransactionStmt: transaction,
  VariableSetStmt: setVariable,
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  GrantStmt: grant,
  GrantRoleStmt: grantRole,
  AlterDefaultPrivilegesStmt: defaultPrivileges,
  CreateRoleStmt: createRole,
  AlterRoleStmt: alterRole,
  DropRoleStmt: dropRole,
  AlterOwnerStmt: setOwner,
  CreateSubscriptionStmt: createSubscription,
  CommentStmt: comment,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  RuleStmt: createRule,
  CreateStatsStmt: createStatistics,
  CreateEventTrigStmt: (reading, node) => createOther(reading, 'event trigger', { name: node.trigname }),
  CreatePublicationStmt: (reading, node) => createOther(reading, 'publication', { name: node.pubname }),
  CreateForeignServerStmt: (reading, node) =>
    createOther(reading, 'server', { name: node.servername, ifNotExists: node.if_not_exists }),
  ExplainStmt: ({ whole }) => [{ kind: 'read', at: whole }],
  VariableShowStmt: ({ whole }) => [{ kind: 'read', at: whole }],
  CreateExtensionStmt: createExtension,
  AlterExtensionStmt: alterExtension,
  AlterFunctionStmt: alterFunction,
  CreateSchemaStmt: (reading, node) => [
    {
      kind: 'create-schema',
      at: reading.whole,
      // CREATE SCHEMA AUTHORIZATION names the schema after the role.
      schema: node.schemaname ?? node.authrole?.rolename ?? '',
      ifNotExists: node.if_not_exists === true,
      ...(node.authrole && { owner: roleName(node.authrole) }),
    },
    ...(node.schemaElts ?? []).flatMap((element) =>
      changesOfTree(reading, element).map((change) => within(node.schemaname ?? node.authrole?.rolename ?? '', change)),
    ),
  ],
  DefineStmt: define,
  CreatedbStmt: never('CREATE DATABASE'),
  DropdbStmt: never('DROP DATABASE'),
  CreateTableSpaceStmt: never('CREATE TABLESPACE'),
  DropTableSpaceStmt: never('DROP TABLESPACE'),
  AlterSystemStmt: never('ALTER SYSTEM'),
  AlterDatabaseStmt: (reading, node) =>
    only('DefElem', node.options).some((option) => option.defname === 'tablespace')
      ? [{ kind: 'no-transaction', at: reading.whole, what: 'ALTER DATABASE SET TABLESPACE' }]
      : [{ kind: 'other', at: reading.whole, tree: { AlterDatabaseStmt: node } }],
  DiscardStmt: (reading, node) =>
    node.target === 'DISCARD_ALL'
      ? [{ kind: 'no-transaction', at: reading.whole, what: 'DISCARD ALL' }]
      : [{ kind: 'other', at: reading.whole, tree: { DiscardStmt: node } }],
};

function changesOfTree(reading: Reading, tree: Node): readonly Change[] {
  const [key] = Object.keys(tree) as NodeKey[];
  const read =
    key === undefined ? undefined : (readers[key] as ((reading: Reading, node: unknown) => readonly Change[]) | undefined);
  if (key === undefined || read === undefined) return [{ kind: 'other', at: reading.whole, tree }];
  return read(reading, (tree as unknown as Record<NodeKey, unknown>)[key]);
}

/** What CREATE SCHEMA makes stands in that schema, unless it says so itself. */
function within(schema: string, change: Change): Change {
  switch (change.kind) {
    case 'create-table':
    case 'create-index':
    case 'create-trigger':
      return { ...change, table: { schema, ...change.table } };
    case 'create-view':
      return { ...change, view: { schema, ...change.view } };
    case 'create-sequence':
      return { ...change, sequence: { schema, ...change.sequence } };
    default:
      return change;
  }
}

/** CREATE of what is told apart by a list of definitions: a shell or base type, an aggregate, an operator. */
function define(reading: Reading, node: NodeOf<'DefineStmt'>): readonly Change[] {
  switch (node.kind) {
    case 'OBJECT_TYPE':
      return [{ kind: 'create-type', at: reading.whole, type: nameOfList(node.defnames), what: 'other' }];
    case 'OBJECT_AGGREGATE':
      return createAggregate(reading, node);
    case 'OBJECT_COLLATION':
    case 'OBJECT_TSCONFIGURATION': {
      const what = node.kind === 'OBJECT_COLLATION' ? 'collation' : 'text search configuration';
      const made = createOther(reading, what, { name: node.defnames, ifNotExists: node.if_not_exists });
      return isNondeterministic(node) ? made.map((change) => ({ ...change, nondeterministic: true })) : made;
    }
    default:
      return [{ kind: 'other', at: reading.whole, tree: { DefineStmt: node } }];
  }
}

function isNondeterministic({ definition }: NodeOf<'DefineStmt'>): boolean {
  return storageParameters(definition ?? []).some(
    ({ name, value }) => name === 'deterministic' && ['false', 'off', 'no', '0'].includes(value.toLowerCase()),
  );
}

/** A statement that PostgreSQL refuses in a transaction block. */
function never(what: string): (reading: Reading) => readonly Change[] {
  return ({ whole }) => [{ kind: 'no-transaction', at: whole, what }];
}
