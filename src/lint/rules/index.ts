import type { Rule } from '../rule';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { addCheckNotValidMissing } from './constraint/add-check-not-valid-missing';
import { addForeignKeyNotValidMissing } from './constraint/add-foreign-key-not-valid-missing';
import { setNotNull } from './constraint/set-not-null';
import { dropColumn } from './destructive/drop-column';
import { dropTable } from './destructive/drop-table';
import { duplicateVersion } from './folder/duplicate-version';
import { impossibleVersion } from './folder/impossible-version';
import { orphanDown } from './folder/orphan-down';
import { unmanagedFile } from './folder/unmanaged-file';
import { unreadableFile } from './folder/unreadable-file';
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
import { invalidConfiguration } from './meta/invalid-configuration';
import { invisibleCharacter } from './meta/invisible-character';
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
import { missingLockTimeout } from './timeout/missing-lock-timeout';
import { concurrentlyInTransaction } from './transaction/concurrently-in-transaction';
import { unsafeEditOfPublishedViewColumns } from './view/unsafe-edit-of-published-view-columns';
import { viewSelectStar } from './view/view-select-star';

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
  foreignKeyWithoutIndex,
  hashIndex,
  indexTablespaceMove,
  indexWithoutName,
  redundantIndex,
  reindexNotConcurrent,
  severalConcurrentBuildsInOneFile,
  wideIndex,
  addCheckNotValidMissing,
  addForeignKeyNotValidMissing,
  setNotNull,
  addColumnNotNullNoDefault,
  addColumnVolatileDefault,
  changeColumnTypeRewrite,
  renameColumn,
  dropColumn,
  dropTable,
  attachPartitionDefaultScan,
  attachPartitionWithoutCheck,
  createPartitionOf,
  defaultPartitionGrowth,
  detachPartitionNotConcurrent,
  dropIndexOnPartitioned,
  dropPartitionDirectly,
  partitionKeyNotInUnique,
  tableInheritance,
  unsafeEditOfPublishedViewColumns,
  viewSelectStar,
  concurrentlyInTransaction,
  missingLockTimeout,
  duplicateVersion,
  impossibleVersion,
  orphanDown,
  unmanagedFile,
  unreadableFile,
  invalidConfiguration,
  invisibleCharacter,
  syntaxError,
  syntaxNewerThanTarget,
  typographicQuote,
  unknownIgnore,
  unusedIgnore,
];
