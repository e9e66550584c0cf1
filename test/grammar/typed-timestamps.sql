-- Migration: 20250205_101500_perf_invoice_lookup
-- ID: 20250205_101500
-- Version: 1.4.0
-- Database: postgresql
-- Type: perf
-- Author: a.lindqvist
-- Created: 2025-02-05T10:15:00Z
-- Breaking: no
-- Dependencies: 20250122_143000
-- Description: Invoices by account
-- Ticket: 42
-- See: the manual

-- lockkeeper: no-transaction
SET lock_timeout = '2s';

-- Type: of the account, not a field this far down
-- lockkeeper: no-transaction
DROP TABLE a; -- lockkeeper-ignore drop-table: moved: archive
--lockkeeper-ignore drop-table, drop-column
-- lockkeeper-ignore-file drop-table
-- squawk-ignore ban-drop-table
-- lockkeeper-ignored, and -- lockkeeper-ignore drop-table
SELECT '-- lockkeeper-ignore drop-table';

-- PHASE 1: EXPAND
-- PHASE 2 MIGRATE
-- ROLLBACK
-- VALIDATION
-- VALIDATION happens elsewhere
-- Validation

-- VALIDATION:
-- before: SELECT to_regclass('a') IS NULL
-- After : SELECT NOT EXISTS (
--   SELECT FROM a)
-- Type: schema
-- lockkeeper-ignore drop-table: gone
-- before: no longer in the section

-- before: in none
CREATE TABLE a ();
-- VALIDATION
-- after: SELECT true
SELECT 1;
