import type { Rule } from '../rule';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
import { addCheckNotValidMissing } from './constraint/add-check-not-valid-missing';
import { addColumnPrimaryKey } from './constraint/add-column-primary-key';
import { addColumnUnique } from './constraint/add-column-unique';
import { addColumnWithReferences } from './constraint/add-column-with-references';
import { addExclusionConstraint } from './constraint/add-exclusion-constraint';
import { addForeignKeyNotValidMissing } from './constraint/add-foreign-key-not-valid-missing';
import { addPrimaryKey } from './constraint/add-primary-key';
import { addUniqueConstraint } from './constraint/add-unique-constraint';
import { alterConstraintEnforced } from './constraint/alter-constraint-enforced';
import { dropForeignKeyLocksBoth } from './constraint/drop-foreign-key-locks-both';
import { dropPrimaryKey } from './constraint/drop-primary-key';
import { foreignKeyNotValidOnPartitioned } from './constraint/foreign-key-not-valid-on-partitioned';
import { pg18SetNotNullOnNotValid } from './constraint/pg18-set-not-null-on-not-valid';
import { primaryKeyUsingIndexNullable } from './constraint/primary-key-using-index-nullable';
import { setNotNull } from './constraint/set-not-null';
import { validateConstraintSameTransaction } from './constraint/validate-constraint-same-transaction';
import { dropColumn } from './destructive/drop-column';
import { dropTable } from './destructive/drop-table';
import { duplicateVersion } from './folder/duplicate-version';
import { impossibleVersion } from './folder/impossible-version';
import { orphanDown } from './folder/orphan-down';
import { unmanagedFile } from './folder/unmanaged-file';
import { unreadableFile } from './folder/unreadable-file';
import { createIndexNotConcurrent } from './index/create-index-not-concurrent';
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
  createIndexNotConcurrent,
  addCheckNotValidMissing,
  addColumnPrimaryKey,
  addColumnUnique,
  addColumnWithReferences,
  addExclusionConstraint,
  addForeignKeyNotValidMissing,
  addPrimaryKey,
  addUniqueConstraint,
  alterConstraintEnforced,
  dropForeignKeyLocksBoth,
  dropPrimaryKey,
  foreignKeyNotValidOnPartitioned,
  pg18SetNotNullOnNotValid,
  primaryKeyUsingIndexNullable,
  setNotNull,
  validateConstraintSameTransaction,
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
