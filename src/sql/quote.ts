/** An identifier as SQL, quoted where PostgreSQL's quote_ident would: case, other characters, and words that may not name a thing. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) && !columnWords.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** A name as SQL, with its schema where it has one. */
export function quoteName(name: { readonly schema?: string; readonly name: string }): string {
  return name.schema === undefined ? quoteIdentifier(name.name) : `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`;
}

/** A string constant as SQL. */
export function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  // With standard_conforming_strings off a backslash would escape in a plain string.
  return value.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** Keywords that stand for no table and no column unless quoted (parser/kwlist.h of PostgreSQL 18: reserved, and those for functions and types). */
const reserved: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
  from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
  localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
  returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
  unique user using variadic verbose when where window with`.split(/\s+/),
);

/** Keywords that may stand for a table or a column, but for no function or type. */
const columnWords: ReadonlySet<string> = new Set(
  `between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int
  integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
  json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay
  position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
  xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
);

/** Whether a table or a column of that name is only found in quotes. */
export function needsQuotes(name: string): boolean {
  return !/^[a-z_][a-z0-9_$]*$/.test(name) || reserved.has(name);
}
