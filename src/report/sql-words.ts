/**
 * Words of SQL that say what a statement does, and names that PostgreSQL brings along: types, functions, settings. A word
 * that is not here may be somebody's name.
 */
export const sqlWords: ReadonlySet<string> = new Set(
  `abort access action add after all alter always analyze and any array as asc at attach authorization before begin between
  body both by called cascade case cast chain check close cluster coalesce collate column comment comments commit committed
  concurrently configuration conflict constraint constraints copy cost create cross csv current current_date current_role
  current_timestamp current_user cursor cycle data database deallocate declare default defaults deferrable deferred definer
  delete delimiter desc detach disable discard distinct do domain drop each else enable encoding encrypted end enforced enum
  escape event except exclude exclusive execute exists explain expression extension external extract false fetch filter
  finalize first following for force foreign format freeze from full function functions generated global grant granted
  greatest group grouping handler having header hold identity if ilike immediate immutable in include including increment
  index indexes inherit inherits initially inner inout input insert instead intersect into invoker is isolation join key
  language large last lateral leading leakproof least left level like limit local lock locked logged loop mapping match
  matched materialized maxvalue merge method minvalue mode move natural new next no none not nothing notify notnull nowait
  null nullif nulls object of off offset old on only operator option options or order ordinality out outer over overlaps
  overriding owned owner parallel parameter partition perform placing plpgsql policy position preceding precision prepare
  prepared preserve primary privileges procedure procedures program publication quote raise range read reassign record
  recursive references referencing refresh reindex relative release rename repeatable replace replica reset restart
  restrict return returning returns revoke right role rollback rollup row rows rule savepoint schema schemas scroll security
  select sequence sequences serializable server session set sets setof share show similar simple skip snapshot some sql
  stable standalone start statement statistics stdin stdout storage stored strict subscription substring support
  symmetric system table tables tablesample tablespace temp template temporary then ties to trailing transaction trigger
  trim true truncate trusted type types unbounded uncommitted union unique unknown unlisten unlogged until update user
  using vacuum valid validate validator values variadic varying verbose version view views virtual volatile when where while
  window with within without work wrapper write zone
  bigint bigserial bit bool boolean box bytea char character cidr circle citext date daterange decimal double float float4
  float8 hstore inet int int2 int4 int8 int4range int8range integer interval json jsonb line lseg macaddr macaddr8 money
  name national numeric numrange oid path pg_lsn point polygon real regclass regproc regtype serial serial2 serial4 serial8
  smallint smallserial text time timestamp timestamptz timetz tsquery tsrange tstzrange tsvector uuid varbit varchar xml
  abs age array_agg avg clock_timestamp concat count date_trunc gen_random_uuid generate_series length lower max md5 min
  nextval now random round setval string_agg sum to_char upper
  brin btree gin gist hash spgist fastupdate fillfactor
  lock_timeout search_path statement_timeout idle_in_transaction_session_timeout
  public pg_catalog information_schema excluded`.split(/\s+/),
);
