import { showJson } from '../../report/show-json';
import { showText } from '../../report/show-text';
import type { Script } from '../../migrations/project';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { selectMigration } from '../select';
import { textsOf } from '../texts';

/** Prints what is known of one migration. No server is asked. */
export const show: Command = {
  name: 'show',
  words: 'FILE|VERSION',
  summary: 'Show one migration: its scripts, its header, what it depends on and what depends on it.',
  options: {},
  async run(given, context) {
    const { engine, io, format } = context;
    const { source, migration } = await selectMigration(given, context);
    const scripts = [migration.up, migration.down].filter((script) => script !== undefined);
    const statements = new Map<Script, number>();
    for (const script of scripts) statements.set(script, await engine.countStatements(script));
    const paths = [...new Set(scripts.map(({ path }) => path))];
    const [project, inferred, findings] = [
      await engine.project(),
      await engine.dependencies(source),
      await engine.lintAll(paths, { withoutFixes: true }),
    ];
    const texts = textsOf(project, io.cwd);
    const shown = showJson({
      ...{ source, migration, project, inferred, findings },
      statements: (script) => statements.get(script) ?? 0,
      label: (path) => texts.label(path),
    });
    io.out(format === 'json' ? printed(shown) : showText(shown, { colours: io.color, convention: source.convention.title }));
    return exit.fine;
  },
};
