import type { Rule } from '../rule';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
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
  addConstraintDuplicatesExisting,
  addExclusionConstraint,
  addForeignKeyNotValidMissing,
  addPrimaryKey,
  addUniqueConstraint,
  alterConstraintEnforced,
  checkConstraintVolatile,
  dropConstraint,
  dropForeignKeyLocksBoth,
  dropPrimaryKey,
  forbidNullableForeignKey,
  foreignKeyCascade,
  foreignKeyNoExplicitOnDelete,
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
