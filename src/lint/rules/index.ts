import type { Rule } from '../rule';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
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
import { concurrentIndexOnPartitionedParent } from './index/concurrent-index-on-partitioned-parent';
import { createIndexNotConcurrent } from './index/create-index-not-concurrent';
import { createIndexOnPartitionedParent } from './index/create-index-on-partitioned-parent';
import { dropIndexBackingConstraint } from './index/drop-index-backing-constraint';
import { dropIndexConcurrentlyUnsupportedForm } from './index/drop-index-concurrently-unsupported-form';
import { dropIndexNotConcurrent } from './index/drop-index-not-concurrent';
import { reindexNotConcurrent } from './index/reindex-not-concurrent';
import { invalidConfiguration } from './meta/invalid-configuration';
import { invisibleCharacter } from './meta/invisible-character';
import { syntaxError } from './meta/syntax-error';
import { syntaxNewerThanTarget } from './meta/syntax-newer-than-target';
import { typographicQuote } from './meta/typographic-quote';
import { unknownIgnore } from './meta/unknown-ignore';
import { unusedIgnore } from './meta/unused-ignore';
import { renameColumn } from './rename/rename-column';
import { missingLockTimeout } from './timeout/missing-lock-timeout';
import { concurrentlyInTransaction } from './transaction/concurrently-in-transaction';

/** Every rule, by category and then by id. */
export const rules: readonly Rule[] = [
  concurrentIndexOnPartitionedParent,
  createIndexNotConcurrent,
  createIndexOnPartitionedParent,
  dropIndexBackingConstraint,
  dropIndexConcurrentlyUnsupportedForm,
  dropIndexNotConcurrent,
  reindexNotConcurrent,
  addCheckNotValidMissing,
  addForeignKeyNotValidMissing,
  setNotNull,
  addColumnNotNullNoDefault,
  addColumnVolatileDefault,
  changeColumnTypeRewrite,
  renameColumn,
  dropColumn,
  dropTable,
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
