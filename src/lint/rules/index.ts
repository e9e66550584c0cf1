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
import { createIndexNotConcurrent } from './index/create-index-not-concurrent';
import { invalidConfiguration } from './meta/invalid-configuration';
import { invisibleCharacter } from './meta/invisible-character';
import { syntaxError } from './meta/syntax-error';
import { syntaxNewerThanTarget } from './meta/syntax-newer-than-target';
import { typographicQuote } from './meta/typographic-quote';
import { unknownIgnore } from './meta/unknown-ignore';
import { unusedIgnore } from './meta/unused-ignore';
import { renameColumn } from './rename/rename-column';
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
import { concurrentlyInTransaction } from './transaction/concurrently-in-transaction';
import { ddlAndBackfillSameTransaction } from './transaction/ddl-and-backfill-same-transaction';
import { nonTransactionalStatementInTransaction } from './transaction/non-transactional-statement-in-transaction';
import { statementAfterAccessExclusive } from './transaction/statement-after-access-exclusive';
import { transactionNesting } from './transaction/transaction-nesting';
import { unclosedTransaction } from './transaction/unclosed-transaction';
import { wideLockWindow } from './transaction/wide-lock-window';

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
  dropColumn,
  dropTable,
  concurrentlyInTransaction,
  ddlAndBackfillSameTransaction,
  nonTransactionalStatementInTransaction,
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
