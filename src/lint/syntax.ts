import type { Script } from '../migrations/project';
import { runOnFault } from '../sql/run-on';
import { shift } from '../sql/span';
import type { ReadStatement, SyntaxFault } from '../sql/statement';
import type { Finding, Fix, Severity } from './finding';
import type { Judged } from './judge';
import { syntaxError } from './rules/meta/syntax-error';

/** Statements that PostgreSQL cannot parse, and those that run on into the next, each with what mends it where that is plain. */
export function syntaxFindings(judged: readonly Judged[], script: Script, severity: Severity): readonly Finding[] {
  const findings: Finding[] = [];
  // Whoever neither runs on nor is run into is passed by: a long file has many of them.
  const first = judged.filter(({ isDataOnly }, nth) => !isDataOnly || judged[nth - 1]?.isDataOnly === false);
  let before: ReadStatement | undefined;
  for (const { statement } of first) {
    const { parsed, at } = statement;
    const runsOn = before === undefined ? undefined : runOnFault(script.text, before, statement);
    before = statement;
    if (runsOn === undefined && parsed.ok) continue;
    const faults = [
      ...(runsOn === undefined ? [] : [runsOn]),
      ...(parsed.ok || parsed.fault === undefined ? [] : [inFile(parsed.fault, at.start)]),
    ];
    for (const fault of faults) {
      findings.push({
        rule: syntaxError.id,
        severity,
        message: `PostgreSQL cannot parse this: ${fault.message}`,
        ...(fault.hint === undefined ? {} : { help: fault.hint }),
        path: script.path,
        at: fault.at,
        statement: at,
        related: [],
        fixes: fixesOf(fault, script),
        effects: [{ kind: 'error', sqlstate: '42601', when: 'always', why: fault.message }],
      });
    }
  }
  return findings;
}

function inFile(fault: SyntaxFault, by: number): SyntaxFault {
  const { mend, at } = fault;
  const moved = { ...fault, at: shift(at, by) };
  if (mend === undefined) return moved;
  return { ...moved, mend: { ...mend, edits: mend.edits.map((edit) => ({ ...edit, at: shift(edit.at, by) })) } };
}

/** Whoever wrote it looks at it again: what parses need not be what was meant. */
function fixesOf({ mend }: SyntaxFault, { path }: Script): readonly Fix[] {
  if (mend === undefined) return [];
  const edits = mend.edits.map(({ at, text }) => ({ kind: 'replace', path, at, text }) as const);
  return [{ title: mend.title, edits, preferred: true, safe: false }];
}
