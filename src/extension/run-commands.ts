import { sourceMeant } from './arguments';
import type { CommandTable } from './command';
import { createDatabase } from './create-database';
import { exportScript } from './export-script';
import { askHowMany } from './how-many';
import { commandIds } from './ids';
import { migrationMeant, type MigrationQuestion } from './migration-meant';
import { questions } from './migration-questions';
import type { SourceModel } from './model';
import { readTableStatistics } from './read-table-statistics';
import { recreateDatabase } from './recreate-database';
import { candidates, run, type RunParts, type Wish } from './run';
import { mayBegin, readNow } from './run-begin';
import { testRollback } from './test-rollback';
import { verify } from './verify';

/** The commands that run something and are not for every day: one alone, so many, back and forth, everything. */
export function runCommands(parts: RunParts) {
  const { store } = parts;
  const withSource =
    (title: string, use: (parts: RunParts, model: SourceModel) => Promise<void>) => async (argument: unknown) => {
      const model = await sourceMeant(store, argument, title);
      if (model !== undefined) await use(parts, model);
    };
  const withMigration = (question: MigrationQuestion, wish: Omit<Wish, 'model' | 'migration'>) => async (argument: unknown) => {
    const meant = await migrationMeant(store, argument, question);
    if (meant !== undefined) await run(parts, { ...meant, ...wish });
  };
  return {
    [commandIds.applyNext]: withSource('Apply Next', (_, model) => runSome(parts, model, 'apply')),
    [commandIds.applyOnly]: withMigration(questions.applyOnly, { kind: 'apply', isAlone: true }),
    [commandIds.rollBackSome]: withSource('Roll Back Several', (_, model) => runSome(parts, model, 'roll-back')),
    [commandIds.redoLast]: withSource('Redo Last', (_, model) => run(parts, { model, kind: 'redo' })),
    [commandIds.redoFrom]: withMigration(questions.redoFrom, { kind: 'redo' }),
    [commandIds.reset]: withSource('Reset', (_, model) => run(parts, { model, kind: 'reset' })),
    [commandIds.recreateDatabase]: withSource('Recreate Database', recreateDatabase),
    [commandIds.createDatabase]: withSource('Create Database', createDatabase),
    [commandIds.exportScript]: withSource('Export as psql Script', exportScript),
    [commandIds.testRollback]: async (argument: unknown) => {
      const meant = await migrationMeant(store, argument, questions.testRollback);
      if (meant !== undefined) await testRollback(parts, meant);
    },
    [commandIds.readTableStatistics]: withSource('Read Table Statistics', readTableStatistics),
    [commandIds.verify]: withSource('Verify Applied Migrations', verify),
  } satisfies Partial<CommandTable>;
}

/** Asks how many, where there are several. */
async function runSome(parts: RunParts, given: SourceModel, kind: 'apply' | 'roll-back'): Promise<void> {
  if (!mayBegin(parts)) return;
  const model = await readNow(parts.store, given.source.id);
  if (model === undefined) return;
  const { name } = model.target;
  const possible = candidates(model, kind);
  const from = kind === 'roll-back' ? [...possible].reverse() : possible;
  const [title, verb] = kind === 'apply' ? [`Apply Next to ${name}`, 'Applies'] : [`Roll Back Several on ${name}`, 'Rolls back'];
  const count = from.length < 2 ? from.length : await askHowMany({ title, from, verb, usual: 1 });
  if (count !== undefined) await run(parts, { model, kind, ...(count > 0 && { count }) });
}
