import type * as vscode from 'vscode';

/**
 * Files on disk that may be migrations; which ones are, the store knows. By name and not by language, because other
 * extensions give SQL files languages of their own; versions of git and unsaved buffers have other schemes.
 */
export const migrationFiles: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.sql' };
