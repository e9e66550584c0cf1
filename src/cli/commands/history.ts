import { paint, printable } from '../../report/colour';
import { historyJson, historyText, type NamedHistory } from '../../report/history-report';
import { morePointer } from '../../report/run-text';
import { sentences } from '../../run/sentences';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { selectSources, selectTarget } from '../select';
import { textsOf } from '../texts';

/** Tells what was done to a database, by its own history and by the journal on this machine. */
export const history: Command = {
  name: 'history',
  words: '',
  summary: 'Tell what was applied and rolled back, when and by whom.',
  options: {},
  async run(given, context) {
    const { engine, io, format } = context;
    const texts = textsOf(await engine.project(), io.cwd);
    const histories: NamedHistory[] = [];
    let code: number = exit.fine;
    for (const source of await selectSources(given, context)) {
      const target = await selectTarget(given, source, context, 'read');
      const report = await engine.history(source, target);
      if (report.ok) {
        const { server, table, lines, journal } = report;
        histories.push({ source: texts.label(source.path), target: target.name, server, table, lines, journal });
        continue;
      }
      const { message, advice, page } = report.error;
      io.err(`${printable(`${source.label} on ${target.name}: ${sentences(message, advice)}`)}\n`);
      if (page !== undefined) io.err(`  ${morePointer(page, paint(false))}\n`);
      code = report.isLocked ? exit.locked : exit.noConnection;
    }
    if (format === 'json') io.out(printed(historyJson(histories)));
    for (const each of format === 'json' ? [] : histories) {
      io.out(`${printable(`${each.source} on ${each.server}`)}\n${historyText(each, { colours: io.color })}\n`);
    }
    return code;
  },
};
