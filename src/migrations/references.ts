import type { Change } from '../schema/change';
import { changesOf } from '../schema/changes';
import { type Meaning, meaningsIn } from '../schema/meaning';
import { partsOf } from '../schema/names';
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
 * Every place in a source that names one of these objects, under whatever name it had then, in the order of the chain. A
 * column is followed over renames of its table, not over its own.
 */
export function referencesTo(wanted: readonly Meaning[], input: ReferenceInput): readonly Reference[] {
  const scripts = scriptsOf(input);
  const identities = new Set(wanted.map(identityOf));
  const names = namesOf(wanted, scripts, input.reader);
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
      for (const { schema } of [left, before]) {
        for (const { name, at, meanings } of meaningsIn(statement.text, schema, before.session)) {
          // An alias stands for the table, and is none of its names.
          if (names.has(name) && meanings.some((meaning) => identities.has(identityOf(meaning)))) found.set(at.start, at);
        }
      }
      const inOrder = [...found.values()].sort((a, b) => a.start - b.start);
      return inOrder.map((at) => ({ path: script.path, at: shift(at, statement.at.start) }));
    });
  });
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

/** What stays of an object when it is renamed: where it was made. Several of one kind may be made by one statement. */
function identityOf(meaning: Meaning): string {
  const made = (object: { readonly origin: unknown }): string => {
    const origin = originOf(object);
    return origin === undefined ? '' : `${origin.path}:${String(origin.statement.start)}`;
  };
  switch (meaning.kind) {
    case 'relation': {
      const { relation } = meaning;
      const isOneOfSeveral = relation.kind === 'index' || relation.kind === 'sequence';
      return `${relation.kind} ${made(relation)} ${isOneOfSeveral ? relation.key : ''}`;
    }
    case 'column':
      return `column ${made(meaning.table)} ${made(meaning.column)} ${meaning.column.name}`;
    case 'type':
      return `type ${made(meaning.type)}`;
    case 'function':
      return `function ${meaning.function.key}`;
  }
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
    case 'type':
      return partsOf(meaning.type.key).name;
    case 'function':
      return partsOf(meaning.function.key).name;
  }
}

function renameOf(change: Change): readonly (readonly [from: string, to: string])[] {
  switch (change.kind) {
    case 'rename-table':
      return [[change.table.name, change.to]];
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
