/** One query a kind of object, each of a name and a text; all may use the relations `ns`, `rel` and `tab` of `catalogNames`. */
const own = (oid: string, catalog: string) =>
  `not exists (select 1 from pg_depend d where d.objid = ${oid} and d.classid = '${catalog}'::regclass and d.deptype = 'e')`;

const action = (column: string) =>
  `case ${column} when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' end`;

/** Schemas, relations and tables that are neither the system's nor an extension's. */
export const catalogNames = `
with ns as (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), rel as (
  select c.*, n.nspname || '.' || c.relname as key from pg_class c join ns n on n.oid = c.relnamespace where ${own('c.oid', 'pg_class')}
), tab as (select * from rel where relkind in ('r', 'p', 'f'))`;

export const catalogQueries: readonly string[] = [
  `select case relkind when 'f' then 'foreign-table ' else 'table ' end || key as name,
  case relpersistence when 'u' then 'unlogged' else 'permanent' end
  || coalesce(' by ' || case (select partstrat from pg_partitioned_table p where p.partrelid = t.oid)
       when 'r' then 'range' when 'l' then 'list' when 'h' then 'hash' end, '')
  || coalesce((select case when t.relispartition then ' partition of ' else ' inherits ' end || string_agg(r.key, ',' order by inhseqno)
       from pg_inherits i join rel r on r.oid = i.inhparent where i.inhrelid = t.oid), '')
  || case when pg_get_expr(t.relpartbound, t.oid) = 'DEFAULT' then ' default' else coalesce(' ' || regexp_replace(lower(pg_get_expr(t.relpartbound, t.oid)),
       ' 00:00:00(\\+00)?|['' ]', '', 'g'), '') end
  || case when relrowsecurity then ' row security' else '' end || case when relforcerowsecurity then ' forced' else '' end as text
from tab t`,

  `select 'columns ' || t.key, string_agg(a.attname, ',' order by attnum)
from tab t join pg_attribute a on a.attrelid = t.oid where attnum > 0 and not attisdropped group by t.key`,

  `select 'column ' || t.key || '.' || a.attname,
  regexp_replace(replace(format_type(a.atttypid, a.atttypmod), '"', ''), '^[a-z_]\\w*\\.', '')
  || case when attnotnull then ' not null' else '' end
  || case when atthasdef and attgenerated = '' then ' default' else '' end
  || case attidentity when 'a' then ' identity always' when 'd' then ' identity by default' else '' end
  || case when attgenerated <> '' then ' generated' else '' end
  || coalesce((select ' collate ' || collname from pg_collation l join pg_type y on y.oid = a.atttypid
       where l.oid = a.attcollation and a.attcollation <> y.typcollation), '')
from tab t join pg_attribute a on a.attrelid = t.oid where attnum > 0 and not attisdropped`,

  `select 'constraint ' || t.key || '.' || c.conname,
  case contype when 'p' then 'primary-key' when 'u' then 'unique' when 'c' then 'check' when 'f' then 'foreign-key' when 'x' then 'exclude' end
  || ' (' || coalesce((select string_agg(a.attname, ',' order by case when contype = 'c' then null else k.n end, a.attname collate "C")
       from unnest(conkey) with ordinality k (attnum, n) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum), '') || ')'
  || coalesce(' to ' || (select key from rel where rel.oid = confrelid) || '(' || (select string_agg(a.attname, ',' order by k.n)
       from unnest(confkey) with ordinality k (attnum, n) join pg_attribute a on a.attrelid = confrelid and a.attnum = k.attnum) || ')'
    || case confmatchtype when 'f' then ' full' else '' end
    || coalesce(' update ' || ${action('confupdtype')}, '') || coalesce(' delete ' || ${action('confdeltype')}, '')
    || coalesce((select ' (' || string_agg(a.attname, ',' order by k.n) || ')'
       from jsonb_array_elements_text(nullif(to_jsonb(c) -> 'confdelsetcols', 'null')) with ordinality k (attnum, n)
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum::int), ''), '')
  || case when condeferrable then ' deferrable' else '' end || case when condeferred then ' deferred' else '' end
  || case when contype = 'c' and connoinherit then ' no inherit' else '' end
  || case when (to_jsonb(c) -> 'conenforced')::text = 'false' then ' not enforced' else '' end
  || case when convalidated then '' else ' not valid' end
from tab t join pg_constraint c on c.conrelid = t.oid where contype in ('p', 'u', 'c', 'f', 'x')
  and (contype <> 'f' or conparentid = 0 or not exists (select 1 from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid))`,

  `select 'trigger ' || t.key || '.' || tgname, p.proname
  || case when tgtype & 2 <> 0 then ' before' when tgtype & 64 <> 0 then ' instead of' else ' after' end || ' '
  || concat_ws(',', case when tgtype & 8 <> 0 then 'delete' end, case when tgtype & 4 <> 0 then 'insert' end,
       case when tgtype & 32 <> 0 then 'truncate' end, case when tgtype & 16 <> 0 then 'update' end)
  || coalesce(' of ' || (select string_agg(a.attname, ',' order by k.n) from unnest(tgattr::int2[]) with ordinality k (attnum, n)
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum), '')
  || case when tgtype & 1 <> 0 then ' row' else '' end || case when tgqual is null then '' else ' when' end
  || case when tgconstraint <> 0 then ' constraint' else '' end || case when tgdeferrable then ' deferrable' else '' end
  || case when tginitdeferred then ' deferred' else '' end
  || case tgenabled when 'D' then ' disabled' when 'R' then ' replica' when 'A' then ' always' else '' end
from tab t join pg_trigger g on g.tgrelid = t.oid join pg_proc p on p.oid = tgfoid where (not tgisinternal or tgparentid <> 0) and proname !~ '^RI_FKey' `,

  `select 'policy ' || t.key || '.' || polname,
  case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end
  || case when polpermissive then '' else ' restrictive' end
  || ' to ' || (select string_agg(case role when 0 then 'public' else pg_get_userbyid(role) end, ','
       order by case role when 0 then 'public' else pg_get_userbyid(role) end collate "C") from unnest(polroles) role)
  || case when polqual is null then '' else ' using' end || case when polwithcheck is null then '' else ' check' end
from tab t join pg_policy p on p.polrelid = t.oid`,

  `select case relkind when 'v' then 'view ' else 'materialized-view ' end || key, case when relispopulated then 'populated' else 'unpopulated' end
from rel where relkind in ('v', 'm')`,

  `select 'index ' || r.key, 'on ' || t.key || ' ' || amname || case when indisunique then ' unique' else '' end
  || case when (to_jsonb(i) -> 'indnullsnotdistinct')::text = 'true' then ' nulls not distinct' else '' end || ' '
  || (select string_agg(case when k.attnum = 0 then '(…)' else a.attname end, ',' order by k.n)
      from unnest(indkey::int2[]) with ordinality k (attnum, n)
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0 where k.n <= indnkeyatts)
  || coalesce(' include ' || (select string_agg(a.attname, ',' order by k.n) from unnest(indkey::int2[]) with ordinality k (attnum, n)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where k.n > indnkeyatts), '')
  || case when indpred is null then '' else ' partial' end
  || coalesce((select ' part of ' || p.key from pg_inherits h join rel p on p.oid = h.inhparent where h.inhrelid = r.oid), '')
  || case when indisvalid then '' else ' invalid' end
from rel r join pg_index i on i.indexrelid = r.oid join rel t on t.oid = i.indrelid join pg_am on pg_am.oid = r.relam`,

  `select 'sequence ' || s.key, coalesce((select t.key || '.' || a.attname from pg_depend d join rel t on t.oid = d.refobjid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0), 'free')
from rel s where relkind = 'S'`,

  `select 'enum ' || n.nspname || '.' || typname, (select string_agg(enumlabel, ' | ' order by enumsortorder) from pg_enum where enumtypid = t.oid)
from pg_type t join ns n on n.oid = typnamespace where typtype = 'e' and ${own('t.oid', 'pg_type')}`,

  `select 'domain ' || n.nspname || '.' || typname, format_type(typbasetype, typtypmod) || case when typnotnull then ' not null' else '' end || ' '
  || coalesce((select string_agg(conname || case when convalidated then '' else ' not valid' end, ',' order by conname collate "C")
     from pg_constraint where contypid = t.oid and contype = 'c'), '')
from pg_type t join ns n on n.oid = typnamespace where typtype = 'd' and ${own('t.oid', 'pg_type')}`,

  `select 'composite ' || n.nspname || '.' || typname, (select string_agg(attname || ' '
    || regexp_replace(replace(format_type(a.atttypid, a.atttypmod), '"', ''), '^[a-z_]\\w*\\.', '')
    || coalesce((select ' collate ' || collname from pg_collation l join pg_type y on y.oid = a.atttypid
         where l.oid = a.attcollation and a.attcollation <> y.typcollation), ''), ', ' order by attnum)
  from pg_attribute a where a.attrelid = c.oid and attnum > 0 and not attisdropped)
from pg_type t join ns n on n.oid = typnamespace join pg_class c on c.oid = typrelid where typtype = 'c' and relkind = 'c' and ${own('t.oid', 'pg_type')}`,

  `select 'range ' || n.nspname || '.' || typname, '' from pg_type t join ns n on n.oid = typnamespace where typtype = 'r' and ${own('t.oid', 'pg_type')}`,

  `select 'function ' || n.nspname || '.' || proname || '(' || coalesce((select string_agg(regexp_replace(replace(format_type(x.t, null), '"', ''), '^[a-z_]\\w*\\.', ''), ', ' order by x.n)
    from unnest(proargtypes::oid[]) with ordinality x (t, n)), '') || ')',
  case prokind when 'p' then 'procedure ' when 'w' then 'window ' when 'a' then 'aggregate' else '' end
  || case when prokind = 'a' then '' else l.lanname
    || case provolatile when 'i' then ' immutable' when 's' then ' stable' else ' volatile' end || ' returns '
    || case when prokind = 'p' then '-' else case when proretset then 'setof ' else '' end
      || regexp_replace(replace(format_type(prorettype, null), '"', ''), '^[a-z_]\\w*\\.', '') end end
  || case when prosecdef then ' definer' else '' end
  || case when array_to_string(proconfig, ' ') ~ '(^| )search_path=' then ' path' else '' end
from pg_proc p join ns n on n.oid = pronamespace join pg_language l on l.oid = prolang
where ${own('p.oid', 'pg_proc')}
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'i')`,

  `select 'rule ' || t.key || '.' || rulename, case ev_type when '1' then 'select' when '2' then 'update' when '3' then 'insert' else 'delete' end
  || case when is_instead then ' instead' else '' end
  || case ev_enabled when 'D' then ' disabled' when 'R' then ' replica' when 'A' then ' always' else '' end
from tab t join pg_rewrite r on r.ev_class = t.oid`,

  `select 'statistics ' || nspname || '.' || stxname, 'on ' || t.key
from pg_statistic_ext join ns n on n.oid = stxnamespace join rel t on t.oid = stxrelid`,

  `select 'event trigger ' || evtname, '' from pg_event_trigger`,

  `select 'publication ' || pubname, '' from pg_publication`,

  `select 'collation ' || nspname || '.' || collname, '' from pg_collation join ns n on n.oid = collnamespace`,

  `select 'text search configuration ' || nspname || '.' || cfgname, '' from pg_ts_config c join ns n on n.oid = cfgnamespace
where ${own('c.oid', 'pg_ts_config')}`,

  `select 'server ' || srvname, '' from pg_foreign_server`,

  `select 'extension ' || extname, nspname from pg_extension e join pg_namespace n on n.oid = extnamespace where extname <> 'plpgsql'`,

  `select 'schema ' || nspname, '' from ns`,
];
