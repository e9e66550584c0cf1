/** The names that a description tells, as they are written in it. */
export interface Described {
  readonly table?: string;
  readonly columns: readonly string[];
  /** What is to be made: «create users», «create enum order_status». */
  readonly made?: string;
}

const name = String.raw`(?:[\p{L}_][\p{L}\p{N}_]*\.)?[\p{L}_][\p{L}\p{N}_]*`;
const article = String.raw`(?:(?:a|an|the)\s+)?`;
const kinds = '(?:table|column|field|index|enum|type|view|function|trigger|policy)';

/** «index on orders (customer_id, placed_at)». */
const listed = new RegExp(String.raw`\bon\s+${article}(?:table\s+)?(${name})\s*\(([^()]*)\)`, 'iu');
/** «add note to orders», «fill note in orders», «drop column note from orders». */
const columnOf = new RegExp(
  String.raw`^(?:add|new|fill|backfill|set|populate|compute|drop|index|encrypt)\s+${article}(?:(?:new|column|field)\s+)*(${name})(?:\s+(?:column|field))?\s+(?:to|in|of|on|for|from)\s+${article}(?:table\s+)?(${name})(?:\s+table)?$`,
  'iu',
);
/** «replace note by remark in orders», «rename note to remark in orders». */
const replaced = new RegExp(
  String.raw`^(?:rename|replace|change|move|split|convert)\s+(?:column\s+)?(${name})\s+(?:to|by|with|into|as)\s+(${name})\s+(?:in|of|on|for)\s+${article}(?:table\s+)?(${name})$`,
  'iu',
);
/** «row-level security on orders». */
const onTable = new RegExp(String.raw`\b(?:on|to|in|of|for|from|over)\s+${article}(?:table\s+)?(${name})(?:\s+table)?$`, 'iu');
/** «create table user preferences», «create users», «add enum order_status». */
const created = new RegExp(
  String.raw`^(?:create|new|make|add|introduce)\s+${article}(?:${kinds}\s+)?(.+?)(?:\s+${kinds})?$`,
  'iu',
);

/** What can be told of names from what a migration is said to do. Guesses nothing where the words could mean several things. */
export function describedBy(description: string): Described {
  const text = description.trim().replace(/\s+/g, ' ');
  const [, from, to, in_] = replaced.exec(text) ?? [];
  if (from !== undefined && to !== undefined && in_ !== undefined) return { table: in_, columns: [from, to] };
  const [, indexed, list = ''] = listed.exec(text) ?? [];
  if (indexed !== undefined) return { table: indexed, columns: list.split(',').flatMap(words) };
  const [, column, owner] = columnOf.exec(text) ?? [];
  if (column !== undefined && owner !== undefined) {
    return { table: owner, columns: new RegExp(`^${kinds}$`, 'i').test(column) ? [] : [column] };
  }
  const [, table] = onTable.exec(text) ?? [];
  const [, what = ''] =
    created.exec(table === undefined ? text : text.slice(0, text.lastIndexOf(' ', text.lastIndexOf(table) - 2))) ?? [];
  const made = madeOf(what);
  return { columns: [], ...(table !== undefined && { table }), ...(made !== undefined && { made }) };
}

function words(column: string): readonly string[] {
  const word = column.trim();
  return new RegExp(`^${name}$`, 'u').test(word) ? [word] : [];
}

/** Up to four words are a name: more are a sentence. */
function madeOf(what: string): string | undefined {
  const parts = what.split(' ');
  const isName = parts.every((part) => new RegExp(`^${name}$`, 'u').test(part));
  const isKind = new RegExp(`^${kinds}$`, 'i').test(what);
  return what !== '' && isName && !isKind && parts.length <= 4 ? parts.join('_') : undefined;
}
