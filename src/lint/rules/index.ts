import type { Rule } from '../rule';
import { addColumnNotNullNoDefault } from './column/add-column-not-null-no-default';
import { addColumnVolatileDefault } from './column/add-column-volatile-default';
import { changeColumnTypeRewrite } from './column-change/change-column-type-rewrite';
import { addCheckNotValidMissing } from './constraint/add-check-not-valid-missing';
import { addForeignKeyNotValidMissing } from './constraint/add-foreign-key-not-valid-missing';
import { setNotNull } from './constraint/set-not-null';
import { createTableForce } from './destructive/create-table-force';
import { deleteWithoutWhere } from './destructive/delete-without-where';
import { dropCascade } from './destructive/drop-cascade';
import { dropColumn } from './destructive/drop-column';
import { dropColumnDropsConstraint } from './destructive/drop-column-drops-constraint';
import { dropDatabase } from './destructive/drop-database';
import { dropExtension } from './destructive/drop-extension';
import { dropOwned } from './destructive/drop-owned';
import { dropSchema } from './destructive/drop-schema';
import { dropTable } from './destructive/drop-table';
import { dropType } from './destructive/drop-type';
import { truncate } from './destructive/truncate';
import { updateWithoutWhere } from './destructive/update-without-where';
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
  addForeignKeyNotValidMissing,
  setNotNull,
  addColumnNotNullNoDefault,
  addColumnVolatileDefault,
  changeColumnTypeRewrite,
  renameColumn,
  createTableForce,
  deleteWithoutWhere,
  dropCascade,
  dropColumn,
  dropColumnDropsConstraint,
  dropDatabase,
  dropExtension,
  dropOwned,
  dropSchema,
  dropTable,
  dropType,
  truncate,
  updateWithoutWhere,
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
