import { createHash } from 'node:crypto';

/** What a plan says of a change or of a tag. */
export interface Planned {
  /** Sqitch's SHA-1 of all that the plan says of it. */
  readonly id: string;
  readonly name: string;
  readonly note: string;
  /** `2025-01-01T12:00:00Z` */
  readonly plannedAt: string;
  readonly plannerName: string;
  readonly plannerEmail: string;
}

export interface PlannedChange extends Planned {
  /** As they are written, each with the id of the change that is meant. */
  readonly requires: readonly { readonly text: string; readonly id: string }[];
  readonly conflicts: readonly string[];
  readonly tags: readonly Planned[];
  /** The scripts' name in `deploy`, `revert` and `verify`: of a change that came again later, with the tag before that. */
  readonly script: string;
}

export interface SqitchPlan {
  readonly project: string;
  readonly uri?: string;
  readonly changes: readonly PlannedChange[];
}

export type ParsedPlan = { readonly ok: true; readonly plan: SqitchPlan } | { readonly ok: false; readonly why: string };

/** A name may not begin or end with punctuation, and holds no blank and none of `@:#\[]`. */
const name = String.raw`(?![-!"#$%&'()*+,./:;<=>?@[\\\]^\x60{|}~])[^\s@:#\\[\]]+(?<![-!"#$%&'()*+,./:;<=>?@[\\\]^\x60{|}~])`;
const line = new RegExp(
  String.raw`^[ \t]*(?:(@)|[ \t]*([+-])[ \t]*)?(${name})(?:[ \t]+)?(?:\[([^\]]+)\][ \t]*)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)[ \t]*([^<]+?)[ \t]+<([^>]+)>$`,
);
const dependency = new RegExp(String.raw`^(!?)(?:(${name}):)?((?:${name})?(?:@${name})?)$`);

