import type { Rule } from '../rule';
import { addIdentityExistingColumn } from './column-change/add-identity-existing-column';
import { alterTypeLocksPartner } from './column-change/alter-type-locks-partner';
import { changeColumnBlockedByView } from './column-change/change-column-blocked-by-view';
import { changeColumnCollation } from './column-change/change-column-collation';
import { changeColumnTypeIndexRebuild } from './column-change/change-column-type-index-rebuild';
import { changeColumnTypeNarrowing } from './column-change/change-column-type-narrowing';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
import { changeDefaultOnWrittenColumn } from './column-change/change-default-on-written-column';
import { serialSequenceStaysInteger } from './column-change/serial-sequence-stays-integer';
import { setDefaultVolatile } from './column-change/set-default-volatile';
import { setExpressionGenerated } from './column-change/set-expression-generated';
import { setStorageCompression } from './column-change/set-storage-compression';
import { addColumnConstrainedDomain } from './column/add-column-constrained-domain';
import { addColumnIdentity } from './column/add-column-identity';
import { addColumnIfNotExistsNoop } from './column/add-column-if-not-exists-noop';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnSerial } from './column/add-column-serial';
import { addColumnStoredGenerated } from './column/add-column-stored-generated';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { addColumnWithCheck } from './column/add-column-with-check';
import { addCheckNotValidMissing } from './constraint/add-check-not-valid-missing';
import { addColumnPrimaryKey } from './constraint/add-column-primary-key';
import { addColumnUnique } from './constraint/add-column-unique';
import { addColumnWithReferences } from './constraint/add-column-with-references';
import { addConstraintDuplicatesExisting } from './constraint/add-constraint-duplicates-existing';
import { addExclusionConstraint } from './constraint/add-exclusion-constraint';
import { addForeignKeyNotValidMissing } from './constraint/add-foreign-key-not-valid-missing';
import { addPrimaryKey } from './constraint/add-primary-key';
import { addUniqueConstraint } from './constraint/add-unique-constraint';
import { alterConstraintEnforced } from './constraint/alter-constraint-enforced';
import { checkConstraintVolatile } from './constraint/check-constraint-volatile';
import { dropConstraint } from './constraint/drop-constraint';
import { dropForeignKeyLocksBoth } from './constraint/drop-foreign-key-locks-both';
import { dropPrimaryKey } from './constraint/drop-primary-key';
import { forbidNullableForeignKey } from './constraint/forbid-nullable-foreign-key';
import { foreignKeyCascade } from './constraint/foreign-key-cascade';
import { foreignKeyNoExplicitOnDelete } from './constraint/foreign-key-no-explicit-on-delete';
import { foreignKeyNotDeferrable } from './constraint/foreign-key-not-deferrable';
import { foreignKeyNotValidOnPartitioned } from './constraint/foreign-key-not-valid-on-partitioned';
import { foreignKeyTypeMismatch } from './constraint/foreign-key-type-mismatch';
import { multipleForeignKeysOneTransaction } from './constraint/multiple-foreign-keys-one-transaction';
import { notEnforcedConstraint } from './constraint/not-enforced-constraint';
import { notValidNeverValidated } from './constraint/not-valid-never-validated';
import { pg18SetNotNullOnNotValid } from './constraint/pg18-set-not-null-on-not-valid';
import { preferNativeNotNullNotValid } from './constraint/prefer-native-not-null-not-valid';
import { primaryKeyUsingIndexNullable } from './constraint/primary-key-using-index-nullable';
import { setNotNull } from './constraint/set-not-null';
import { uniqueMayFailOnExistingData } from './constraint/unique-may-fail-on-existing-data';
import { unnamedConstraint } from './constraint/unnamed-constraint';
import { validateConstraintSameTransaction } from './constraint/validate-constraint-same-transaction';
import { insertExplicitId } from './data/insert-explicit-id';
import { insertNotIdempotent } from './data/insert-not-idempotent';
import { insertWithoutColumns } from './data/insert-without-columns';
import { setvalInMigration } from './data/setval-in-migration';
import { unbatchedBackfill } from './data/unbatched-backfill';
import { createTableForce } from './destructive/create-table-force';
import { deleteWithoutWhere } from './destructive/delete-without-where';
import { dropCascade } from './destructive/drop-cascade';
import { dropColumn } from './destructive/drop-column';
import { dropColumnDropsConstraint } from './destructive/drop-column-drops-constraint';
import { dropDatabase } from './destructive/drop-database';
import { dropExtension } from './destructive/drop-extension';
import { dropFunction } from './destructive/drop-function';
import { dropOwned } from './destructive/drop-owned';
import { dropSchema } from './destructive/drop-schema';
import { dropSequence } from './destructive/drop-sequence';
import { dropTable } from './destructive/drop-table';
import { createEnum } from './enum/create-enum';
import { enumAddValueNoPosition } from './enum/enum-add-value-no-position';
import { enumAddValueNotIdempotent } from './enum/enum-add-value-not-idempotent';
import { enumValueUsedInTransaction } from './enum/enum-value-used-in-transaction';
import { dropTableManyForeignKeys } from './destructive/drop-table-many-foreign-keys';
import { dropType } from './destructive/drop-type';
import { dropViewOrMatview } from './destructive/drop-view-or-matview';
import { truncate } from './destructive/truncate';
import { updateWithoutWhere } from './destructive/update-without-where';
import { cachedPlanResultType } from './failure/cached-plan-result-type';
import { duplicateColumnAssignment } from './failure/duplicate-column-assignment';
import { pendingTriggerEvents } from './failure/pending-trigger-events';
import { searchPathInMaintenance } from './failure/search-path-in-maintenance';
import { statementWillFail } from './failure/statement-will-fail';
import { dependencyCycle } from './folder/dependency-cycle';
import { dependencyOutOfOrder } from './folder/dependency-out-of-order';
import { duplicateVersion } from './folder/duplicate-version';
import { impossibleVersion } from './folder/impossible-version';
import { missingDependency } from './folder/missing-dependency';
import { orphanDown } from './folder/orphan-down';
import { refusedFile } from './folder/refused-file';
import { unmanagedFile } from './folder/unmanaged-file';
import { unreadableFile } from './folder/unreadable-file';
import { missingIfExistsGuards } from './idempotency/missing-if-exists-guards';
import { concurrentIndexIfNotExists } from './index/concurrent-index-if-not-exists';
import { concurrentIndexOnPartitionedParent } from './index/concurrent-index-on-partitioned-parent';
import { createIndexNotConcurrent } from './index/create-index-not-concurrent';
import { createIndexOnPartitionedParent } from './index/create-index-on-partitioned-parent';
import { dropIndexBackingConstraint } from './index/drop-index-backing-constraint';
import { dropIndexConcurrentlyUnsupportedForm } from './index/drop-index-concurrently-unsupported-form';
import { dropIndexNotConcurrent } from './index/drop-index-not-concurrent';
import { duplicateIndexColumn } from './index/duplicate-index-column';
import { foreignKeyWithoutIndex } from './index/foreign-key-without-index';
import { hashIndex } from './index/hash-index';
import { indexTablespaceMove } from './index/index-tablespace-move';
import { indexWithoutName } from './index/index-without-name';
import { redundantIndex } from './index/redundant-index';
import { reindexNotConcurrent } from './index/reindex-not-concurrent';
import { severalConcurrentBuildsInOneFile } from './index/several-concurrent-builds-in-one-file';
import { wideIndex } from './index/wide-index';
import { doBlockDdl } from './meta/do-block-ddl';
import { dynamicSql } from './meta/dynamic-sql';
import { conflictingRedefinition } from './meta/conflicting-redefinition';
import { autovacuumDisabled } from './maintenance/autovacuum-disabled';
import { cluster } from './maintenance/cluster';
import { createMatviewWithData } from './maintenance/create-matview-with-data';
import { createTableAsSelect } from './maintenance/create-table-as-select';
import { lockTable } from './maintenance/lock-table';
import { refreshMatviewNotConcurrent } from './maintenance/refresh-matview-not-concurrent';
import { setAccessMethod } from './maintenance/set-access-method';
import { setLoggedUnlogged } from './maintenance/set-logged-unlogged';
import { setTablespace } from './maintenance/set-tablespace';
import { unloggedTable } from './maintenance/unlogged-table';
import { vacuumFull } from './maintenance/vacuum-full';
import { weakLockEscalated } from './maintenance/weak-lock-escalated-in-same-alter';
import { editedAppliedMigration } from './meta/edited-applied-migration';
import { invalidConfiguration } from './meta/invalid-configuration';
import { invisibleCharacter } from './meta/invisible-character';
import { irreversibleOrMissingDown } from './meta/irreversible-or-missing-down';
import { referencesUnknownObject } from './meta/references-unknown-object';
import { syntaxError } from './meta/syntax-error';
import { syntaxNewerThanTarget } from './meta/syntax-newer-than-target';
import { typographicQuote } from './meta/typographic-quote';
import { unknownIgnore } from './meta/unknown-ignore';
import { unusedIgnore } from './meta/unused-ignore';
import { attachPartitionDefaultScan } from './partition/attach-partition-default-scan';
import { attachPartitionWithoutCheck } from './partition/attach-partition-without-check';
import { createPartitionOf } from './partition/create-partition-of';
import { defaultPartitionGrowth } from './partition/default-partition-growth';
import { detachPartitionNotConcurrent } from './partition/detach-partition-not-concurrent';
import { dropIndexOnPartitioned } from './partition/drop-index-on-partitioned';
import { dropPartitionDirectly } from './partition/drop-partition-directly';
import { partitionKeyNotInUnique } from './partition/partition-key-not-in-unique';
import { tableInheritance } from './partition/table-inheritance';
import { renameColumn } from './rename/rename-column';
import { renameEnumValue } from './rename/rename-enum-value';
import { renameSchema } from './rename/rename-schema';
import { renameTable } from './rename/rename-table';
import { renameViewSequenceType } from './rename/rename-view-sequence-type';
import { setSchema } from './rename/set-schema';
import { publicationChange } from './replication/publication-change';
import { replicaIdentityChange } from './replication/replica-identity-change';
import { disableRowLevelSecurity } from './security/disable-row-level-security';
import { grantTooWide } from './security/grant-too-wide';
import { ownerChange } from './security/owner-change';
import { plaintextPassword } from './security/plaintext-password';
import { privilegeChangeInMigration } from './security/privilege-change-in-migration';
import { publicSchemaCreate } from './security/public-schema-create';
import { rlsEnabledWithoutPolicy } from './security/rls-enabled-without-policy';
import { secretInConnectionString } from './security/secret-in-connection-string';
import { securityDefinerSearchPath } from './security/security-definer-search-path';
import { superuserRole } from './security/superuser-role';
import { viewWithoutSecurityInvoker } from './security/view-without-security-invoker';
import { identifierTooLong } from './style/identifier-too-long';
import { mixedCaseOrReservedIdentifier } from './style/mixed-case-or-reserved-identifier';
import { namingConvention } from './style/naming-convention';
import { requireCommentOrColumns } from './style/require-comment-or-columns';
import { schemaUnqualified } from './style/schema-unqualified';
import { alterSystemOrDatabase } from './system/alter-system-or-database';
import { copyServerFile } from './system/copy-server-file';
import { createExtension } from './system/create-extension';
import { psqlMetaCommand } from './system/psql-meta-command';
import { lockTimeoutTooLong } from './timeout/lock-timeout-too-long';
import { lockTimeoutWithConcurrentBuild } from './timeout/lock-timeout-with-concurrent-build';
import { missingApplicationName } from './timeout/missing-application-name';
import { missingIdleInTransactionTimeout } from './timeout/missing-idle-in-transaction-timeout';
import { missingLockTimeout } from './timeout/missing-lock-timeout';
import { missingStatementTimeout } from './timeout/missing-statement-timeout';
import { sessionSetLeaks } from './timeout/session-set-leaks';
import { setLocalOutsideTransaction } from './timeout/set-local-outside-transaction';
import { statementTimeoutBeforeConcurrentBuild } from './timeout/statement-timeout-before-concurrent-build';
import { statementTimeoutTooLong } from './timeout/statement-timeout-too-long';
import { timeoutAfterDangerousStatement } from './timeout/timeout-after-dangerous-statement';
import { timeoutZero } from './timeout/timeout-zero';
import { alterSequenceBlocksNextval } from './transaction/alter-sequence-blocks-nextval';
import { concurrentlyInTransaction } from './transaction/concurrently-in-transaction';
import { alterDomainAddConstraint } from './type/alter-domain-add-constraint';
import { alterDomainSetNotNull } from './type/alter-domain-set-not-null';
import { domainWithConstraint } from './type/domain-with-constraint';
import { banChar } from './type-choice/ban-char';
import { floatForExact } from './type-choice/float-for-exact';
import { integerSequence } from './type-choice/integer-sequence';
import { moneyType } from './type-choice/money-type';
import { nullableBoolean } from './type-choice/nullable-boolean';
import { preferBigintAnyInt } from './type-choice/prefer-bigint-any-int';
import { preferBigintPrimaryKey } from './type-choice/prefer-bigint-primary-key';
import { preferIdentity } from './type-choice/prefer-identity';
import { preferJsonb } from './type-choice/prefer-jsonb';
import { preferTextOverVarchar } from './type-choice/prefer-text-over-varchar';
import { preferTimestamptz } from './type-choice/prefer-timestamptz';
import { tableWithoutPrimaryKey } from './type-choice/table-without-primary-key';
import { timetzOrTimestampPrecision } from './type-choice/timetz-or-timestamp-precision';
import { xmlHstoreType } from './type-choice/xml-hstore-type';
import { ddlAndBackfillSameTransaction } from './transaction/ddl-and-backfill-same-transaction';
import { mixedDdlDml } from './transaction/mixed-ddl-dml';
import { nonTransactionalStatementInTransaction } from './transaction/non-transactional-statement-in-transaction';
import { savepointInMigration } from './transaction/savepoint-in-migration';
import { statementAfterAccessExclusive } from './transaction/statement-after-access-exclusive';
import { transactionNesting } from './transaction/transaction-nesting';
import { unclosedTransaction } from './transaction/unclosed-transaction';
import { wideLockWindow } from './transaction/wide-lock-window';
import { unsafeEditOfPublishedViewColumns } from './view/unsafe-edit-of-published-view-columns';
import { viewSelectStar } from './view/view-select-star';
import { createEventTrigger } from './trigger/create-event-trigger';
import { createRule } from './trigger/create-rule';
import { disableTrigger } from './trigger/disable-trigger';
import { createTableWithForeignKey } from './constraint/create-table-with-foreign-key';
import { alterConstraintDeferrability } from './constraint/alter-constraint-deferrability';
import { foreignKeyNondeterministicCollation } from './constraint/foreign-key-nondeterministic-collation';
import { columnOrderAlignment } from './column/column-order-alignment';
import { partitionedParentFanout } from './partition/partitioned-parent-fanout';
import { alterTypeAttributeCascade } from './type/alter-type-attribute-cascade';
import { incompleteRlsPolicies } from './security/incomplete-rls-policies';
import { analyzeAfterBulkChange } from './maintenance/analyze-after-bulk-change';
import { multipleAlterTable } from './maintenance/multiple-alter-table';
import { extensionIndexTuning } from './index/extension-index-tuning';
import { directiveWithoutEffect } from './folder/directive-without-effect';
import { futureVersion } from './folder/future-version';
import { gapInVersions } from './folder/gap-in-versions';
import { hiddenCharactersInName } from './folder/hidden-characters-in-name';
import { namesAlike } from './folder/names-alike';
import { newInDeprecatedSource } from './folder/new-in-deprecated-source';
import { outOfOrderAfterMerge } from './folder/out-of-order-after-merge';
import { sameMigrationTwice } from './folder/same-migration-twice';
import { scriptWithoutStatements } from './folder/script-without-statements';
import { unusableCheck } from './folder/unusable-check';
import { typeAndContentDiffer } from './folder/type-and-content-differ';
import { unexpectedOrder } from './folder/unexpected-order';
import { vagueName } from './folder/vague-name';
import { versionInTwoSources } from './folder/version-in-two-sources';

