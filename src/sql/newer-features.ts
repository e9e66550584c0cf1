/** A part of the grammar that came with a version after 14, and how to know it in a tree of PostgreSQL 18. */
export interface Feature {
  /** How a sentence names it. */
  readonly what: string;
  /** The first major version that takes it. */
  readonly since: number;
  /** The key of a node, or of a field that holds one. */
  readonly node: string;
  readonly when: (node: Fields) => boolean;
  /** Its own words in lower case, as far as the tree does not tell where they stand. */
  readonly words?: string;
}

export type Fields = Readonly<Record<string, unknown>>;

const always = (): boolean => true;
const has =
  (field: string, value: unknown = true) =>
  (node: Fields): boolean =>
    node[field] === value;
const present =
  (field: string) =>
  (node: Fields): boolean =>
    node[field] !== undefined;

/** In triggers' functions and in rules OLD and NEW have long meant something. */
export const oldAndNew = 'OLD and NEW in RETURNING';

/** Every entry is tried on servers of 14 to 18: the version before refuses it, its own takes it. */
export const features: readonly Feature[] = [
  { what: 'MERGE', since: 15, node: 'MergeStmt', when: always, words: 'merge' },
  { what: 'NULLS NOT DISTINCT', since: 15, node: 'Constraint', when: has('nulls_not_distinct'), words: 'nulls not distinct' },
  { what: 'NULLS NOT DISTINCT', since: 15, node: 'IndexStmt', when: has('nulls_not_distinct'), words: 'nulls not distinct' },
  {
    what: 'ON DELETE SET of some columns',
    since: 15,
    node: 'Constraint',
    when: present('fk_del_set_cols'),
    words: 'on delete set',
  },
  { what: 'the view option security_invoker', since: 15, node: 'DefElem', when: has('defname', 'security_invoker') },
  {
    what: 'SET ACCESS METHOD',
    since: 15,
    node: 'AlterTableCmd',
    when: has('subtype', 'AT_SetAccessMethod'),
    words: 'set access method',
  },
  {
    what: 'privileges ON PARAMETER',
    since: 15,
    node: 'GrantStmt',
    when: has('objtype', 'OBJECT_PARAMETER_ACL'),
    words: 'on parameter',
  },
  {
    what: 'a publication of TABLES IN SCHEMA',
    since: 15,
    node: 'PublicationObjSpec',
    when: has('pubobjtype', 'PUBLICATIONOBJ_TABLES_IN_SCHEMA'),
    words: 'tables in schema',
  },
  { what: 'a row filter of a publication', since: 15, node: 'pubtable', when: present('whereClause'), words: 'where' },
  { what: 'columns of a publication', since: 15, node: 'pubtable', when: present('columns') },

  { what: 'a JSON constructor', since: 16, node: 'JsonObjectConstructor', when: always },
  { what: 'a JSON constructor', since: 16, node: 'JsonArrayConstructor', when: always },
  { what: 'a JSON constructor', since: 16, node: 'JsonArrayQueryConstructor', when: always },
  { what: 'a JSON aggregate', since: 16, node: 'JsonObjectAgg', when: always },
  { what: 'a JSON aggregate', since: 16, node: 'JsonArrayAgg', when: always },
  { what: 'IS JSON', since: 16, node: 'JsonIsPredicate', when: always, words: 'is json' },
  { what: 'a subquery in FROM without a name', since: 16, node: 'RangeSubselect', when: (node) => node['alias'] === undefined },
  { what: 'SYSTEM_USER', since: 16, node: 'FuncCall', when: (node) => isSqlCall(node, 'system_user'), words: 'system_user' },
  { what: 'STORAGE in a column’s definition', since: 16, node: 'ColumnDef', when: present('storage_name'), words: 'storage' },
  {
    what: 'statistics without a name',
    since: 16,
    node: 'CreateStatsStmt',
    when: (node) => node['defnames'] === undefined,
    words: 'statistics',
  },
  {
    what: 'membership WITH INHERIT',
    since: 16,
    node: 'DefElem',
    when: (node) => node['defname'] === 'inherit' && isBoolean(node),
    words: 'inherit',
  },
  {
    what: 'membership WITH SET',
    since: 16,
    node: 'DefElem',
    when: (node) => node['defname'] === 'set' && isBoolean(node),
    words: 'set',
  },
  { what: 'the COPY option DEFAULT', since: 16, node: 'CopyStmt', when: (node) => hasOption(node, 'default'), words: 'default' },
  {
    what: 'the VACUUM option BUFFER_USAGE_LIMIT',
    since: 16,
    node: 'VacuumStmt',
    when: (node) => hasOption(node, 'buffer_usage_limit'),
    words: 'buffer_usage_limit',
  },
  {
    what: 'the VACUUM option SKIP_DATABASE_STATS',
    since: 16,
    node: 'VacuumStmt',
    when: (node) => hasOption(node, 'skip_database_stats'),
    words: 'skip_database_stats',
  },

  { what: 'MERGE … RETURNING', since: 17, node: 'MergeStmt', when: present('returningClause'), words: 'returning' },
  {
    what: 'WHEN NOT MATCHED BY SOURCE',
    since: 17,
    node: 'MergeWhenClause',
    when: has('matchKind', 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'),
    words: 'not matched by source',
  },
  { what: 'a JSON query function', since: 17, node: 'JsonFuncExpr', when: always },
  // JSON('1') alone is a cast to older versions.
  { what: 'JSON(… WITH UNIQUE KEYS)', since: 17, node: 'JsonParseExpr', when: has('unique_keys') },
  { what: 'JSON_SCALAR', since: 17, node: 'JsonScalarExpr', when: always },
  { what: 'JSON_SERIALIZE', since: 17, node: 'JsonSerializeExpr', when: always },
  { what: 'JSON_TABLE', since: 17, node: 'JsonTable', when: always },
  { what: 'SET EXPRESSION', since: 17, node: 'AlterTableCmd', when: has('subtype', 'AT_SetExpression'), words: 'set expression' },
  {
    what: 'SET STATISTICS DEFAULT',
    since: 17,
    node: 'AlterTableCmd',
    when: (node) => node['subtype'] === 'AT_SetStatistics' && node['def'] === undefined,
    words: 'set statistics default',
  },
  {
    what: 'AT LOCAL',
    since: 17,
    node: 'FuncCall',
    when: (node) => isSqlCall(node, 'timezone') && Array.isArray(node['args']) && node['args'].length === 1,
    words: 'at local',
  },
  {
    what: 'the COPY option ON_ERROR',
    since: 17,
    node: 'CopyStmt',
    when: (node) => hasOption(node, 'on_error'),
    words: 'on_error',
  },
  {
    what: 'the COPY option LOG_VERBOSITY',
    since: 17,
    node: 'CopyStmt',
    when: (node) => hasOption(node, 'log_verbosity'),
    words: 'log_verbosity',
  },
  {
    what: 'the EXPLAIN option MEMORY',
    since: 17,
    node: 'ExplainStmt',
    when: (node) => hasOption(node, 'memory'),
    words: 'memory',
  },
  {
    what: 'the EXPLAIN option SERIALIZE',
    since: 17,
    node: 'ExplainStmt',
    when: (node) => hasOption(node, 'serialize'),
    words: 'serialize',
  },

  { what: 'a virtual generated column', since: 18, node: 'Constraint', when: has('generated_kind', 'v'), words: 'generated' },
  { what: 'NOT ENFORCED', since: 18, node: 'Constraint', when: (node) => node['contype'] === 'CONSTR_ATTR_NOT_ENFORCED' },
  { what: 'NOT ENFORCED', since: 18, node: 'Constraint', when: isNotEnforced, words: 'not enforced' },
  { what: 'ENFORCED', since: 18, node: 'Constraint', when: has('contype', 'CONSTR_ATTR_ENFORCED') },
  {
    what: 'ALTER CONSTRAINT … ENFORCED',
    since: 18,
    node: 'ATAlterConstraint',
    when: has('alterEnforceability'),
    words: 'enforced',
  },
  {
    what: 'ALTER CONSTRAINT … INHERIT',
    since: 18,
    node: 'ATAlterConstraint',
    when: has('alterInheritability'),
    words: 'inherit',
  },
  {
    what: 'NOT NULL as a table’s constraint',
    since: 18,
    node: 'Constraint',
    when: (node) => node['contype'] === 'CONSTR_NOTNULL' && node['keys'] !== undefined,
    words: 'not null',
  },
  {
    what: 'NOT NULL … NO INHERIT',
    since: 18,
    node: 'Constraint',
    when: (node) => node['contype'] === 'CONSTR_NOTNULL' && node['keys'] === undefined && node['is_no_inherit'] === true,
    words: 'no inherit',
  },
  { what: 'WITHOUT OVERLAPS', since: 18, node: 'Constraint', when: has('without_overlaps'), words: 'without overlaps' },
  { what: 'PERIOD in a foreign key', since: 18, node: 'Constraint', when: has('fk_with_period'), words: 'period' },
  { what: 'RETURNING WITH', since: 18, node: 'returningClause', when: present('options'), words: 'returning with' },
  { what: oldAndNew, since: 18, node: 'returningClause', when: (node) => namesOldOrNew(node['exprs']), words: 'returning' },
  {
    what: 'the COPY option REJECT_LIMIT',
    since: 18,
    node: 'CopyStmt',
    when: (node) => hasOption(node, 'reject_limit'),
    words: 'reject_limit',
  },
  {
    what: 'VACUUM or ANALYZE ONLY',
    since: 18,
    node: 'VacuumRelation',
    when: (node) => (node['relation'] as Fields | undefined)?.['inh'] !== true && node['relation'] !== undefined,
    words: 'only',
  },
];

/** NOT ENFORCED of a table’s constraint: the tree leaves out what is false. */
function isNotEnforced(node: Fields): boolean {
  const kind = node['contype'];
  return (kind === 'CONSTR_CHECK' || kind === 'CONSTR_FOREIGN') && node['is_enforced'] !== true;
}

/** A call that SQL writes without parentheses or with words of its own. */
function isSqlCall(node: Fields, name: string): boolean {
  const last: unknown = Array.isArray(node['funcname']) ? node['funcname'].at(-1) : undefined;
  return (
    node['funcformat'] === 'COERCE_SQL_SYNTAX' &&
    ((last as Fields | undefined)?.['String'] as Fields | undefined)?.['sval'] === name
  );
}

/** The options of GRANT role; those of COPY and the like hold no Boolean nodes. */
function isBoolean(node: Fields): boolean {
  return (node['arg'] as Fields | undefined)?.['Boolean'] !== undefined;
}

/** Whether a column of `old` or `new` is named anywhere within. */
function namesOldOrNew(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(namesOldOrNew);
  const fields: unknown = ((value as Fields)['ColumnRef'] as Fields | undefined)?.['fields'];
  if (Array.isArray(fields) && fields.length > 1) {
    const first = ((fields[0] as Fields)['String'] as Fields | undefined)?.['sval'];
    if (first === 'old' || first === 'new') return true;
  }
  return Object.values(value).some(namesOldOrNew);
}

function hasOption(node: Fields, name: string): boolean {
  const options: readonly unknown[] = Array.isArray(node['options']) ? node['options'] : [];
  return options.some((option) => ((option as Fields)['DefElem'] as Fields | undefined)?.['defname'] === name);
}
