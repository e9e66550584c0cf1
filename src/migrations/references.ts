import type { Change } from '../schema/change';
import { columnLife, type Life, lifeOf } from '../schema/lives';
import { changesOf } from '../schema/changes';
import { type Meaning, meaningsIn } from '../schema/meaning';
import { partsOf } from '../schema/names';
import type { Origin, Schema } from '../schema/schema';
import type { SqlReader } from '../sql/reader';
import { shift, type Span } from '../sql/span';
import { beforeScript, type Chain } from './chain';
import type { Migration, Script, Source } from './project';
import { originOf, walk } from './walk';

/** Where a name stands that means the object asked for. */
export interface Reference {
  readonly path: string;
  readonly at: Span;
}

export interface ReferenceInput {
  readonly source: Source;
  readonly chain: Chain;
  readonly reader: SqlReader;
  /** A script as it stands in an editor, in place of the one that was read. */
  readonly edited?: Script;
}

/**
 * Every place in a source that names one of these objects, under whatever name it had then, in the order of the chain.
 * `schema` is that in which they were found.
 */
export function referencesTo({ meanings, schema }: Wanted, input: ReferenceInput): readonly Reference[] {
  const scripts = scriptsOf(input);
  const identities = new Set(meanings.map((meaning) => identityOf(meaning, schema)));
  const names = namesOf(meanings, scripts, input.reader);
  const pattern = new RegExp([...names].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'i');
  return scripts.flatMap(({ migration, script }) => {
    if (!pattern.test(script.text)) return [];
    const { statements } = walk(script, {
      convention: input.source.convention,
      reader: input.reader,
      before: beforeScript(input.chain, migration, script.direction),
    });
    return statements.flatMap(({ statement, found: before, left }) => {
      if (!pattern.test(statement.text)) return [];
      const found = new Map<number, Span>();
      for (const state of [left.schema, before.schema]) {
        for (const named of meaningsIn(statement.text, state, before.session)) {
          // An alias stands for the table, and is none of its names.
          if (!names.has(named.name)) continue;
          if (named.meanings.some((meaning) => identities.has(identityOf(meaning, state)))) found.set(named.at.start, named.at);
        }
      }
      const inOrder = [...found.values()].sort((a, b) => a.start - b.start);
      return inOrder.map((at) => ({ path: script.path, at: shift(at, statement.at.start) }));
    });
  });
}

interface Wanted {
  readonly meanings: readonly Meaning[];
  readonly schema: Schema;
}

interface Place {
  readonly migration: Migration;
  readonly script: Script;
}

function scriptsOf({ source, edited }: ReferenceInput): readonly Place[] {
  return source.migrations.flatMap((migration) =>
    [migration.up, migration.down].flatMap((script): readonly Place[] => {
      if (script === undefined) return [];
      const isEdited = edited?.path === script.path && edited.direction === script.direction;
      return [{ migration, script: isEdited ? edited : script }];
    }),
  );
}

/** What stays of an object when it is renamed: where it was made, and its name then. */
function identityOf(meaning: Meaning, schema: Schema): string {
  switch (meaning.kind) {
    case 'relation': {
      const { born, made } = lifeOf(schema, meaning.relation);
      return identity('relation', made, born);
    }
    case 'column': {
      const { table, column } = meaning;
      return identityOfColumn(lifeOf(schema, table), columnLife(schema, table.key, column.name)?.born ?? column.name, column);
    }
    case 'dropped': {
      const { key, column, life } = meaning;
      if (column === undefined) return identity('relation', life.made, life.born);
      const table = schema.relations.get(key);
      return table === undefined ? '' : identityOfColumn(lifeOf(schema, table), life.born, { origin: life.made });
    }
    case 'view-column':
      return identityOfColumn(lifeOf(schema, meaning.view), meaning.column, { origin: undefined });
    case 'type':
      return identity('type', meaning.type.origin, '');
    case 'function':
      return `function ${meaning.function.key}`;
  }
}

function identityOfColumn(table: Life, born: string, { origin }: { readonly origin: Origin }): string {
  return `${identity('column', table.made, table.born)} ${identity('', origin, born)}`;
}

function identity(kind: string, made: Origin, born: string): string {
  const origin = originOf({ origin: made });
  return `${kind} ${origin === undefined ? '' : `${origin.path}:${String(origin.statement.start)}`} ${born}`;
}

/** The names that the objects have, had and will have. */
function namesOf(wanted: readonly Meaning[], scripts: readonly Place[], reader: SqlReader): ReadonlySet<string> {
  const names = new Set(wanted.map(nameOf));
  const renames = scripts.flatMap(({ script }) =>
    // Reading is dear and renaming rare.
    /\brename\b/i.test(script.text) ? reader.read(script.text, script.body).flatMap(changesOf).flatMap(renameOf) : [],
  );
  for (let size = 0; size < names.size;) {
    size = names.size;
    for (const pair of renames) if (pair.some((name) => names.has(name))) pair.forEach((name) => names.add(name));
  }
  return names;
}

function nameOf(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'relation':
      return partsOf(meaning.relation.key).name;
    case 'column':
      return meaning.column.name;
    case 'view-column':
      return meaning.column;
    case 'type':
      return partsOf(meaning.type.key).name;
    case 'function':
      return partsOf(meaning.function.key).name;
    case 'dropped':
      return meaning.column ?? partsOf(meaning.key).name;
  }
}

function renameOf(change: Change): readonly (readonly [from: string, to: string])[] {
  switch (change.kind) {
    case 'rename-table':
      return [[change.table.name, change.to]];
    case 'rename-column':
      return [[change.column, change.to]];
    case 'rename-view':
      return [[change.view.name, change.to]];
    case 'rename-index':
      return [[change.index.name, change.to]];
    case 'rename-sequence':
      return [[change.sequence.name, change.to]];
    case 'rename-type':
      return [[change.type.name, change.to]];
    default:
      return [];
  }
}