/** Every rule, by category and then by id. */
export const rules: readonly Rule[] = [
  concurrentIndexIfNotExists,
  concurrentIndexOnPartitionedParent,
  createIndexNotConcurrent,
  createIndexOnPartitionedParent,
  dropIndexBackingConstraint,
  dropIndexConcurrentlyUnsupportedForm,
  dropIndexNotConcurrent,
  duplicateIndexColumn,
  extensionIndexTuning,
  foreignKeyWithoutIndex,
  hashIndex,
  indexTablespaceMove,
  indexWithoutName,
  redundantIndex,
  reindexNotConcurrent,
  severalConcurrentBuildsInOneFile,
  wideIndex,
  addCheckNotValidMissing,
  addColumnPrimaryKey,
  addColumnUnique,
  addColumnWithReferences,
  addConstraintDuplicatesExisting,
  addExclusionConstraint,
  addForeignKeyNotValidMissing,
  addPrimaryKey,
  addUniqueConstraint,
  alterConstraintDeferrability,
  alterConstraintEnforced,
  checkConstraintVolatile,
  createTableWithForeignKey,
  dropConstraint,
  dropForeignKeyLocksBoth,
  dropPrimaryKey,
  forbidNullableForeignKey,
  foreignKeyCascade,
  foreignKeyNoExplicitOnDelete,
  foreignKeyNondeterministicCollation,
  foreignKeyNotDeferrable,
  foreignKeyNotValidOnPartitioned,
  foreignKeyTypeMismatch,
  multipleForeignKeysOneTransaction,
  notEnforcedConstraint,
  notValidNeverValidated,
  pg18SetNotNullOnNotValid,
  preferNativeNotNullNotValid,
  primaryKeyUsingIndexNullable,
  setNotNull,
  uniqueMayFailOnExistingData,
  unnamedConstraint,
  validateConstraintSameTransaction,
  addColumnConstrainedDomain,
  addColumnIdentity,
  addColumnIfNotExistsNoop,
  addColumnNotNullNoDefault,
  addColumnSerial,
  addColumnStoredGenerated,
  addColumnVolatileDefault,
  addColumnWithCheck,
  columnOrderAlignment,
  addIdentityExistingColumn,
  alterTypeLocksPartner,
  changeColumnBlockedByView,
  changeColumnCollation,
  changeColumnTypeIndexRebuild,
  changeColumnTypeNarrowing,
  changeColumnTypeRewrite,
  changeDefaultOnWrittenColumn,
  serialSequenceStaysInteger,
  setDefaultVolatile,
  setExpressionGenerated,
  setStorageCompression,
  renameColumn,
  renameEnumValue,
  renameSchema,
  renameTable,
  renameViewSequenceType,
  setSchema,
  createTableForce,
  deleteWithoutWhere,
  dropCascade,
  dropColumn,
  dropColumnDropsConstraint,
  dropDatabase,
  dropExtension,
  dropFunction,
  dropOwned,
  dropSchema,
  dropSequence,
  dropTable,
  dropTableManyForeignKeys,
  createEnum,
  enumAddValueNoPosition,
  enumAddValueNotIdempotent,
  enumValueUsedInTransaction,
  alterDomainAddConstraint,
  alterDomainSetNotNull,
  alterTypeAttributeCascade,
  domainWithConstraint,
  banChar,
  floatForExact,
  integerSequence,
  moneyType,
  nullableBoolean,
  preferBigintAnyInt,
  preferBigintPrimaryKey,
  preferIdentity,
  preferJsonb,
  preferTextOverVarchar,
  preferTimestamptz,
  tableWithoutPrimaryKey,
  timetzOrTimestampPrecision,
  xmlHstoreType,
  alterSequenceBlocksNextval,
  attachPartitionDefaultScan,
  attachPartitionWithoutCheck,
  createPartitionOf,
  defaultPartitionGrowth,
  detachPartitionNotConcurrent,
  dropIndexOnPartitioned,
  dropPartitionDirectly,
  partitionKeyNotInUnique,
  partitionedParentFanout,
  tableInheritance,
  unsafeEditOfPublishedViewColumns,
  viewSelectStar,
  dropType,
  dropViewOrMatview,
  truncate,
  updateWithoutWhere,
  insertExplicitId,
  insertNotIdempotent,
  insertWithoutColumns,
  setvalInMigration,
  unbatchedBackfill,
  missingIfExistsGuards,
  createEventTrigger,
  createRule,
  disableTrigger,
  analyzeAfterBulkChange,
  autovacuumDisabled,
  cluster,
  createMatviewWithData,
  createTableAsSelect,
  lockTable,
  multipleAlterTable,
  refreshMatviewNotConcurrent,
  setAccessMethod,
  setLoggedUnlogged,
  setTablespace,
  unloggedTable,
  vacuumFull,
  weakLockEscalated,
  concurrentlyInTransaction,
  ddlAndBackfillSameTransaction,
  mixedDdlDml,
  nonTransactionalStatementInTransaction,
  savepointInMigration,
  statementAfterAccessExclusive,
  transactionNesting,
  unclosedTransaction,
  wideLockWindow,
  lockTimeoutTooLong,
  lockTimeoutWithConcurrentBuild,
  missingApplicationName,
  missingIdleInTransactionTimeout,
  missingLockTimeout,
  missingStatementTimeout,
  sessionSetLeaks,
  setLocalOutsideTransaction,
  statementTimeoutBeforeConcurrentBuild,
  statementTimeoutTooLong,
  timeoutAfterDangerousStatement,
  timeoutZero,
  disableRowLevelSecurity,
  grantTooWide,
  incompleteRlsPolicies,
  ownerChange,
  plaintextPassword,
  privilegeChangeInMigration,
  publicSchemaCreate,
  rlsEnabledWithoutPolicy,
  secretInConnectionString,
  securityDefinerSearchPath,
  superuserRole,
  viewWithoutSecurityInvoker,
  identifierTooLong,
  mixedCaseOrReservedIdentifier,
  namingConvention,
  requireCommentOrColumns,
  schemaUnqualified,
  publicationChange,
  replicaIdentityChange,
  alterSystemOrDatabase,
  copyServerFile,
  createExtension,
  psqlMetaCommand,
  cachedPlanResultType,
  duplicateColumnAssignment,
  pendingTriggerEvents,
  searchPathInMaintenance,
  statementWillFail,
  duplicateVersion,
  impossibleVersion,
  orphanDown,
  missingDependency,
  dependencyCycle,
  dependencyOutOfOrder,
  refusedFile,
  unmanagedFile,
  unreadableFile,
  versionInTwoSources,
  sameMigrationTwice,
  gapInVersions,
  futureVersion,
  unexpectedOrder,
  outOfOrderAfterMerge,
  newInDeprecatedSource,
  namesAlike,
  hiddenCharactersInName,
  vagueName,
  typeAndContentDiffer,
  directiveWithoutEffect,
  scriptWithoutStatements,
  unusableCheck,
  conflictingRedefinition,
  doBlockDdl,
  dynamicSql,
  editedAppliedMigration,
  invalidConfiguration,
  invisibleCharacter,
  irreversibleOrMissingDown,
  referencesUnknownObject,
  syntaxError,
  syntaxNewerThanTarget,
  typographicQuote,
  unknownIgnore,
  unusedIgnore,
];
