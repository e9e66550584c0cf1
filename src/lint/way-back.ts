import { predictStatement } from '../effects/predict';
import { beforeScript } from '../migrations/chain';
import { walk } from '../migrations/walk';
import type { Change } from '../schema/change';
import type { Column, Key, Schema } from '../schema/schema';
import { resolve } from '../schema/session';
import { shift } from '../sql/span';
import type { Finding, Severity } from './finding';
import type { Judged, JudgedChange, Judgement } from './judge';
import type { LintInput } from './linter';
import { irreversibleOrMissingDown } from './rules/meta/irreversible-or-missing-down';
import { enumerate, plainName } from './wording';

type Said = Pick<Finding, 'message' | 'help' | 'at' | 'statement'>;

const start = { start: 0, end: 0 };

/** What is wrong with the way back: there is none, it leaves something, or it brings back less than there was. */
export function wayBackFindings(judgement: Judgement, input: LintInput, severity: Severity): readonly Finding[] {
  const said =
    input.script.direction === 'up' ? missing(input) : [...leftOver(judgement, input), ...broughtBackEmpty(judgement, input)];
  return said.map((each) => ({
    ...each,
    rule: irreversibleOrMissingDown.id,
    severity,
    path: input.script.path,
    related: [],
    fixes: [],
    effects: [],
  }));
}

/** No down script, where most other migrations of the source have one. */
function missing({ migration, source: { convention, migrations } }: LintInput): readonly Said[] {
  if (!convention.canHaveDown || migration.down !== undefined) return [];
  const others = migrations.filter((each) => each !== migration && each.up !== undefined);
  const having = others.filter(({ down }) => down !== undefined);
  if (having.length * 2 <= others.length) return [];
  return [
    {
      message: `Cannot be rolled back, as ${having.length} of the ${others.length} others here can: it has no down script`,
      help: 'Let Lockkeeper draft one, in the editor or with «lockkeeper new --down-for», and look it through.',
      at: start,
      statement: start,
    },
  ];
}

/** What is there after the way back that was not before the migration, and the other way round. */
function leftOver({ walk: walked, judged, postgres }: Judgement, input: LintInput): readonly Said[] {
  const { migration, chain, reader, source } = input;
  const found = beforeScript(chain, migration, 'up').schema;
  const left = walked.after.schema;
  if (migration.up === undefined || found.partlyKnown || left.partlyKnown || judged.some(refuses)) return [];
  const more = namesOf(left, found);
  const less = namesOf(found, left);
  if (more.length + less.length === 0) return [];
  const again = walk(migration.up, { convention: source.convention, reader, before: walked.after });
  const failure = again.statements
    .flatMap(
      (passed) =>
        predictStatement(
          passed.changes.map(({ change }) => change),
          { ...passed.found, postgres },
        ).effects,
    )
    .find((effect) => effect.kind === 'error' && effect.when === 'always');
  const parts = [
    ...(more.length === 0 ? [] : [`leaves ${some(more)}`]),
    ...(less.length === 0 ? [] : [`does not bring back ${some(less)}`]),
  ];
  const then =
    failure?.kind === 'error' ? `, so that the migration cannot be applied again: it fails with ${failure.sqlstate}` : '';
  const isEmpty = !judged.some(({ statement }) => statement.kind === 'sql');
  const first = judged.find(({ statement }) => statement.kind === 'sql')?.statement.at ?? start;
  return [
    {
      message: `${isEmpty ? 'Does nothing, and ' : ''}${isEmpty ? parts.join(' and ') : capitalized(parts.join(' and '))}${then}`,
      help: 'Undo here all that the up script does. What cannot be undone should fail with RAISE EXCEPTION, or else the history takes it for undone.',
      at: first,
      statement: first,
    },
  ];
}

