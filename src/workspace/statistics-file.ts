import type { Node, ParseError } from 'jsonc-parser';
import { relationKinds, type RelationStatistics, type TableStatistics } from '../effects/statistics';
import { LineMap } from '../sql/positions';

/** Statistics as a file keeps them: JSON with one line a table, the same text for the same statistics. */
export function statisticsText({ server, readAt, target, countedSince, rate, relations }: TableStatistics): string {
  const header = {
    version: 1,
    ...{ server, target, readAt: readAt.toISOString() },
    ...(countedSince && { countedSince: countedSince.toISOString() }),
    ...(rate && { rate }),
  };
  const members = Object.entries(header).map(([name, value]) => `"${name}":${JSON.stringify(value)},`);
  const tables = [...relations.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map((each) => JSON.stringify(tableOf(each)));
  return `{\n${members.join('\n')}\n"tables":[\n${tables.join(',\n')}\n]\n}\n`;
}

function tableOf({ key, kind, rows, ...rest }: RelationStatistics): object {
  const { partitionOf, heapBytes, toastBytes, indexes, writes, writesPerSecond } = rest;
  return {
    ...{ name: key, kind, partitionOf, rows: rows ?? null, heapBytes, toastBytes },
    indexes: indexes.map(({ name, bytes }) => ({ name, bytes })),
    ...{ writes, writesPerSecond },
  };
}

export type ReadStatistics =
  | { readonly ok: true; readonly statistics: TableStatistics }
  /** In a phrase that goes on after the file's name, such as «line 3, column 5: a number is expected». */
  | { readonly ok: false; readonly reason: string };

/** Reads what `statisticsText` wrote, or says where a text differs from that. */
export async function readStatistics(text: string): Promise<ReadStatistics> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  const map = new LineMap(text);
  const fail = (offset: number, reason: string): ReadStatistics => {
    const { line, column } = map.position(offset);
    return { ok: false, reason: `line ${line}, column ${column}: ${reason}` };
  };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined) return fail(error.offset, `this is no JSON: ${printParseErrorCode(error.error)}`);
  try {
    return { ok: true, statistics: statisticsOf(tree) };
  } catch (thrown) {
    if (thrown instanceof Unexpected) return fail(thrown.offset, thrown.message);
    throw thrown;
  }
}

/** A value is not what it should be. */
class Unexpected extends Error {
  readonly offset: number;

  constructor(offset: number, expected: string) {
    super(`${expected} is expected`);
    this.offset = offset;
  }
}

function statisticsOf(tree: Node | undefined): TableStatistics {
  const document = membersOf(tree, 'an object such as lockkeeper stats writes', 0);
  if (numberOf(document, 'version') !== 1) throw new Unexpected(document.at('version'), '"version": 1');
  const tables = document.node('tables');
  if (tables?.type !== 'array') throw new Unexpected(document.at('tables'), 'a list of "tables"');
  const relations = (tables.children ?? []).map(relationOf);
  const since = document.node('countedSince') === undefined ? undefined : dateOf(document, 'countedSince');
  const rate = document.node('rate') === undefined ? undefined : rateOf(document.node('rate'));
  return {
    ...{ server: textOf(document, 'server'), target: textOf(document, 'target'), readAt: dateOf(document, 'readAt') },
    ...(since && { countedSince: since }),
    ...(rate && { rate }),
    relations: new Map(relations.map((each) => [each.key, each])),
  };
}

function rateOf(node: Node | undefined): NonNullable<TableStatistics['rate']> {
  const members = membersOf(node, 'a "rate" with "between" and "seconds"', 0);
  return {
    between: oneOf(members, 'between', ['readings', 'reset-and-reading'] as const),
    seconds: numberOf(members, 'seconds'),
  };
}

function relationOf(node: Node): RelationStatistics {
  const table = membersOf(node, 'a table', node.offset);
  const indexes = table.node('indexes');
  if (indexes?.type !== 'array') throw new Unexpected(table.at('indexes'), 'a list of "indexes"');
  return {
    key: textOf(table, 'name'),
    kind: oneOf(table, 'kind', relationKinds),
    ...(table.node('partitionOf') !== undefined && { partitionOf: textOf(table, 'partitionOf') }),
    ...(table.node('rows')?.type !== 'null' && { rows: numberOf(table, 'rows') }),
    heapBytes: numberOf(table, 'heapBytes'),
    toastBytes: numberOf(table, 'toastBytes'),
    indexes: (indexes.children ?? []).map((each) => {
      const index = membersOf(each, 'an index', each.offset);
      return { name: textOf(index, 'name'), bytes: numberOf(index, 'bytes') };
    }),
    writes: numberOf(table, 'writes'),
    ...(table.node('writesPerSecond') !== undefined && { writesPerSecond: numberOf(table, 'writesPerSecond') }),
  };
}

interface Members {
  readonly node: (name: string) => Node | undefined;
  /** Where the member is, or else its object. */
  readonly at: (name: string) => number;
}

function membersOf(node: Node | undefined, expected: string, offset: number): Members {
  if (node?.type !== 'object') throw new Unexpected(node?.offset ?? offset, expected);
  const byName = new Map((node.children ?? []).map(({ children = [] }) => [String(children[0]?.value), children[1]]));
  return { node: (name) => byName.get(name), at: (name) => byName.get(name)?.offset ?? node.offset };
}

function textOf(members: Members, name: string): string {
  const value: unknown = members.node(name)?.value;
  if (typeof value !== 'string') throw new Unexpected(members.at(name), `a text as "${name}"`);
  return value;
}

function numberOf(members: Members, name: string): number {
  const value: unknown = members.node(name)?.value;
  if (typeof value !== 'number' || value < 0) throw new Unexpected(members.at(name), `a number as "${name}", from 0`);
  return value;
}

function oneOf<T extends string>(members: Members, name: string, allowed: readonly T[]): T {
  const value: unknown = members.node(name)?.value;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Unexpected(members.at(name), `one of ${allowed.join(', ')} as "${name}"`);
  return found;
}

function dateOf(members: Members, name: string): Date {
  const date = new Date(textOf(members, name));
  if (Number.isNaN(date.getTime()))
    throw new Unexpected(members.at(name), `a time as "${name}", such as 2026-01-31T12:00:00.000Z,`);
  return date;
}
