/** Every id that package.json contributes, once. A test holds the two against each other. */

export const commandIds = {
  newMigration: 'lockkeeper.newMigration',
  refresh: 'lockkeeper.refresh',
  chooseTarget: 'lockkeeper.chooseTarget',
  dryRunPending: 'lockkeeper.dryRunPending',
  dryRunUpTo: 'lockkeeper.dryRunUpTo',
  applyPending: 'lockkeeper.applyPending',
  applyUpTo: 'lockkeeper.applyUpTo',
  rollBackLast: 'lockkeeper.rollBackLast',
  rollBackTo: 'lockkeeper.rollBackTo',
  applyNext: 'lockkeeper.applyNext',
  applyOnly: 'lockkeeper.applyOnly',
  rollBackSome: 'lockkeeper.rollBackSome',
  redoLast: 'lockkeeper.redoLast',
  redoFrom: 'lockkeeper.redoFrom',
  reset: 'lockkeeper.reset',
  recreateDatabase: 'lockkeeper.recreateDatabase',
  createDatabase: 'lockkeeper.createDatabase',
  testRollback: 'lockkeeper.testRollback',
  exportScript: 'lockkeeper.exportScript',
  verify: 'lockkeeper.verify',
  readTableStatistics: 'lockkeeper.readTableStatistics',
  cancelRun: 'lockkeeper.cancelRun',
  openPanel: 'lockkeeper.openPanel',
  openUp: 'lockkeeper.openUp',
  openDown: 'lockkeeper.openDown',
  draftDown: 'lockkeeper.draftDown',
  renumber: 'lockkeeper.renumber',
  showApplied: 'lockkeeper.showApplied',
  repairChecksum: 'lockkeeper.repairChecksum',
  baselineUpTo: 'lockkeeper.baselineUpTo',
  markApplied: 'lockkeeper.markApplied',
  markNotApplied: 'lockkeeper.markNotApplied',
  applyLate: 'lockkeeper.applyLate',
  resolveFailed: 'lockkeeper.resolveFailed',
  restoreFile: 'lockkeeper.restoreFile',
  renameBack: 'lockkeeper.renameBack',
  showHistory: 'lockkeeper.showHistory',
  revealInExplorer: 'lockkeeper.revealInExplorer',
  copyVersion: 'lockkeeper.copyVersion',
  copyCommandLine: 'lockkeeper.copyCommandLine',
  copyReport: 'lockkeeper.copyReport',
  saveReport: 'lockkeeper.saveReport',
  copyDifference: 'lockkeeper.copyDifference',
  compareSchema: 'lockkeeper.compareSchema',
  openDocumentation: 'lockkeeper.openDocumentation',
  showLog: 'lockkeeper.showLog',
  manageTrust: 'lockkeeper.manageTrust',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const viewIds = { migrations: 'lockkeeper.migrations' } as const;

export const panelViewType = 'lockkeeper.panel';

/** Of the pages of rules and errors; package.json opens it in the Markdown preview. */
export const documentationScheme = 'lockkeeper-page';

/** Of migrations as they were applied. */
export const appliedScheme = 'lockkeeper-applied';

/** Of histories as they were last asked for. */
export const historyScheme = 'lockkeeper-history';

/** Of a schema before and behind a dry run. */
export const schemaScheme = 'lockkeeper-schema';

/** Keys of `when` clauses; context-keys.ts alone sets them. */
export const contextKeys = {
  /** Everything has been read once; welcome texts wait for it, so that none flashes by. */
  ready: 'lockkeeper.ready',
  /** A folder could not be read at all. */
  failed: 'lockkeeper.failed',
  hasMigrations: 'lockkeeper.hasMigrations',
  running: 'lockkeeper.running',
  /** The last dry run has told what it changes in the schema. */
  hasSchemaChange: 'lockkeeper.hasSchemaChange',
  /** Some runner here has a way back. */
  canRollBack: 'lockkeeper.canRollBack',
  /** Some chosen target is one's own, so that it may be dropped. */
  canRecreate: 'lockkeeper.canRecreate',
  /** Some chosen target is on a server. */
  hasServer: 'lockkeeper.hasServer',
  /** What the states call for: some migration that the command of each is for. */
  repairable: 'lockkeeper.repairable',
  baselinable: 'lockkeeper.baselinable',
  markable: 'lockkeeper.markable',
  unmarkable: 'lockkeeper.unmarkable',
  late: 'lockkeeper.late',
  unresolved: 'lockkeeper.unresolved',
  missing: 'lockkeeper.missing',
  renamed: 'lockkeeper.renamed',
  /** Paths of all sources, for the Explorer's menu. */
  folders: 'lockkeeper.folders',
} as const;

export const settingIds = {
  lintRun: 'lockkeeper.lint.run',
  codeLens: 'lockkeeper.codeLens.enabled',
  dryRunHints: 'lockkeeper.dryRunHints.enabled',
  decorations: 'lockkeeper.decorations.enabled',
} as const;

/** The name under which findings, log and status bar item appear. */
export const productName = 'Lockkeeper';