/** A way back that fails on purpose is taken for none. */
function refuses({ statement: { text } }: Judged): boolean {
  return /^\s*do\b/i.test(text) && /\braise\s+(?:exception\b|')/i.test(text);
}

/** Rows and values that the up script has dropped, and in whose place nothing comes back: said once, of all. */
function broughtBackEmpty({ judged }: Judgement, { chain, migration }: LintInput): readonly Said[] {
  const found = beforeScript(chain, migration, 'up').schema;
  const all = judged.flatMap(({ statement, changes }) => changes.map((passed) => ({ statement, passed })));
  const empty = all.flatMap(({ statement, passed }, index) => {
    const lost = lostBefore(passed, found);
    const isFilled = all.slice(index + 1).some(({ passed: { change, session, schema } }) => {
      return change.kind === 'write' && resolve(change.table, schema, session) === lost?.table;
    });
    return lost === undefined || isFilled
      ? []
      : [{ ...lost, statement: statement.at, at: shift(passed.change.at, statement.at.start) }];
  });
  const [first] = empty;
  if (first === undefined) return [];
  const isOfValues = empty.every(({ isColumn }) => isColumn);
  return [
    {
      message: `Brings back ${some(empty.map(({ what }) => what))} without ${empty.length > 1 ? 'their' : 'its'} ${isOfValues ? 'values' : 'rows'}: the up script has dropped them`,
      help: 'Keep them elsewhere in the up script until nobody would roll it back, or take them from a backup.',
      at: first.at,
      statement: first.statement,
    },
  ];
}

interface Lost {
  readonly table: Key;
  readonly isColumn: boolean;
  readonly what: string;
}

/** A table or column that a statement makes, that was there before the migration, and that is not there now. */
function lostBefore({ change, schema, session }: JudgedChange, found: Schema): Lost | undefined {
  if (change.kind !== 'create-table' && change.kind !== 'add-column') return undefined;
  const table = resolve(change.table, schema, session);
  const before = found.relations.get(table);
  if (before?.kind !== 'table' || before.partitionBy !== undefined || isFilledByItself(change)) return undefined;
  if (change.kind === 'create-table')
    return schema.relations.has(table) ? undefined : { table, isColumn: false, what: plainName(table) };
  const has = (columns: readonly Column[]): boolean => columns.some(({ name }) => name === change.column.name);
  const now = schema.relations.get(table);
  if (!has(before.columns) || now?.kind !== 'table' || has(now.columns)) return undefined;
  return { table, isColumn: true, what: `${plainName(table)}.${change.column.name}` };
}

/** CREATE TABLE AS has its rows, and a generated column its values. */
function isFilledByItself(change: Extract<Change, { kind: 'create-table' | 'add-column' }>): boolean {
  return change.kind === 'create-table' ? change.filled : change.column.generated !== undefined;
}

/** Tables with their columns, views, sequences, types and functions that one Schema has and the other lacks. */
function namesOf(one: Schema, other: Schema): readonly string[] {
  const names: string[] = [];
  for (const [key, relation] of one.relations) {
    const same = other.relations.get(key);
    if (same === undefined) {
      const owner =
        relation.kind === 'index' ? relation.table : relation.kind === 'sequence' ? relation.ownedBy?.table : undefined;
      // What belongs to a table goes and comes with it.
      const isTold = owner !== undefined && !other.relations.has(owner);
      const isTemporary = 'persistence' in relation && relation.persistence === 'temporary';
      if (!isTold && !isTemporary) names.push(`${relation.kind.replace('-', ' ')} ${plainName(key)}`);
    } else if (
      relation !== same &&
      relation.kind === 'table' &&
      same.kind === 'table' &&
      !same.partlyKnown &&
      !relation.partlyKnown
    ) {
      for (const { name } of relation.columns) {
        if (!same.columns.some((column) => column.name === name)) names.push(`column ${plainName(key)}.${name}`);
      }
    }
  }
  for (const key of one.types.keys()) if (!other.types.has(key)) names.push(`type ${plainName(key)}`);
  for (const key of one.functions.keys()) if (!other.functions.has(key)) names.push(`function ${plainName(key)}`);
  return names;
}

/** The first few of many. */
function some(names: readonly string[]): string {
  return names.length < 4 ? enumerate(names) : enumerate([...names.slice(0, 2), `${names.length - 2} more`]);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
