import { beforeScript, buildChain, makersOf, nothing, withForeign, type Chain, type Step } from '../migrations/chain';
import type { Migration, Script } from '../migrations/project';
import { walk, type Before, type Walk } from '../migrations/walk';
import type { AppliedScript } from './edited';
import type { Finding } from './finding';
import { isNew, judge, judgeWalk, withNew, type ScriptInput } from './judge';
import { lint, type LintInput } from './linter';

/** What the scripts of a source are judged with. */
type SourceInput = Omit<LintInput, 'migration' | 'script' | 'chain' | 'applied' | 'ofFile'> & {
  readonly applied: (migration: Migration) => AppliedScript | undefined;
  readonly ofFile: (script: Script) => readonly Finding[];
};

/** The findings of one script. */
interface ScriptFindings {
  readonly script: Script;
  readonly findings: readonly Finding[];
}

/**
 * Judges the scripts of a source that are `wanted`, in the order of the chain: the same findings as of each alone, but
 * each script is walked once, and nothing of it is kept. Yields after each migration, so that others get their turn.
 */
export function* lintSource(
  input: SourceInput,
  isWanted: (migration: Migration, script: Script) => boolean,
): Generator<readonly ScriptFindings[]> {
  const { source } = input;
  const byPath = makersOf(source);
  const late: Late[] = [];
  const onTheWay = withForeign(source);
  let before = nothing;
  for (const [index, migration] of source.migrations.entries()) {
    before = onTheWay(migration, before);
    const walked = migration.up === undefined ? undefined : walkScript(migration.up, before, input);
    const step: Step = { migration, before, after: walked?.after ?? before };
    if (hasReplaced(step)) {
      yield* lintRest(input, isWanted, { from: index, late });
      return;
    }
    const found: ScriptFindings[] = [];
    for (const script of [migration.up, migration.down]) {
      if (script === undefined || !isWanted(migration, script)) continue;
      const asked = { end: false };
      const chain: Chain = {
        ...{ steps: [step], byId: new Map([[migration.id, step]]), byPath },
        get end() {
          asked.end = true;
          return step.after.schema;
        },
      };
      const findings = lintScript(placed(input, migration, script, chain), script === migration.up ? walked : undefined);
      // What the end of the chain decides is judged once that is known.
      if (asked.end) late.push({ step, script });
      else found.push({ script, findings });
    }
    yield found;
    before = withNew(step.after, (path) => isPending(byPath.get(path), input));
  }
  for (const { step, script } of late) {
    const { migration } = step;
    const chain: Chain = { steps: [step], byId: new Map([[migration.id, step]]), byPath, end: before.schema };
    yield [{ script, findings: lintScript(placed(input, migration, script, chain)) }];
  }
}

/**
 * Whether a name stands for what another file made before: whose it is decides what is new, so what was left out as not
 * new would have to be known again.
 */
function hasReplaced({ before, after }: Step): boolean {
  const [old, now] = [before.schema.relations, after.schema.relations];
  return old !== now && now.keysOtherThan(old).some((key) => old.get(key)?.origin !== now.get(key)?.origin);
}

/** The rest of a source by its whole chain, and what was put off. */
function* lintRest(
  input: SourceInput,
  isWanted: (migration: Migration, script: Script) => boolean,
  { from, late }: { readonly from: number; readonly late: readonly Late[] },
): Generator<readonly ScriptFindings[]> {
  const { source, reader } = input;
  const chain = buildChain(source, reader);
  const rest = source.migrations
    .slice(from)
    .flatMap((migration) =>
      [migration.up, migration.down].flatMap((script) =>
        script !== undefined && isWanted(migration, script) ? [{ migration, script }] : [],
      ),
    );
  for (const { migration, script } of [...late.map(({ step, script }) => ({ migration: step.migration, script })), ...rest]) {
    const place = placed(input, migration, script, chain);
    yield [{ script, findings: lint(place, judge(place)) }];
  }
}

function placed({ applied, ofFile, ...input }: SourceInput, migration: Migration, script: Script, chain: Chain): LintInput {
  const known = applied(migration);
  return { ...input, migration, script, chain, ofFile: ofFile(script), ...(known && { applied: known }) };
}

/** A script whose findings the end of the chain decides. */
interface Late {
  readonly step: Step;
  readonly script: Script;
}

function lintScript(input: LintInput, walked: Walk = walkScript(input.script, startIn(input), input)): readonly Finding[] {
  return lint(input, judgeWalk(walked, input.postgres));
}

/** A down script finds what its up script has left, and all of that is new to others. */
function startIn(input: ScriptInput): Before {
  const { chain, migration, script } = input;
  const before = beforeScript(chain, migration, script.direction);
  return script.direction === 'up' ? before : withNew(before, (path) => isNew(input, path));
}

function walkScript(script: Script, before: Before, { source, reader }: Pick<SourceInput, 'source' | 'reader'>): Walk {
  return walk(script, { convention: source.convention, reader, before });
}

function isPending(maker: Migration | undefined, { standing }: SourceInput): boolean {
  return maker !== undefined && standing(maker) === 'pending';
}
