import { resolve } from 'node:path';
import { printable } from '../../report/colour';
import { applyEdits } from '../../system/edits';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { textsOf } from '../texts';

/** Makes or checks the registry of all migrations, and the tables of migrations in READMEs that have a place for one. */
export const catalog: Command = {
  name: 'catalog',
  words: '',
  summary: 'Print, write or check the catalog of all migrations, and their tables in READMEs.',
  options: {
    write: { help: 'write the catalog, and the tables between their markers' },
    check: { help: 'exit with 1 if the catalog or a table is missing or stale' },
    file: { value: 'FILE', help: 'the catalog (migration-catalog.json)' },
  },
  async run(given, { engine, io, format }) {
    const [write, check] = [given.has('write'), given.has('check')];
    if (write && check) throw new UsageError('--write makes what --check looks for: give one of them.');
    const path = resolve(given.text('file') === undefined ? engine.root : io.cwd, given.text('file') ?? 'migration-catalog.json');
    const { text, edits, faults } = await engine.catalog(path);
    const texts = textsOf(await engine.project(), io.cwd);
    for (const fault of faults) io.err(`${printable(texts.label(fault.path))}: ${printable(fault.reason)}\n`);
    const files = edits.flatMap((edit) => ('path' in edit ? [texts.label(edit.path)] : []));
    if (!write && !check) {
      io.out(text);
      return exit.fine;
    }
    if (write) {
      const outcome = await applyEdits(edits);
      if (!outcome.ok) {
        io.err(`${outcome.reason}\n`);
        return exit.failed;
      }
    }
    if (format === 'json') io.out(printed({ version: 1, [write ? 'written' : 'stale']: files }));
    else
      io.out(
        files.map((file) => `${printable(file)} ${write ? 'written' : 'is stale: run lockkeeper catalog --write'}\n`).join(''),
      );
    return faults.length > 0 || (check && files.length > 0) ? exit.failed : exit.fine;
  },
};
