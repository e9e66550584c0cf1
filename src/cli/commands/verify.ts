import { describeTarget } from '../../database/redact';
import { paint, printable } from '../../report/colour';
import { verifyJson } from '../../report/run-json';
import { checksText, morePointer } from '../../report/run-text';
import { disagreements } from '../../run/read-status';
import { sentences } from '../../run/sentences';
import type { AskedCheck } from '../../run/verify-checks';
import type { Command, CommandContext } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { named, type ReadStatus, readStatuses } from '../read-statuses';
import { textsOf } from '../texts';

/** Holds what was applied against the files: exit code 5 where they differ by the convention's own rule. */
export const verify: Command = {
  name: 'verify',
  words: '',
  summary: 'Hold the applied files against the history, and report what was changed.',
  options: {
    validations: { help: 'also ask the checks that files name for after they are applied; a failing one is exit code 1' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const { statuses, code: readCode } = await readStatuses(given, context);
    const { checks, code } = given.has('validations')
      ? await askChecks(statuses, context, readCode)
      : { checks: [], code: readCode };
    const texts = textsOf(await engine.project(), io.cwd);
    if (format === 'json') {
      io.out(printed(verifyJson(named(statuses), checks, texts)));
    }
    for (const [nth, { source, target, status }] of format === 'json' ? [] : statuses.entries()) {
      const applied = status.migrations.filter(({ state }) => state.kind === 'applied').length;
      io.out(`${printable(`${texts.label(source.path)} on ${target.name}`)}: ${applied} applied and unchanged\n`);
      const found = disagreements(status, describeTarget(target));
      for (const { severity, message, path } of found) {
        const place = path === undefined ? '' : `${texts.label(path)}: `;
        io.out(`  ${severity} ${printable(`${place}${message}`)}\n`);
      }
      const pages = new Set(found.flatMap(({ page }) => page ?? []));
      const asked = checks[nth];
      if (asked !== undefined) io.out(checksText(asked, texts, { colours: io.color }));
      for (const page of pages) io.out(`  ${morePointer(page, paint(io.color))}\n`);
    }
    if (code !== exit.fine) return code;
    const isWrong = statuses.some(({ status, target }) =>
      disagreements(status, describeTarget(target)).some(({ severity }) => severity === 'error'),
    );
    if (isWrong) return exit.disagreement;
    return checks.flat().some(({ wrong }) => wrong !== undefined) ? exit.failed : exit.fine;
  },
};

/** The checks of each source, in the order of `statuses`. What cannot be asked is told on the error stream. */
async function askChecks(
  statuses: readonly ReadStatus[],
  { engine, io }: CommandContext,
  readCode: number,
): Promise<{ readonly checks: readonly (readonly AskedCheck[])[]; readonly code: number }> {
  let code = readCode;
  const checks: (readonly AskedCheck[])[] = [];
  for (const { source, target } of statuses) {
    const answer = await engine.checks(source, target);
    checks.push(answer.ok ? answer.checks : []);
    if (answer.ok) continue;
    io.err(`${printable(`${source.label} on ${target.name}: ${sentences(answer.error.message, answer.error.advice)}`)}\n`);
    code = answer.why === 'locked' ? exit.locked : exit.noConnection;
  }
  return { checks, code };
}