/** Reads a `sqitch.plan`. */
export function parsePlan(text: string): ParsedPlan {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((each) => /^[ \t]*$/.test(each));
  const pragmas = new Map<string, string>();
  for (const each of lines.slice(0, end < 0 ? undefined : end)) {
    const [, key, value = ''] = /^[ \t]*%[ \t]*([^\s=]+)(?:[ \t]*=[ \t]*(.+))?$/.exec(each.replace(/[ \t]*#.*$/, '')) ?? [];
    if (key !== undefined) pragmas.set(key, value);
    else if (!/^[ \t]*#/.test(each)) return { ok: false, why: `its heading has the line «${each}», which is no pragma.` };
  }
  const project = pragmas.get('project') ?? '';
  if (project === '') return { ok: false, why: 'it has no line «%project=…».' };
  const reader = new PlanReader(project, pragmas.get('uri'));
  for (const each of end < 0 ? [] : lines.slice(end)) {
    const why = reader.read(each);
    if (why !== undefined) return { ok: false, why };
  }
  return { ok: true, plan: reader.plan() };
}

/** A change while later lines may still say more of it. */
interface Open extends Omit<PlannedChange, 'script' | 'tags'> {
  readonly tags: Planned[];
  script: string;
}

class PlanReader {
  readonly #project: string;
  readonly #uri: string | undefined;
  readonly #changes: Open[] = [];

  constructor(project: string, uri: string | undefined) {
    this.#project = project;
    this.#uri = uri;
  }

  plan(): SqitchPlan {
    return { project: this.#project, ...(this.#uri !== undefined && { uri: this.#uri }), changes: this.#changes };
  }

  /** Takes a line in; the reason where it cannot be. */
  read(text: string): string | undefined {
    const [, content = '', comment = ''] = /^([^#]*?)[ \t]*(?:#[ \t]*(.*))?$/.exec(text) ?? [];
    if (content.trim() === '') return undefined;
    const [, at, operator, named = '', dependencies = '', plannedAt = '', plannerName = '', plannerEmail = ''] =
      line.exec(content) ?? [];
    if (named === '') return `the line «${content}» is no change and no tag with its time, planner and address.`;
    if (operator === '-') return `the line «${content}» reverts a change, which Lockkeeper does not do in the middle of a plan.`;
    const note = comment.trim().replace(/\\([nr\\])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark === 'r' ? '\r' : '\\'));
    const planned = { name: named, note, plannedAt, plannerName, plannerEmail };
    return at === undefined ? this.#change(planned, dependencies) : this.#tag(planned);
  }

  #tag(planned: Omit<Planned, 'id'>): string | undefined {
    const change = this.#changes.at(-1);
    if (change === undefined) return `the tag @${planned.name} has no change before it.`;
    if (this.#changes.some(({ tags }) => tags.some((tag) => tag.name === planned.name)))
      return `it has the tag @${planned.name} twice.`;
    const info = [...this.#head(), `tag @${planned.name}`, `change ${change.id}`, ...tail(planned)].join('\n');
    change.tags.push({ ...planned, id: idOf('tag', info) });
    return undefined;
  }

  #change(planned: Omit<Planned, 'id'>, dependencies: string): string | undefined {
    const before = this.#changes.findLast((change) => change.name === planned.name);
    if (before !== undefined) {
      const since = this.#changes.slice(this.#changes.indexOf(before)).flatMap(({ tags }) => tags)[0];
      if (since === undefined) return `it has ${planned.name} twice without a tag between.`;
      before.script = `${before.name}@${since.name}`;
    }
    const requires: { text: string; id: string }[] = [];
    const conflicts: string[] = [];
    for (const each of dependencies.split(/[ \t]+/).filter((word) => word !== '')) {
      const [, mark, project, key = ''] = dependency.exec(each) ?? [];
      if (key === '') return `«${each}» is no dependency.`;
      const isOwn = project === undefined || project === this.#project;
      const text = isOwn ? key : `${project}:${key}`;
      if (mark === '!') {
        conflicts.push(text);
        continue;
      }
      const id = isOwn ? this.#find(key) : '';
      if (id === undefined) return `${planned.name} requires ${key}, which is not before it.`;
      requires.push({ text, id });
    }
    const info = [
      ...this.#head(),
      `change ${planned.name}`,
      ...this.#changes.slice(-1).map(({ id }) => `parent ${id}`),
      ...tail({ ...planned, note: '' }),
      ...(requires.length === 0 ? [] : ['requires', ...requires.map(({ text }) => `  + ${text}`)]),
      ...(conflicts.length === 0 ? [] : ['conflicts', ...conflicts.map((text) => `  - ${text}`)]),
      ...(planned.note === '' ? [] : ['', planned.note]),
    ].join('\n');
    this.#changes.push({ ...planned, id: idOf('change', info), requires, conflicts, tags: [], script: planned.name });
    return undefined;
  }

  /** The change that a name, a tag, both or an id mean. */
  #find(key: string): string | undefined {
    if (/^[\da-f]{40}$/.test(key)) return this.#changes.find(({ id }) => id === key)?.id;
    const [change = '', tag] = key.split('@');
    const end =
      tag === undefined
        ? this.#changes.length
        : this.#changes.findIndex(({ tags }) => tags.some((each) => each.name === tag)) + 1;
    const within = this.#changes.slice(0, end);
    return (change === '' ? within.at(-1) : within.findLast((each) => each.name === change))?.id;
  }

  #head(): readonly string[] {
    return [`project ${this.#project}`, ...(this.#uri === undefined ? [] : [`uri ${canonical(this.#uri)}`])];
  }
}

function tail({ plannerName, plannerEmail, plannedAt, note }: Omit<Planned, 'id'>): readonly string[] {
  return [`planner ${plannerName} <${plannerEmail}>`, `date ${plannedAt}`, ...(note === '' ? [] : ['', note])];
}

/** Addresses in the web have a host in lower case, and at least a slash behind it. */
function canonical(uri: string): string {
  return /^https?:/i.test(uri) && URL.canParse(uri) ? new URL(uri).href : uri;
}

/** Named as git names its objects. */
function idOf(kind: 'change' | 'tag', info: string): string {
  const bytes = Buffer.from(info);
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}
