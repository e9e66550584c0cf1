import type { Finding, Fix } from '../lint/finding';
import { safeTogether } from '../lint/fixes';
import { applyEdits } from '../system/edits';
import type { Engine } from '../workspace/engine';

/** What is left once fixes were applied. */
export type Fixed =
  | {
      readonly ok: true;
      readonly findings: readonly Finding[];
      /** Files that have run already, whose fixes were left alone: a change of them would be a change of history. */
      readonly applied: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** A fix may make room for the next, but two that undo each other would go on for ever. */
const roomToSpare = 10;

/**
 * Applies fixes on the disk until none is left: those that are safe unseen or, of a rule that was named, its remedy.
 * `judge` looks at the files anew.
 */
export async function applyFixes(
  found: readonly Finding[],
  judge: () => Promise<readonly Finding[]>,
  { engine, isNamed }: { readonly engine: Engine; readonly isNamed: boolean },
): Promise<Fixed> {
  const isWanted = ({ safe, preferred }: Fix): boolean => safe || (isNamed && preferred);
  const done = await appliedPaths(engine);
  const left = new Set<string>();
  let findings = found;
  // Of fixes that add files, each takes a round of its own: the next file's name depends on the last.
  for (let round = 0; round < found.length + roomToSpare; round++) {
    const fixes = findings.flatMap((finding) => {
      const fix = finding.fixes.find(isWanted);
      if (fix === undefined) return [];
      if (!done.has(finding.path)) return [fix];
      left.add(finding.path);
      return [];
    });
    const edits = safeTogether(fixes);
    if (edits.length === 0) break;
    const outcome = await applyEdits(edits);
    engine.invalidate();
    if (!outcome.ok) return outcome;
    findings = await judge();
  }
  return { ok: true, findings, applied: [...left] };
}

async function appliedPaths(engine: Engine): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const migration of (await engine.project()).sources.flatMap(({ migrations }) => migrations)) {
    if (migration.up !== undefined && (await engine.standing(migration)) === 'applied') paths.add(migration.up.path);
  }
  return paths;
}
