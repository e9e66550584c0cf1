import type { Convention, Detection, Folder } from '../convention';
import type { Migration, Problem } from '../project';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { refused } from './sections';
import { unmanaged } from './shared';
import { scriptHash, sqitchHistory } from './sqitch-history';
import { type PlannedChange, type SqitchPlan, parsePlan } from './sqitch-plan';

const planFile = 'sqitch.plan';
const configFile = 'sqitch.conf';

/** sqitchers/sqitch: `sqitch.plan` names the changes in their order, and `deploy/`, `revert/` and `verify/` have the scripts. */
export const sqitch: Convention = {
  id: 'sqitch',
  title: 'Sqitch',
  types: [],
  canHaveDown: true,
  markers: [],
  companions: [planFile, configFile],
  detect,
  reads: (path) => path === planFile || /^(?:deploy|revert|verify)\/.+\.sql$/.test(path),
  read,
  scaffold: () => ({
    ok: false,
    reason: 'The plan says who planned a change, which Sqitch alone knows: let «sqitch add» make it.',
  }),
  renumbering: {
    cannot:
      'Sqitch has no versions: the plan gives the order, and each change in it has the hash of the one before. Let «sqitch rework» or a change of the plan do it.',
  },
  downFile: ({ version, name, facts }) => ({
    path: `revert/${version}.sql`,
    heading: `-- Revert ${facts?.['project'] ?? ''}:${name} from pg`,
  }),
  // psql runs them, and each has its own BEGIN and COMMIT.
  transaction: () => 'own',
  sendsWholeFile: false,
  history: sqitchHistory,
};

function detect({ files, companions }: Folder): Detection | undefined {
  if (!files.includes(planFile)) return undefined;
  const engine = /^[ \t]*engine[ \t]*=[ \t]*(\S+)/m.exec(companions.get(configFile) ?? '')?.[1];
  if (engine !== undefined && engine !== 'pg') return undefined;
  return { confidence: 0.99, reason: `There is ${planFile}.`, main: 'deploy' };
}

function read(files: readonly SourceFile[]): {
  readonly migrations: readonly Migration[];
  readonly problems: readonly Problem[];
} {
  const plan = files.find(({ path }) => path === planFile);
  const deploys = files.filter(({ path }) => path.startsWith('deploy/'));
  if (plan === undefined) {
    return { migrations: [], problems: deploys.flatMap((file) => unmanaged(file, `there is no ${planFile} that names it.`)) };
  }
  const parsed = parsePlan(plan.text);
  if (!parsed.ok) return { migrations: [], problems: [plan.problem ?? refused(plan, parsed.why).problem] };
  return readPlan(parsed.plan, plan, files);
}

function readPlan(plan: SqitchPlan, file: SourceFile, files: readonly SourceFile[]): ReturnType<typeof read> {
  const byPath = new Map(files.map((each) => [each.path, each]));
  const named: NamedFile[] = [];
  const problems: Problem[] = [];
  const hashes = new Map<string, string>();
  let gap: string | undefined;
  for (const [place, change] of plan.changes.entries()) {
    const up = byPath.get(`deploy/${change.script}.sql`);
    const down = byPath.get(`revert/${change.script}.sql`);
    if (up === undefined) {
      problems.push(refused(file, `its change ${change.name} has no deploy/${change.script}.sql.`).problem);
      gap ??= change.name;
      continue;
    }
    const hash = scriptHash(up);
    const twin = hashes.get(hash);
    hashes.set(hash, change.script);
    const why =
      gap !== undefined
        ? `${gap}, which is before it in the plan, has no deploy script.`
        : twin !== undefined
          ? `it is the same as that of ${twin}, and Sqitch takes each script once.`
          : conflictOf(change, place, plan.changes);
    const at = { version: change.script, order: String(place).padStart(8, '0'), name: change.name, stem: change.script };
    const facts = { change: JSON.stringify(change), project: plan.project, uri: plan.uri ?? '' };
    named.push({
      ...at,
      file: up,
      direction: 'up',
      description: titleOf(change),
      facts,
      ...(why !== undefined && refused(up, why)),
    });
    if (down !== undefined) named.push({ ...at, file: down, direction: 'down' });
  }
  const paired = pairUp(named, 'by name');
  const planned = new Set(plan.changes.map(({ script }) => `deploy/${script}.sql`));
  const others = files.filter(({ path }) => path.startsWith('deploy/') && !planned.has(path));
  const strays = others.flatMap((each) => unmanaged(each, `${planFile} does not name it.`));
  return { migrations: paired.migrations, problems: [...problems, ...paired.problems, ...strays] };
}

/** What Sqitch would not deploy a change beside, or does not find. */
function conflictOf({ conflicts }: PlannedChange, place: number, changes: readonly PlannedChange[]): string | undefined {
  for (const conflict of conflicts) {
    // Those of other projects are asked for before anything is recorded.
    if (conflict.includes(':')) continue;
    const [name = '', tag] = conflict.split('@');
    const at = changes.findIndex((each) => (name === '' ? each.tags.some((it) => it.name === tag) : each.name === name));
    if (at < 0) return `it conflicts with ${conflict}, which the plan does not have.`;
    if (at < place) return `it conflicts with ${conflict}, which is before it in the plan.`;
  }
  return undefined;
}

/** The note, which says more than the name that stands beside it. */
function titleOf({ note, name }: PlannedChange): string {
  const [first = ''] = note.split('\n', 1);
  return first === '' ? name : first;
}
