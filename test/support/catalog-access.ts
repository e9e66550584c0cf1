/** Queries for comments, grants, owners and roles, to go with those of `catalog-queries`. */

/** Every object that may be spoken of: its name, and its address in the catalog. */
const objects = `objects as (
  select case relkind when 'S' then 'sequence ' when 'i' then 'index ' when 'I' then 'index ' when 'v' then 'view '
    when 'm' then 'materialized-view ' when 'f' then 'foreign-table ' else 'table ' end || key as name,
    'pg_class'::regclass as class, oid, 0 as sub, relowner as owner, relacl as acl, case relkind when 'S' then 's'::"char" else 'r' end as sort
  from rel where relkind <> 'c'
  union all
  select 'column ' || t.key || '.' || attname, 'pg_class'::regclass, t.oid, attnum, relowner, attacl, 'c'
  from (select * from rel where relkind in ('r', 'p', 'f')) t join pg_attribute on attrelid = t.oid where attnum > 0 and not attisdropped
  union all
  select 'constraint ' || t.key || '.' || conname, 'pg_constraint'::regclass, c.oid, 0, null, null, null
  from tab t join pg_constraint c on c.conrelid = t.oid
  union all
  select 'trigger ' || t.key || '.' || tgname, 'pg_trigger'::regclass, g.oid, 0, null, null, null from tab t join pg_trigger g on g.tgrelid = t.oid
  union all
  select 'policy ' || t.key || '.' || polname, 'pg_policy'::regclass, p.oid, 0, null, null, null from tab t join pg_policy p on p.polrelid = t.oid
  union all
  select 'type ' || nspname || '.' || typname, 'pg_type'::regclass, t.oid, 0, typowner, typacl, 'T'
  from pg_type t join ns n on n.oid = typnamespace left join pg_class c on c.oid = typrelid
  where typtype in ('e', 'd', 'r', 'c') and (typtype <> 'c' or relkind = 'c')
    and not exists (select 1 from pg_depend d where d.objid = t.oid and d.classid = 'pg_type'::regclass and d.deptype = 'e')
  union all
  select 'function ' || nspname || '.' || proname || '/' || pronargs, 'pg_proc'::regclass, p.oid, 0, proowner, proacl, 'f'
  from pg_proc p join ns n on n.oid = pronamespace
  where not exists (select 1 from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype in ('e', 'i'))
  union all
  select 'schema ' || n.nspname, 'pg_namespace'::regclass, n.oid, 0, nspowner, nspacl, 'n'
  from ns join pg_namespace n using (oid) where n.nspname <> 'public'
)`;

/** What is granted on one object by an access control list, its owner left out. */
const granted = (acl: string) => `(select string_agg(line, '; ' order by line collate "C") from (
    select case grantee when 0 then 'public' else pg_get_userbyid(grantee) end || ': '
      || string_agg(privilege_type || case when is_grantable then '*' else '' end, ',' order by privilege_type collate "C") as line
    from aclexplode(${acl}) where grantee <> owner and privilege_type <> 'MAINTAIN' group by grantee) lines)`;

export const accessNames = `, ${objects}`;

export const accessQueries: readonly string[] = [
  `select 'comment ' || name, description from objects o join pg_description d on d.classoid = class and d.objoid = oid and d.objsubid = sub`,

  `select 'owner ' || name, pg_get_userbyid(owner) from objects where sub = 0 and owner <> (select oid from pg_roles where rolname = current_user)`,

  `select 'grants ' || name, coalesce(${granted('acl')}, '')
from objects where acl is not null and sort is not null
  and ${granted('acl')} is distinct from ${granted('acldefault(sort, owner)')}`,
];

/** Roles belong to the whole server, so only who has one to itself may ask. */
export const roleQueries: readonly string[] = [
  `select 'role ' || rolname, concat_ws(',', case when rolbypassrls then 'bypassrls' end, case when rolcreatedb then 'createdb' end,
  case when rolcreaterole then 'createrole' end, case when rolinherit then 'inherit' end, case when rolcanlogin then 'login' end,
  case when rolreplication then 'replication' end, case when rolsuper then 'superuser' end)
from pg_roles where rolname !~ '^pg_' and rolname <> current_user`,

  `select 'members ' || m.rolname, string_agg(r.rolname, ',' order by r.rolname collate "C")
from (select distinct roleid, member from pg_auth_members) a join pg_roles m on m.oid = member join pg_roles r on r.oid = roleid
where m.rolname !~ '^pg_' and m.rolname <> current_user group by m.rolname`,

  `select 'comment role ' || rolname, description from pg_shdescription join pg_roles r on r.oid = objoid
where classoid = 'pg_authid'::regclass`,
];
